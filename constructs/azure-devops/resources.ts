import { Token } from "cdktf";
import type { Construct } from "constructs";
import { type Arguments, block, blocks } from "./arguments";
import { type AzureDevopsMeta, AzureDevopsResource } from "./element";

/** What belongs to a project. */
interface InProject extends AzureDevopsMeta {
  /** GUID of the project. */
  readonly projectId: string;
}

/** Arguments of `azuredevops_environment`. */
export interface AzureDevopsEnvironmentConfig extends InProject {
  readonly name: string;
  /** @default - none */
  readonly description?: string;
}

/** An environment that deployment jobs run in. */
export class AzureDevopsEnvironment extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_environment";

  constructor(scope: Construct, id: string, { projectId, name, description, ...meta }: AzureDevopsEnvironmentConfig) {
    super(scope, id, AzureDevopsEnvironment.tfResourceType, { project_id: projectId, name, description }, meta);
  }
}

/** What checks can protect. */
export type AzureProtectedType = "endpoint" | "environment" | "queue" | "repository" | "securefile" | "variablegroup";

/** What all checks take. */
export interface AzureCheckConfig extends InProject {
  readonly targetResourceId: string;
  readonly targetResourceType: AzureProtectedType;
  /** How long the check may take before the stage fails. Minutes. */
  readonly timeoutMinutes?: number;
}

const target = ({ projectId, targetResourceId, targetResourceType, timeoutMinutes }: AzureCheckConfig) => ({
  project_id: projectId,
  target_resource_id: targetResourceId,
  target_resource_type: targetResourceType,
  timeout: timeoutMinutes,
});

/** Arguments of `azuredevops_check_approval`. */
export interface AzureCheckApprovalConfig extends AzureCheckConfig {
  /** GUIDs of groups and users. A group counts as one, whoever of it approves. */
  readonly approvers: readonly string[];
  /** How many of them have to. @default - all */
  readonly minimumRequiredApprovers?: number;
  /** Whether whoever started the run may approve. @default false */
  readonly requesterCanApprove?: boolean;
  /** What approvers are told. @default - nothing */
  readonly instructions?: string;
}

/** People agree before a stage starts. */
export class AzureCheckApproval extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_check_approval";

  constructor(scope: Construct, id: string, config: AzureCheckApprovalConfig) {
    const own = {
      ...target(config),
      approvers: config.approvers,
      minimum_required_approvers: config.minimumRequiredApprovers,
      requester_can_approve: config.requesterCanApprove,
      instructions: config.instructions,
    };
    super(scope, id, AzureCheckApproval.tfResourceType, own, config);
  }
}

/** One run at a time. */
export class AzureCheckExclusiveLock extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_check_exclusive_lock";

  constructor(scope: Construct, id: string, config: AzureCheckConfig) {
    super(scope, id, AzureCheckExclusiveLock.tfResourceType, target(config), config);
  }
}

/** Arguments of `azuredevops_check_branch_control`. */
export interface AzureCheckBranchControlConfig extends AzureCheckConfig {
  readonly displayName: string;
  /** Full names of refs, `refs/heads/main`. */
  readonly allowedBranches: readonly string[];
  /** Whether the branch must have policies. */
  readonly verifyBranchProtection: boolean;
}

/** Runs of some branches only. */
export class AzureCheckBranchControl extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_check_branch_control";

  constructor(scope: Construct, id: string, config: AzureCheckBranchControlConfig) {
    const own = {
      ...target(config),
      display_name: config.displayName,
      allowed_branches: config.allowedBranches.join(","),
      verify_branch_protection: config.verifyBranchProtection,
      ignore_unknown_protection_status: false,
    };
    super(scope, id, AzureCheckBranchControl.tfResourceType, own, config);
  }
}

/** Arguments of `azuredevops_serviceendpoint_azurerm`, for workload identity federation with an identity that is there. */
export interface AzureServiceConnectionConfig extends InProject {
  readonly name: string;
  readonly description?: string;
  readonly tenantId: string;
  /** Client id of the identity that jobs sign in as. */
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
}

/** A service connection to Azure without a secret. */
export class AzureServiceConnection extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_serviceendpoint_azurerm";

  constructor(scope: Construct, id: string, config: AzureServiceConnectionConfig) {
    const own = {
      project_id: config.projectId,
      service_endpoint_name: config.name,
      description: config.description,
      service_endpoint_authentication_scheme: "WorkloadIdentityFederation",
      azurerm_spn_tenantid: config.tenantId,
      azurerm_subscription_id: config.subscriptionId,
      azurerm_subscription_name: config.subscriptionName,
      credentials: block({ serviceprincipalid: config.clientId }),
    };
    super(scope, id, AzureServiceConnection.tfResourceType, own, config);
  }

  /** Who signs the connection's tokens; known after it is made. Never composed: Azure DevOps changes its form. */
  get issuer(): string {
    return this.getStringAttribute("workload_identity_federation_issuer");
  }

  /** Whom the connection's tokens are for; known after it is made. */
  get subject(): string {
    return this.getStringAttribute("workload_identity_federation_subject");
  }
}

/** Arguments of `azuredevops_build_definition`, for a pipeline whose YAML lies in Azure Repos. */
export interface AzurePipelineConfig extends InProject {
  readonly name: string;
  /** Folder of pipelines, beginning with `\`. */
  readonly path: string;
  /** GUID of the repository. */
  readonly repositoryId: string;
  /** Branch whose YAML is taken where a run names none. */
  readonly branch: string;
  readonly yamlPath: string;
}

/** A pipeline. */
export class AzurePipeline extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_build_definition";

  constructor(scope: Construct, id: string, config: AzurePipelineConfig) {
    const own = {
      project_id: config.projectId,
      name: config.name,
      path: config.path,
      // Its token reaches this project and no other of the organization.
      job_authorization_scope: "project",
      repository: block({
        repo_type: "TfsGit",
        repo_id: config.repositoryId,
        branch_name: config.branch,
        yml_path: config.yamlPath,
      }),
      ci_trigger: block({ use_yaml: true }),
    };
    super(scope, id, AzurePipeline.tfResourceType, own, config);
  }

  /** Its id as a number, as other resources take it. */
  get number(): number {
    return Token.asNumber(this.id);
  }
}

/** Arguments of `azuredevops_pipeline_authorization`. */
export interface AzurePipelineAuthorizationConfig extends InProject {
  readonly resourceId: string;
  readonly type: "endpoint" | "queue" | "variablegroup" | "environment" | "repository";
  /** Without it every pipeline of the project would be let in, so it is required here. */
  readonly pipelineId: number;
}

/** Lets one pipeline use something. */
export class AzurePipelineAuthorization extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_pipeline_authorization";

  constructor(scope: Construct, id: string, config: AzurePipelineAuthorizationConfig) {
    const own = {
      project_id: config.projectId,
      resource_id: config.resourceId,
      type: config.type,
      pipeline_id: config.pipelineId,
    };
    super(scope, id, AzurePipelineAuthorization.tfResourceType, own, config);
  }
}

/** Arguments of `azuredevops_variable_group`. */
export interface AzureVariableGroupConfig extends InProject {
  readonly name: string;
  readonly description?: string;
  /** Values by name; never a secret. At least one. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Variables that pipelines share; not open to every pipeline. */
export class AzureVariableGroup extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_variable_group";

  constructor(scope: Construct, id: string, config: AzureVariableGroupConfig) {
    const own = {
      project_id: config.projectId,
      name: config.name,
      description: config.description,
      allow_access: false,
      variable: blocks(Object.entries(config.variables).map(([name, value]) => ({ name, value }))),
    };
    super(scope, id, AzureVariableGroup.tfResourceType, own, config);
  }
}

/** The branch that a policy protects. */
export interface AzureBranch extends InProject {
  /** GUID of the repository. */
  readonly repositoryId: string;
  /** Full name of the ref, `refs/heads/main`. */
  readonly ref: string;
}

/** A policy of a branch that nobody completes a change against, with settings of its own. */
const blockingPolicy = ({ projectId, repositoryId, ref }: AzureBranch, settings: Arguments) => ({
  project_id: projectId,
  enabled: true,
  blocking: true,
  settings: block({
    ...settings,
    scope: blocks([{ repository_id: repositoryId, repository_ref: ref, match_type: "Exact" }]),
  }),
});

/** So many people, whoever they are, approve a change as it is. */
export class AzureMinimumReviewers extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_branch_policy_min_reviewers";

  constructor(scope: Construct, id: string, config: AzureBranch & { readonly count: number }) {
    const settings = {
      reviewer_count: config.count,
      submitter_can_vote: false,
      last_pusher_cannot_approve: true,
      allow_completion_with_rejects_or_waits: false,
      on_push_reset_all_votes: true,
      // The provider sends it along with the other, and reads it back.
      on_push_reset_approved_votes: true,
    };
    super(scope, id, AzureMinimumReviewers.tfResourceType, blockingPolicy(config, settings), config);
  }
}

/** Arguments of `azuredevops_branch_policy_auto_reviewers`. */
export interface AzureRequiredReviewersConfig extends AzureBranch {
  /** GUID of one group: of several Azure DevOps counts no number above 1. */
  readonly groupId: string;
  readonly count: number;
  /** Patterns from the root, beginning with `/`. At least one. */
  readonly pathFilters: readonly string[];
  /** What the pull request shows. */
  readonly message: string;
}

/** So many people of a group approve a change of some files. */
export class AzureRequiredReviewers extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_branch_policy_auto_reviewers";

  constructor(scope: Construct, id: string, config: AzureRequiredReviewersConfig) {
    const settings = {
      auto_reviewer_ids: [config.groupId],
      minimum_number_of_reviewers: config.count,
      path_filters: config.pathFilters,
      submitter_can_vote: false,
      message: config.message,
    };
    super(scope, id, AzureRequiredReviewers.tfResourceType, blockingPolicy(config, settings), config);
  }
}

/** A pipeline passes on the change as it would be merged. */
export class AzureBuildValidation extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_branch_policy_build_validation";

  constructor(
    scope: Construct,
    id: string,
    config: AzureBranch & { readonly pipelineId: number; readonly displayName: string },
  ) {
    const settings = {
      build_definition_id: config.pipelineId,
      display_name: config.displayName,
      manual_queue_only: false,
      // Expires at once when the branch moves on, so that what passed is what is merged.
      queue_on_source_update_only: false,
      valid_duration: 0,
    };
    super(scope, id, AzureBuildValidation.tfResourceType, blockingPolicy(config, settings), config);
  }
}

/** Every comment is resolved. */
export class AzureCommentResolution extends AzureDevopsResource {
  static readonly tfResourceType = "azuredevops_branch_policy_comment_resolution";

  constructor(scope: Construct, id: string, config: AzureBranch) {
    super(scope, id, AzureCommentResolution.tfResourceType, blockingPolicy(config, {}), config);
  }
}
