import { exampleConfiguration } from "../../support/configuration";
import { type StackJson, synthStacks } from "../../support/stacks";
import { edit, type Edit, flip, type Mutation, remove, set } from "./basic";

let azure: StackJson | undefined;

/** The example's stack as it would be in Azure DevOps. */
const inAzure: Edit = (stacks) => {
  azure ??= synthStacks(
    exampleConfiguration({
      organization: {
        repository: {
          provider: "azure-devops",
          organization: "pfs-corporation",
          project: "ML Platform",
          owner: undefined,
        },
      },
    }),
    ["pipelines"],
  )["pipelines"]!;
  const pipelines = stacks["pipelines"] as Record<string, unknown>;
  for (const key of Object.keys(pipelines)) Reflect.deleteProperty(pipelines, key);
  Object.assign(pipelines, structuredClone(azure));
};

const CONNECTION = "azuredevops_serviceendpoint_azurerm.Connections_prod-apply_";
const APPROVAL = "azuredevops_check_approval.Environments_prod_Approval_";
const CONTROL = "azuredevops_check_branch_control.Environments_prod_Branch_";
const AUTHORIZATION = "azuredevops_pipeline_authorization.Connections_prod-apply_Allowed_deploy_";
const VARIABLES = "azuredevops_variable_group.Variables";
const REVIEWS = "azuredevops_branch_policy_min_reviewers.DefaultBranch_Approvals_";
const COUNTED = "azuredevops_branch_policy_auto_reviewers.DefaultBranch_Reviewers_model-risk-2_";
const VALIDATION = "azuredevops_branch_policy_build_validation.DefaultBranch_Validation_";
const COMMENTS = "azuredevops_branch_policy_comment_resolution.DefaultBranch_Comments_";

const spoilt = (address: string, path: string, value: unknown): Mutation =>
  flip("pipelines", address, path, value, inAzure);
const gone = (address: string): Mutation => edit(`${address} goes`, remove("pipelines", address), inAzure);

/** Ways to loosen what protects a deployment in Azure DevOps, by rule. */
export const azureDevopsMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "azure-connection-federated": [
    spoilt(CONNECTION, "service_endpoint_authentication_scheme", "ServicePrincipal"),
    spoilt(CONNECTION, "service_endpoint_authentication_scheme", undefined),
    spoilt(CONNECTION, "credentials.serviceprincipalkey", "k"),
    spoilt(CONNECTION, "credentials.serviceprincipalcertificate", "c"),
  ],
  "azure-pipelines-named": [
    spoilt(AUTHORIZATION, "pipeline_id", undefined),
    spoilt("azuredevops_pipeline_authorization.Environments_prod_Allowed_deploy_", "pipeline_id", undefined),
    spoilt(VARIABLES, "allow_access", true),
  ],
  "azure-deployment-guarded": [
    gone(APPROVAL),
    gone(CONTROL),
    gone("azuredevops_check_exclusive_lock.Environments_prod_Lock_"),
    gone("azuredevops_check_branch_control.Connections_prod-apply_Branch_"),
  ],
  "azure-check-strict": [
    spoilt(APPROVAL, "requester_can_approve", true),
    spoilt(APPROVAL, "approvers", []),
    spoilt(CONTROL, "allowed_branches", "*"),
    spoilt(CONTROL, "allowed_branches", undefined),
    spoilt("azuredevops_check_branch_control.Connections_prod-apply_Branch_", "allowed_branches", "refs/heads/dev"),
  ],
  "azure-branch-strict": [
    ...[REVIEWS, COUNTED, VALIDATION, COMMENTS].flatMap((address) => [
      spoilt(address, "enabled", false),
      spoilt(address, "blocking", false),
    ]),
    spoilt(REVIEWS, "settings.submitter_can_vote", true),
    spoilt(COUNTED, "settings.submitter_can_vote", true),
    spoilt(REVIEWS, "settings.on_push_reset_all_votes", false),
    spoilt(REVIEWS, "settings.last_pusher_cannot_approve", false),
    spoilt(REVIEWS, "settings.allow_completion_with_rejects_or_waits", true),
    spoilt(VALIDATION, "settings.valid_duration", 720),
    spoilt(VALIDATION, "settings.queue_on_source_update_only", true),
    spoilt(VALIDATION, "settings.manual_queue_only", true),
  ],
  "azure-branch-as-configured": [
    gone(REVIEWS),
    gone(VALIDATION),
    gone(COUNTED),
    spoilt(REVIEWS, "settings.reviewer_count", 0),
    spoilt(COUNTED, "settings.minimum_number_of_reviewers", 1),
    spoilt(COUNTED, "settings.path_filters", ["/config/none"]),
    edit(
      "another group is asked",
      set("pipelines", COUNTED, "settings.auto_reviewer_ids", ["${data.azuredevops_group.Group-security.group_id}"]),
      inAzure,
    ),
  ],
};
