import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  computeIdentityAccess,
  publishingComputeAccess,
  workspaceIdentityAccess,
  workspaceIdentityAccessAfterwards,
  workspaceIdentityPrivateAccess,
  type Access,
  type AccessTarget,
  type ComputeIdentityTarget,
  type WorkspaceIdentityTarget,
} from "../../domain/access/access";
import type { BuiltInRole } from "../../domain/access/roles";
import type { IdentityPrincipal } from "./principal";
import { RoleGrant, type CustomRoleRef } from "./role-grant";
import type { GrantTarget } from "./target";

export interface WorkspaceIdentityGrantsProps {
  /** The workspace's user-assigned identity. */
  readonly principal: IdentityPrincipal;
  /** What the workspace stands on. */
  readonly targets: Readonly<Record<Exclude<WorkspaceIdentityTarget, "modelRegistry">, GrantTarget>> & {
    /** @default - the registry is open, or none is used: there is nothing to approve */
    readonly modelRegistry?: GrantTarget;
  };
}

/**
 * What the workspace's own identity may do. The roles on what it stands on come first, and the workspace must wait
 * for them (`dependables`): Azure ML checks them when it makes the workspace. The role on the workspace itself follows
 * with `grantOnWorkspace`.
 *
 * Limitations: Azure may take minutes to let a new role through everywhere; whoever makes the workspace retries.
 */
export class WorkspaceIdentityGrants extends Construct {
  private readonly principal: IdentityPrincipal;
  private readonly first: RoleGrant[];

  constructor(scope: Construct, id: string, props: WorkspaceIdentityGrantsProps) {
    super(scope, id);
    this.principal = props.principal;
    this.first = grantAll(this, workspaceIdentityAccess, props.targets, props.principal);
  }

  /** What the workspace waits for. */
  get dependables(): ITerraformDependable[] {
    return this.first.map(({ resource }) => resource);
  }

  /**
   * Grants what the identity needs on the private endpoints of the workspace's storage.
   * @param endpoints - by the part of the account they lead to: `blob`, `file`
   */
  grantOnPrivateEndpoints(endpoints: Readonly<Record<string, GrantTarget>>): RoleGrant[] {
    return Object.entries(endpoints).flatMap(([part, privateEndpoint]) =>
      grantAll(new Construct(this, part), workspaceIdentityPrivateAccess, { privateEndpoint }, this.principal),
    );
  }

  /** Grants what the identity needs on the workspace, once there is one. */
  grantOnWorkspace(workspace: GrantTarget): RoleGrant[] {
    return grantAll(this, workspaceIdentityAccessAfterwards, { workspace }, this.principal);
  }
}

export interface ComputeIdentityGrantsProps {
  /** The identity that compute clusters run as. */
  readonly principal: IdentityPrincipal;
  /**
   * What runs use. The registry that models are shared through is a stack of its own: naming it here makes this stack
   * need the other.
   */
  readonly targets: Readonly<Record<Exclude<ComputeIdentityTarget, "modelRegistry">, GrantTarget>> & {
    /** @default - runs read no shared models, components or environments */
    readonly modelRegistry?: GrantTarget;
  };
  /** The role by which runs write versions of models into that registry. @default - they write none */
  readonly publisher?: CustomRoleRef;
}

/** What training and pipeline runs on compute clusters may do. Clusters need not wait for it; runs do. */
export class ComputeIdentityGrants extends Construct {
  /** The role assignments. */
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, props: ComputeIdentityGrantsProps) {
    super(scope, id);
    const { principal, publisher } = props;
    const { id: registry, key, after } = props.targets.modelRegistry ?? {};
    const dependsOn = after === undefined ? undefined : [after];
    this.grants = [
      ...grantAll(this, computeIdentityAccess, props.targets, principal),
      ...(publisher === undefined || registry === undefined || key === undefined
        ? []
        : publishingComputeAccess.map(
            ({ role, target }) =>
              new RoleGrant(this, `${target}-${role}`, {
                scope: registry,
                scopeKey: key,
                role: publisher,
                principal,
                dependsOn,
              }),
          )),
    ];
  }
}

/** Grants the rows of a table whose target is given. */
function grantAll<Target extends AccessTarget>(
  scope: Construct,
  table: readonly Access<Target, BuiltInRole>[],
  targets: Readonly<Partial<Record<Target, GrantTarget>>>,
  principal: IdentityPrincipal,
): RoleGrant[] {
  return table.flatMap(({ role, target }) => {
    const { id, key, after } = targets[target] ?? {};
    if (id === undefined || key === undefined) return [];
    const dependsOn = after === undefined ? undefined : [after];
    return [new RoleGrant(scope, `${target}-${role}`, { scope: id, scopeKey: key, role, principal, dependsOn })];
  });
}
