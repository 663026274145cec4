import { uuidV5 } from "../text/uuid";

/**
 * Azure resource ids as pure functions of the configuration. Stacks never read each other's state: whoever needs
 * another stack's resource computes its id here.
 */

/** A lower-case GUID of a subscription and the name of a resource group in it. */
export interface ResourceGroupRef {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** Whether two ids, types or names are the same to Azure Resource Manager, which compares them without regard to case. */
export const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether `id` is `scope` or lies below it. */
export const isWithin = (id: string, scope: string): boolean =>
  sameId(id, scope) || id.toLowerCase().startsWith(`${scope.toLowerCase().replace(/\/$/, "")}/`);

export const subscriptionId = (subscription: string): string => `/subscriptions/${subscription}`;

export const resourceGroupId = (ref: ResourceGroupRef): string =>
  `/subscriptions/${ref.subscriptionId}/resourceGroups/${ref.resourceGroup}`;

/** Id of a resource in a resource group, e.g. `("Microsoft.Storage/storageAccounts", "stpfs")`; nested types take one name per segment. */
export function resourceId(ref: ResourceGroupRef, type: string, ...names: readonly string[]): string {
  const [namespace, ...segments] = type.split("/");
  const path = segments.map((segment, index) => `${segment}/${names[index]!}`).join("/");
  return `${resourceGroupId(ref)}/providers/${namespace}/${path}`;
}

/** Where the id of a resource in a resource group says that it is, and what it is called. */
export function placeOfId(id: string): { readonly resourceGroup: string; readonly name: string } {
  const parts = id.split("/");
  return { resourceGroup: parts[4] ?? "", name: parts.at(-1)! };
}

/**
 * Id of a built-in role as Azure returns it for an assignment below a subscription: with the subscription in front.
 * The short form (`/providers/Microsoft.Authorization/…`) would show as a change, that is a re-grant, on every plan.
 */
export const builtInRoleId = (subscription: string, roleGuid: string): string =>
  `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`;

/** Random once, fixed for ever: changing it would re-create every role assignment. */
const ROLE_ASSIGNMENT_NAMESPACE = "5e0d0b6b-2f3c-4d4e-9a52-7c7b3f1f6a10";

/**
 * The name of a role assignment, from what it grants: UUIDv5 of scope, role and principal. With a predictable name
 * every id can be read from the plan, and a crashed apply can be recovered by importing.
 * @param principal - what the principal is known by before it exists: a group's object id, an identity's ARM id
 */
export const roleAssignmentName = (scope: string, roleDefinitionId: string, principal: string): string =>
  uuidV5(ROLE_ASSIGNMENT_NAMESPACE, [scope, roleDefinitionId, principal].map((part) => part.toLowerCase()).join("|"));

/** The GUID of a custom role, from the scope it lives in and its name. */
export const customRoleGuid = (scope: string, name: string): string =>
  uuidV5(ROLE_ASSIGNMENT_NAMESPACE, `role|${scope.toLowerCase()}|${name}`);

/** The name of a workbook, which is a GUID in lower case, from the resource group that it is about. */
export const workbookName = (resourceGroupId: string): string =>
  uuidV5(ROLE_ASSIGNMENT_NAMESPACE, `workbook|${resourceGroupId.toLowerCase()}`);
