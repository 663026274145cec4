import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { type ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { builtInRoleId, roleAssignmentName } from "../../domain/azure/ids";
import { requireNone, type Problem } from "../../domain/problem/problem";
import { builtInRoles, type BuiltInRole } from "../../domain/access/roles";
import type { Principal } from "./principal";

/** A role definition of our own, e.g. a `CustomRole`. */
export interface CustomRoleRef {
  /** The definition's GUID, computed from the configuration. */
  readonly guid: string;
  /** Full id of the definition as Azure returns it; usually known only once it exists. */
  readonly roleDefinitionId: string;
}

export interface RoleGrantProps {
  /** ARM id of what the role applies to; a reference to the resource, so that Terraform makes it first. */
  readonly scope: string;
  /** The same ARM id computed from the configuration: part of what the assignment is named after. */
  readonly scopeKey: string;
  /** What the principal may do there. */
  readonly role: BuiltInRole | CustomRoleRef;
  /** Who may do it. */
  readonly principal: Principal;
  /**
   * An Azure ABAC condition (version 2.0) that narrows the role.
   * @default - the role applies in full
   */
  readonly condition?: string;
  /** @default - nothing beyond what the other arguments refer to */
  readonly dependsOn?: ITerraformDependable[];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SCOPE = /^\/subscriptions\/([0-9a-f-]{36})(\/|$)/i;

/**
 * Grants one role to one principal at one scope.
 *
 * The assignment's name is computed from those three, so its id can be read from a plan and a crashed apply is
 * recovered by importing. It carries no description: azurerm replaces an assignment whose description changes, and a
 * change of wording must not take access away and give it back. Why a role is granted stands in `domain/access/access.ts`.
 *
 * Limitations: azurerm waits until Azure returns a new assignment five times in a row, 25 seconds in all.
 */
export class RoleGrant extends Construct {
  /** The role assignment. */
  readonly resource: RoleAssignment;

  constructor(scope: Construct, id: string, props: RoleGrantProps) {
    super(scope, id);
    requireNone(checkRoleGrant(this.node.path, props));
    const { principal, role } = props;
    const subscription = SCOPE.exec(props.scopeKey)![1]!;
    const [guid, roleDefinitionId] =
      typeof role === "string"
        ? [builtInRoles[role].id, builtInRoleId(subscription, builtInRoles[role].id)]
        : [role.guid, role.roleDefinitionId];
    const known = principal.kind === "group" ? principal.objectId : principal.key;
    const name = roleAssignmentName(props.scopeKey, guid, known);
    requireNone(checkOnce(this, name));
    this.resource = new RoleAssignment(this, "Resource", {
      name,
      scope: props.scope,
      roleDefinitionId,
      ...(principal.kind === "group"
        ? { principalId: principal.objectId, principalType: "Group" }
        : // A fresh identity takes minutes to reach the directory; naming its type spares the look-up that would fail.
          {
            principalId: principal.principalId,
            principalType: "ServicePrincipal",
            skipServicePrincipalAadCheck: true,
          }),
      ...(props.condition === undefined ? {} : { condition: props.condition, conditionVersion: "2.0" }),
      dependsOn: props.dependsOn,
    });
  }
}

/** Names of the assignments of each stack, with where they are made. */
const madeIn = new WeakMap<TerraformStack, Map<string, string>>();

/** Azure makes an assignment once: a second one in a stack would be refused when the first has been made. */
function checkOnce(grant: RoleGrant, name: string): Problem[] {
  const stack = TerraformStack.of(grant);
  const made = madeIn.get(stack) ?? new Map<string, string>();
  madeIn.set(stack, made);
  const other = made.get(name);
  made.set(name, other ?? grant.node.path);
  if (other === undefined) return [];
  return [
    {
      code: "MLOPS-ACCESS-005",
      where: grant.node.path,
      message: "this role is granted to this principal at this scope already",
      given: other,
      fix: "grant it once",
    },
  ];
}

function checkRoleGrant(where: string, { scopeKey, principal, role, condition }: RoleGrantProps): Problem[] {
  const problems: Problem[] = [];
  if (!SCOPE.test(scopeKey)) {
    problems.push({
      code: "MLOPS-ACCESS-001",
      where,
      message: "scopeKey is not the ARM id of a subscription or of something in one",
      given: scopeKey,
      allowed: "/subscriptions/<guid>/…",
    });
  }
  if (principal.kind === "group" && !GUID.test(principal.objectId)) {
    problems.push({
      code: "MLOPS-ACCESS-002",
      where,
      message: "the group is not named by its object id",
      given: principal.objectId,
      allowed: "a GUID",
      fix: "take the object id from Entra ID, Groups, Overview",
    });
  }
  if (role === "rbacAdministrator" && condition === undefined) {
    problems.push({
      code: "MLOPS-ACCESS-003",
      where,
      message: "whoever may grant any role may become owner",
      given: "Role Based Access Control Administrator without a condition",
      fix: "say in `condition` which roles it may grant, and to what kind of principal",
    });
  }
  return problems;
}
