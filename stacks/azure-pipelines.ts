import { sharedNamesOf } from "../schema/names";
import { DataAzurermSubscription } from "@cdktf/provider-azurerm/lib/data-azurerm-subscription";
import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import {
  AzureDevopsProvider,
  AzurePipeline,
  AzureVariableGroup,
  DataAzureDevopsGroup,
  DataAzureDevopsProject,
  DataAzureDevopsRepository,
} from "../constructs/azure-devops";
import {
  allowPipelines,
  AzureAgents,
  AzureBranchPolicies,
  AzureConnection,
  AzureEnvironment,
} from "../constructs/pipelines";
import { configureProviders } from "../constructs/providers";
import {
  azureOrganizationUrl,
  azurePipelineFile,
  azurePipelineName,
  type AzurePipelineSource,
  azurePipelineSources,
  type ConnectionUse,
  FAIL_ON_VARIABLE,
  PIPELINE_FOLDER,
  serviceConnectionName,
  VARIABLE_GROUP,
} from "../domain/pipelines/azure-devops";
import { PUBLISHING_CONNECTION } from "../domain/pipelines/publishing";
import type { Environment } from "../schema/configuration";
import { branchProtection } from "../schema/organization/branch-protection";
import type { AzureRepository } from "../schema/organization/repository";
import { type PipelinesStackProps, warnOfNoSecurity, warnOfUnasked } from "./pipelines-common";
import { Stack } from "./stack";

/**
 * What a project of Azure DevOps must know and refuse for its pipelines to deploy: the pipelines; a service connection per
 * environment and use, with the identity that `bootstrap` made and the trust that ties the two; an environment per
 * environment, with its checks; and the policies of the default branch. No secrets.
 *
 * Trust is here and not in `bootstrap`, because Azure DevOps says only after it has made a connection what its tokens look
 * like, and makes it for an identity that is there: identity → connection → federated credential
 * (docs/decisions/0020-azure-devops.md).
 *
 * Deployed by an administrator of the project who is an owner of the state's resource group, after `bootstrap`.
 */
export class AzurePipelinesStack extends Stack {
  private readonly project: DataAzureDevopsProject;
  private readonly groups = new Map<string, DataAzureDevopsGroup>();

  constructor(
    scope: Construct,
    id: string,
    private readonly repository: AzureRepository,
    { organization, environments, useCases = [] }: PipelinesStackProps,
  ) {
    super(scope, id);
    const { platform, tenant } = organization;
    const { subscription } = platform;
    const names = sharedNamesOf(organization);
    configureProviders(this, { subscription, tenant });
    new AzureDevopsProvider(this, "azuredevops", {
      orgServiceUrl: azureOrganizationUrl(repository.organization),
      tenantId: tenant,
    });
    this.project = new DataAzureDevopsProject(this, "Project", { name: repository.project });
    const projectId = this.project.id;
    const { id: repositoryId } = new DataAzureDevopsRepository(this, "Repository", {
      projectId,
      name: repository.name,
    });

    const own = new Construct(this, "Pipelines");
    const pipelines = Object.fromEntries(
      azurePipelineSources.map(({ name }) => [
        name,
        new AzurePipeline(own, name, {
          projectId,
          name: azurePipelineName(name),
          path: PIPELINE_FOLDER,
          repositoryId,
          branch: repository.defaultBranch,
          yamlPath: azurePipelineFile(name),
        }),
      ]),
    ) as Record<AzurePipelineSource["name"], AzurePipeline>;
    const those = (wanted: (source: AzurePipelineSource) => boolean) =>
      Object.fromEntries(azurePipelineSources.filter(wanted).map(({ name }) => [name, pipelines[name]]));

    const identities = new Construct(this, "Identities");
    const subscriptions = new Construct(this, "Subscriptions");
    const connections = new Construct(this, "Connections");
    const subscriptionNames = new Map<string, string>();
    const subscriptionName = (guid: string): string => {
      const known = subscriptionNames.get(guid);
      if (known !== undefined) return known;
      const found = new DataAzurermSubscription(subscriptions, guid, { subscriptionId: guid }).displayName;
      subscriptionNames.set(guid, found);
      return found;
    };
    const identityOf = (id: string, name: string) => {
      const found = new DataAzurermUserAssignedIdentity(identities, id, {
        name,
        resourceGroupName: names.stateResourceGroup,
      });
      return { id: found.id, clientId: found.clientId, resourceGroupName: names.stateResourceGroup };
    };
    const connect = (environment: Environment, use: ConnectionUse): void => {
      new AzureConnection(connections, `${environment.name}-${use}`, {
        projectId,
        name: serviceConnectionName(environment.name, use),
        identity: identityOf(`${environment.name}-${use}`, names.pipelineIdentity(environment.name, use)),
        tenant,
        subscription: { id: environment.subscription, name: subscriptionName(environment.subscription) },
        pipelines: those((source) => source.connections.includes(use)),
        // Reviews plan what is on other branches.
        ...(use === "apply" && { branch: repository.defaultBranch }),
      });
    };
    if (platform.registry.publishedByPipelines) {
      new AzureConnection(connections, "publish", {
        projectId,
        name: PUBLISHING_CONNECTION,
        identity: identityOf("publish", names.publishingIdentity),
        tenant,
        subscription: { id: subscription, name: subscriptionName(subscription) },
        pipelines: those(({ deploys }) => deploys),
        branch: repository.defaultBranch,
      });
    }
    const protectedBy = new Construct(this, "Environments");
    for (const environment of environments) {
      const { name, deployment } = environment;
      connect(environment, "plan");
      connect(environment, "apply");
      new AzureEnvironment(protectedBy, name, {
        projectId,
        name,
        branch: repository.defaultBranch,
        approvers: deployment.approvers.teams.map((team) => this.groupOf(team)),
        selfApproval: deployment.selfApproval,
        pipelines: those(({ deploys }) => deploys),
      });
    }

    const agents = new Construct(this, "Agents");
    for (const runner of new Set(environments.flatMap(({ deployment }) => deployment.runner ?? []))) {
      new AzureAgents(agents, runner, {
        projectId,
        name: runner,
        pipelines: those((source) => source.agents),
        branch: repository.defaultBranch,
      });
    }

    const { approvals, reviewers } = branchProtection(organization, useCases);
    new AzureBranchPolicies(this, "DefaultBranch", {
      projectId,
      repositoryId,
      ref: `refs/heads/${repository.defaultBranch}`,
      approvals,
      validation: pipelines["pull-request"],
      reviewers,
      groupOf: (name) => this.groupOf(name),
    });

    const security = repository.protection.security.teams;
    const variables = new AzureVariableGroup(this, "Variables", {
      projectId,
      name: VARIABLE_GROUP,
      description: "What pipelines of MLOps environments read; made by the stack pipelines",
      // Who may bypass policies approves for security; where nobody is named, nobody could.
      variables: { [FAIL_ON_VARIABLE]: security.length > 0 ? "security" : "blocked" },
    });
    allowPipelines(
      this,
      "VariablesAllowed",
      those((source) => source.variables),
      {
        projectId,
        resourceId: variables.id,
        type: "variablegroup",
      },
    );

    new TerraformOutput(this, "approvers", {
      description:
        "Names behind the ids that Azure DevOps keeps: a review of a plan tells by them who approves no longer.",
      value: [...this.groups].map(([name, group]) => ({ kind: "group", name, id: group.groupId })),
    });
    warnOfUnasked(this, environments);
    if (security.length === 0) warnOfNoSecurity(this);
  }

  /** The group behind a name of the configuration, looked up once. */
  private groupOf(name: string): DataAzureDevopsGroup {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const { name: title, of } = this.repository.groups[name] ?? { name, of: "project" };
    const group = new DataAzureDevopsGroup(this, `Group-${name}`, {
      ...(of === "project" && { projectId: this.project.id }),
      name: title,
    });
    this.groups.set(name, group);
    return group;
  }
}
