import { coversOperation } from "../domain/access/role-actions";
import type { PolicyResource } from "./resource";
import { entries, leaves, Unknown } from "./value";

export const definitionKinds = ["azurerm_role_definition", "Microsoft.Authorization/roleDefinitions"] as const;

const keys = {
  actions: { azurerm: "actions", arm: "actions" },
  dataActions: { azurerm: "data_actions", arm: "dataActions" },
} as const;

/** Actions that a custom role allows: on resources, or on the data in them. */
export function actionsOf(
  definition: PolicyResource,
  which: keyof typeof keys = "actions",
): readonly string[] | "unknown" {
  const key = keys[which][definition.kind === "azurerm_role_definition" ? "azurerm" : "arm"];
  const permissions = definition.entries(
    definition.kind === "azurerm_role_definition" ? "permissions" : "properties.permissions",
  );
  if (permissions === "unknown") return "unknown";
  const actions = permissions.map((permission) => entries(permission, key));
  const all = actions.flatMap((list) => (list === "unknown" ? [new Unknown()] : list));
  return all.some((action) => action instanceof Unknown) ? "unknown" : all.map(String);
}

/** Everything that the role can be granted on. */
export function scopesOf(definition: PolicyResource): readonly unknown[] {
  const own = definition.kind === "azurerm_role_definition";
  return [own ? "assignable_scopes" : "properties.assignableScopes", "scope"].flatMap((path) => {
    const found = definition.at(path);
    if (found.state === "unknown") return [new Unknown(found.references)];
    return found.state === "known" ? leaves(found.value) : [];
  });
}

/** Of a whole provider, or of everything. A wildcard below one kind of resource is that kind, as `jobs/*`. */
const TOO_WIDE = /^(\*|\*\/(write|delete|action|read)|[\w.]+\/\*)$/i;

/** Actions by which whoever holds them gives himself whatever he lacks. */
const ACCESS_WRITES = [
  "Microsoft.Authorization/roleDefinitions/write",
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Authorization/elevateAccess/Action",
  "Microsoft.Authorization/locks/delete",
  "Microsoft.Authorization/locks/write",
  "Microsoft.Authorization/policyAssignments/write",
  "Microsoft.Authorization/policyAssignments/delete",
  "Microsoft.Authorization/policyExemptions/write",
];

export const isTooWide = (action: string): boolean => TOO_WIDE.test(action);

/** What is too wide altogether is a matter of its own. */
export const writesAccess = (action: string): boolean =>
  /^Microsoft\.Authorization\//i.test(action) && ACCESS_WRITES.some((one) => coversOperation(action, one));
