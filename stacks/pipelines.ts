import { sharedNamesOf } from "../schema/names";
import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { ActionsVariable } from "@cdktf/provider-github/lib/actions-variable";
import { DataGithubTeam } from "@cdktf/provider-github/lib/data-github-team";
import { Fn, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { BranchRules, configureGithub, DeploymentEnvironment } from "../constructs/pipelines";
import { configureProviders } from "../constructs/providers";
import { branchProtection } from "../schema/organization/branch-protection";
import { PUBLISHES_VARIABLE, PUBLISHING_ENVIRONMENT } from "../domain/pipelines/publishing";
import { isAzureDevops } from "../schema/organization/repository";
import { Bug } from "../domain/problem/problem";
import { AzurePipelinesStack } from "./azure-pipelines";
import { type PipelinesStackProps, warnOfNoSecurity, warnOfUnasked } from "./pipelines-common";
import { Stack } from "./stack";

/**
 * What the repository must know and refuse for its pipelines to deploy: one GitHub environment per environment, with
 * its approvers and the identity that `bootstrap` made for it, and the rules of the default branch. No secrets: what is
 * stored there are names of identities that trust nothing but this repository's tokens.
 *
 * Deployed by an administrator of the repository, after `bootstrap`; the provider takes the token from `GITHUB_TOKEN` or
 * from `gh auth login`. Reviews and nightly runs plan with identities that need no environment, so these are named in
 * a variable of the repository.
 */
export class PipelinesStack extends Stack {
  readonly environments: readonly DeploymentEnvironment[];

  constructor(scope: Construct, id: string, { organization, environments, useCases = [] }: PipelinesStackProps) {
    super(scope, id);
    const { repository, platform, tenant } = organization;
    if (isAzureDevops(repository)) throw new Bug("a repository of Azure DevOps has a stack of its own");
    const { subscription } = platform;
    const names = sharedNamesOf(organization);
    configureProviders(this, { subscription, tenant });
    configureGithub(this, repository.owner);

    const identities = new Construct(this, "Identities");
    const clientIdOf = (id: string, name: string): string =>
      new DataAzurermUserAssignedIdentity(identities, id, { name, resourceGroupName: names.stateResourceGroup })
        .clientId;
    const clientId = (environment: string, use: "plan" | "apply"): string =>
      clientIdOf(`${environment}-${use}`, names.pipelineIdentity(environment, use));

    const own = new Construct(this, "Environments");
    this.environments = environments.map(({ name, deployment }) => {
      const { approvers, selfApproval, wait } = deployment;
      return new DeploymentEnvironment(own, name, {
        repository: repository.name,
        name,
        branches: [repository.defaultBranch],
        approvers,
        selfApproval,
        ...(wait !== undefined && { waitMinutes: wait.toMinutes() }),
        variables: { ARM_CLIENT_ID: clientId(name, "apply") },
      });
    });
    if (platform.registry.publishedByPipelines) {
      // Nobody is asked: what was reviewed becomes new versions, and no deployment uses one that it does not name.
      new DeploymentEnvironment(this, "Publishing", {
        repository: repository.name,
        name: PUBLISHING_ENVIRONMENT,
        branches: [repository.defaultBranch],
        approvers: { teams: [], users: [] },
        variables: { ARM_CLIENT_ID: clientIdOf("publish", names.publishingIdentity) },
      });
      new ActionsVariable(this, "Publishes", {
        repository: repository.name,
        variableName: PUBLISHES_VARIABLE,
        value: "true",
      });
    }
    const security = repository.protection.security.teams;
    const rules = new BranchRules(this, "DefaultBranch", {
      repository: repository.name,
      branch: repository.defaultBranch,
      ...branchProtection(organization, useCases),
    });
    if (security.length > 0) {
      new ActionsVariable(this, "SecurityApprovers", {
        repository: repository.name,
        variableName: "MLOPS_SECURITY_APPROVERS",
        value: Fn.jsonencode(this.membersOf(security)),
      });
    }

    const everybody = [...this.environments.flatMap(({ approvers }) => approvers), ...rules.teams];
    const approversByName = new Map(everybody.map((one) => [`${one.kind} ${one.name}`, one]));
    new TerraformOutput(this, "approvers", {
      description:
        "Names behind the numbers that GitHub keeps: a review of a plan tells by them who approves no longer.",
      value: [...approversByName.values()],
    });
    const planIdentities = environments.map(({ name }) => [name, clientId(name, "plan")] as const);
    new ActionsVariable(this, "PlanClientIds", {
      repository: repository.name,
      variableName: "MLOPS_PLAN_CLIENT_IDS",
      value: Fn.jsonencode(Object.fromEntries(planIdentities)),
    });
    const runners = environments.flatMap(({ name, deployment: { runner } }) =>
      runner === undefined ? [] : [[name, runner] as const],
    );
    const first = environments[0]?.deployment.runner;
    if (platform.registry.publishedByPipelines && first !== undefined) {
      // From where the first environment is deployed, which reaches a registry without public access.
      runners.push([PUBLISHING_ENVIRONMENT, first]);
    }
    if (runners.length > 0) {
      // Of the repository: where a job runs is decided before it enters its environment.
      new ActionsVariable(this, "Runners", {
        repository: repository.name,
        variableName: "MLOPS_RUNNERS",
        value: Fn.jsonencode(Object.fromEntries(runners)),
      });
    }
    new ActionsVariable(this, "Tenant", {
      repository: repository.name,
      variableName: "ARM_TENANT_ID",
      value: tenant,
    });
    warnOfUnasked(this, environments);
    if (security.length === 0) warnOfNoSecurity(this);
  }

  /**
   * Logins of a team's members, which the token of a workflow may not read. Whoever leaves a team counts until this stack
   * is deployed again; its next plan shows it.
   */
  private membersOf(teams: readonly string[]): string[] {
    const security = new Construct(this, "Security");
    const members = teams.map((slug) => new DataGithubTeam(security, slug, { slug }).members);
    return Fn.sort(Fn.distinct(Fn.concat(members))) as string[];
  }
}

/** The stack `pipelines` for wherever the repository is. */
export function definePipelines(scope: Construct, id: string, props: PipelinesStackProps): Stack {
  const { repository } = props.organization;
  return isAzureDevops(repository)
    ? new AzurePipelinesStack(scope, id, repository, props)
    : new PipelinesStack(scope, id, props);
}
