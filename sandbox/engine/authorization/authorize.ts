import { holds, parseCondition } from "../../../domain/access/abac";
import { permits, type Permission, type Plane, type RoleDefinition } from "./role-definition";

/** Somebody who calls Azure. */
export interface Caller {
  /** Object id in Entra. */
  readonly objectId: string;
  /** What the refusals of Azure call it: an application's id, a person's sign-in name. */
  readonly name: string;
}

/** A role that somebody was granted. */
export interface RoleAssignment {
  readonly id: string;
  /** ARM id of what it covers, and all below. */
  readonly scope: string;
  readonly principalId: string;
  /** GUID of the role. */
  readonly role: string;
  readonly condition?: string;
}

/** What Azure itself forbids, e.g. in the resource group that a model registry keeps. */
export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** Object ids; absent: everybody. */
  readonly principals?: readonly string[];
  readonly except?: readonly string[];
  readonly permissions: readonly Permission[];
}

/** All that decides over a call. */
export interface Grants {
  readonly assignments: readonly RoleAssignment[];
  readonly denied?: readonly DenyAssignment[];
  /** The role with a GUID; undefined if there is none, which grants nothing. */
  readonly definition: (guid: string) => RoleDefinition | undefined;
  /** Groups that a principal is a member of itself. @default - nobody is in a group */
  readonly groupsOf?: (principal: string) => readonly string[];
  /** Management groups above a subscription, all of them. @default - none */
  readonly managementGroupsOf?: (subscription: string) => readonly string[];
}

/** One operation that a call asks for. */
export interface Operation {
  /** E.g. `Microsoft.Storage/storageAccounts/listKeys/action`. */
  readonly name: string;
  readonly plane: Plane;
  /** ARM id of what it is done to. */
  readonly scope: string;
  /** E.g. `Blob.List`. */
  readonly suboperation?: string;
  /** What conditions ask about, as `request Microsoft.Authorization/roleAssignments:PrincipalType`, names in lower case. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export type Decision =
  | { readonly allowed: true; readonly by: RoleAssignment }
  | { readonly allowed: false; readonly because: "no role" }
  /** A role allows it, but for its condition. */
  | { readonly allowed: false; readonly because: "condition"; readonly by: RoleAssignment }
  | { readonly allowed: false; readonly because: "deny assignment"; readonly by: DenyAssignment };

/**
 * Whether a caller may do something, as Azure decides it: a deny assignment ends it; otherwise one assignment is enough, at
 * the scope or above it, to the caller or to a group that it is in at any depth, of a role that allows the operation, and
 * whose condition, if there is one, is met.
 * Source: learn.microsoft.com/azure/role-based-access-control/overview, "How Azure RBAC determines if a user has access".
 */
export function authorize(grants: Grants, caller: Pick<Caller, "objectId">, operation: Operation): Decision {
  const principals = withGroups(caller.objectId, grants.groupsOf);
  const deny = grants.denied?.find((one) => denies(one, principals, operation, grants));
  if (deny !== undefined) return { allowed: false, because: "deny assignment", by: deny };
  const covering = grants.assignments.filter((assignment) => {
    if (!principals.has(assignment.principalId.toLowerCase()) || !isBelow(operation.scope, assignment.scope, grants))
      return false;
    const role = grants.definition(assignment.role.toLowerCase());
    return role !== undefined && permits(role, operation.name, operation.plane);
  });
  const by = covering.find((assignment) => isMet(assignment, operation));
  if (by !== undefined) return { allowed: true, by };
  return covering[0] === undefined
    ? { allowed: false, because: "no role" }
    : { allowed: false, because: "condition", by: covering[0] };
}

/** A principal and every group that it is in, directly or through other groups; in lower case. */
export function withGroups(principal: string, groupsOf: Grants["groupsOf"]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [principal.toLowerCase()];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(groupsOf?.(next) ?? []).map((group) => group.toLowerCase()));
  }
  return found;
}

/** Whether something lies at a scope or below it: a resource, group, subscription, management group, or all there is. */
function isBelow(id: string, scope: string, { managementGroupsOf }: Pick<Grants, "managementGroupsOf">): boolean {
  const [inner, outer] = [plain(id), plain(scope)];
  if (outer === "" || inner === outer || inner.startsWith(`${outer}/`)) return true;
  const subscription = /^\/subscriptions\/([^/]+)/.exec(inner)?.[1];
  return (
    subscription !== undefined && (managementGroupsOf?.(subscription) ?? []).some((group) => plain(group) === outer)
  );
}

const plain = (id: string): string => id.toLowerCase().replace(/\/+$/, "");

function isMet({ condition }: RoleAssignment, { name, suboperation, attributes = {} }: Operation): boolean {
  if (condition === undefined || condition === "") return true;
  const read = parseCondition(condition);
  const asked = { action: name, attributes, whole: true, ...(suboperation !== undefined && { suboperation }) };
  // What cannot be read, and what asks about something that the request does not say, lets nothing through.
  return read !== undefined && holds(read, asked) === true;
}

function denies(deny: DenyAssignment, principals: ReadonlySet<string>, operation: Operation, grants: Grants): boolean {
  const named = (ids: readonly string[]) => ids.some((id) => principals.has(id.toLowerCase()));
  if (deny.principals !== undefined && !named(deny.principals)) return false;
  if (deny.except !== undefined && named(deny.except)) return false;
  return isBelow(operation.scope, deny.scope, grants) && permits(deny, operation.name, operation.plane);
}
