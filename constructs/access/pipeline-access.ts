import { Construct } from "constructs";
import {
  pipelineAccess,
  rolesGrantedByPipelines,
  rolesOfDataReaders,
  rolesOfJumpHostUsers,
  rolesOfPeople,
  type AccessLevel,
  type PipelineTarget,
} from "../../domain/access/access";
import { subscriptionId, type ResourceGroupRef } from "../../domain/azure/ids";
import { builtInRoles, isCustomRole, type BuiltInRole, type RoleName } from "../../domain/access/roles";
import { onlyBlobs, onlyGrants, type Grantable } from "./conditions";
import { customRoleGuidOf, type RoleHome } from "../../domain/access/role-home";
import { GitHubTrust, type GitHubRepository, type GitHubTrigger } from "./github-trust";
import { Identity } from "./identity";
import { RoleGrant } from "./role-grant";
import type { GrantTarget } from "./target";

/** The environment that a pipeline deploys. */
export interface PipelineEnvironment {
  /** Its name; the GitHub environment whose approval a deployment needs is called the same. */
  readonly name: string;
  /** Its resource group, which need not exist yet. */
  readonly resourceGroup: ResourceGroupRef;
  /** ARM id of what its pipeline holds roles on: its subscription, or its resource group if that exists already. */
  readonly scope: string;
  /** How much people may do in it: what the pipeline may grant to them. */
  readonly level: AccessLevel;
  /** What tells its custom roles from others in the tenant, e.g. `pfs-preprod`. */
  readonly qualifier: string;
  /** Whether use cases there name groups that read data: the pipeline grants them their role. @default false */
  readonly hasDataReaders?: boolean;
  /** Whether people get in by a jump host: the pipeline grants them their roles. @default false */
  readonly hasJumpHost?: boolean;
  /** Where the custom roles of its second region live. @default - it has none */
  readonly recovery?: RoleHome;
}

export interface PipelineAccessProps {
  readonly environment: PipelineEnvironment;
  /** The same of the environment that versions come from. @default - none, it is the first */
  readonly scopeBefore?: string | undefined;
  /** The same of the environment that versions are trained in. @default - none, it is the first */
  readonly firstScope?: string | undefined;
  /** Names of all environments, this one among them: whose states to keep out of. */
  readonly allEnvironments: readonly string[];
  /** Where the identities are made. */
  readonly location: string;
  /** Name of their resource group; a reference to it. */
  readonly resourceGroupName: string;
  /** The same from the configuration. */
  readonly resourceGroup: ResourceGroupRef;
  /** Names of the two identities. */
  readonly name: (use: "plan" | "apply") => string;
  /** The container that holds all states. */
  readonly state: GrantTarget;
  /**
   * The repository on GitHub whose tokens are trusted.
   * @default - none: what else signs in is trusted where its tokens are known, as service connections of Azure DevOps
   */
  readonly repository?: GitHubRepository & { readonly defaultBranch: string };
}

/**
 * The two identities that pipelines deploy an environment with.
 *
 * `plan` reads the environment, its state, the platform, the environment that versions come from and the one that they are
 * trained in; pull requests and the default branch may use it. `apply` changes the
 * environment; only jobs in the GitHub environment of that name may use it, so that its approvals and branch rules
 * decide. It grants nothing but the roles that use cases and clusters need, and defines no roles: a role that is in those
 * tables could otherwise be rewritten into any other. The workspace's own identity gets its roles from an owner.
 *
 * Limitations: both hold their roles on the environment's subscription, unless others made its resource group: one of ours does
 * not exist yet, and Azure grants nothing on what does not exist. Environments that share a subscription are not kept apart by it.
 */
export class PipelineAccess extends Construct {
  readonly plan: Identity;
  readonly apply: Identity;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineAccessProps,
  ) {
    super(scope, id);
    const { environment, repository } = props;
    const branch = repository?.defaultBranch;
    this.plan = this.pipeline("plan", [
      { on: "pull-request" },
      ...(branch === undefined ? [] : [{ on: "branch", branch } as const]),
    ]);
    this.apply = this.pipeline("apply", [{ on: "environment", environment: environment.name }]);
  }

  private pipeline(use: "plan" | "apply", triggers: readonly GitHubTrigger[]): Identity {
    const { props } = this;
    const own = new Construct(this, use);
    const identity = new Identity(own, "Identity", {
      name: props.name(use),
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      resourceGroup: props.resourceGroup,
    });
    if (props.repository !== undefined) {
      new GitHubTrust(own, "Trust", {
        identity,
        resourceGroupName: props.resourceGroupName,
        repository: props.repository,
        triggers,
      });
    }
    const platform = subscriptionId(props.resourceGroup.subscriptionId);
    const target = props.environment.scope;
    const other = (scope: string | undefined): GrantTarget | undefined =>
      scope === undefined ? undefined : { id: scope, key: scope };
    const at: Readonly<Record<PipelineTarget, GrantTarget | undefined>> = {
      state: props.state,
      environment: { id: target, key: target },
      environmentBefore: other(props.scopeBefore),
      firstEnvironment: other(props.firstScope),
      platform: { id: platform, key: platform },
    };
    // Where environments and platform share a subscription, two rows of the table are one assignment, which Azure makes
    // once: under the name of the first, with what both may grant.
    const rows = pipelineAccess[use].flatMap((row) => {
      const target = at[row.target];
      return target === undefined ? [] : [{ ...row, at: target }];
    });
    for (const row of rows) {
      const same = rows.filter((other) => other.role === row.role && other.at.key === row.at.key);
      if (same[0] !== row) continue;
      new RoleGrant(own, `${row.target}-${row.role}`, {
        scope: row.at.id,
        scopeKey: row.at.key,
        role: row.role,
        principal: identity.principal,
        condition: this.conditionOf(
          row.role,
          same.map((one) => one.target),
        ),
      });
    }
    return identity;
  }

  private conditionOf(role: BuiltInRole, targets: readonly PipelineTarget[]): string | undefined {
    const { environment, allEnvironments } = this.props;
    if (targets.includes("state")) {
      // One state per stack: `dev.tfstate`, and `dev-churn.tfstate` for a use case; but not those of `dev-eu`.
      const longer = allEnvironments.filter((name) => name.startsWith(`${environment.name}-`));
      return onlyBlobs(
        [`${environment.name}.tfstate`, `${environment.name}-*.tfstate`],
        longer.flatMap((name) => [`${name}.tfstate`, `${name}-*.tfstate`]),
      );
    }
    return role === "rbacAdministrator"
      ? onlyGrants(mergedGrants(targets.flatMap((target) => this.grantable(target))))
      : undefined;
  }

  /** What the identity may grant in the environment, or on the platform. */
  private grantable(target: PipelineTarget): readonly Grantable[] {
    const { environment } = this.props;
    if (target === "platform") return [{ roles: [builtInRoles.reader.id], principals: "ServicePrincipal" }];
    const homes = [environment, ...(environment.recovery === undefined ? [] : [environment.recovery])];
    const guids = (roles: readonly RoleName[]) =>
      roles.flatMap((name) =>
        isCustomRole(name)
          ? homes.map(({ qualifier, resourceGroup }) => customRoleGuidOf(name, qualifier, resourceGroup))
          : [builtInRoles[name].id],
      );
    return [
      { roles: guids(rolesGrantedByPipelines()), principals: "ServicePrincipal" },
      { roles: guids(rolesOfPeople(environment.level)), principals: "Group" },
      { roles: environment.hasDataReaders === true ? guids(rolesOfDataReaders()) : [], principals: "Group" },
      { roles: environment.hasJumpHost === true ? guids(rolesOfJumpHostUsers()) : [], principals: "Group" },
    ];
  }
}

/** Each kind of principal once, with all that may be granted to it. */
const mergedGrants = (grants: readonly Grantable[]): readonly Grantable[] =>
  [...new Set(grants.map(({ principals }) => principals))].map((principals) => ({
    principals,
    roles: [...new Set(grants.filter((one) => one.principals === principals).flatMap(({ roles }) => roles))],
  }));
