import type { PolicyResource } from "./resource";
import { entries, Unknown } from "./value";

export const definitionKinds = ["azurerm_role_definition", "Microsoft.Authorization/roleDefinitions"] as const;

/** Control-plane actions that a custom role allows. */
export function actionsOf(definition: PolicyResource): readonly string[] | "unknown" {
  const permissions = definition.entries(
    definition.kind === "azurerm_role_definition" ? "permissions" : "properties.permissions",
  );
  if (permissions === "unknown") return "unknown";
  const actions = permissions.map((permission) => entries(permission, "actions"));
  const all = actions.flatMap((list) => (list === "unknown" ? [new Unknown()] : list));
  return all.some((action) => action instanceof Unknown) ? "unknown" : all.map(String);
}

/** Whether a role's action, which may hold `*`, allows an operation. */
export const allows = (action: string, operation: string): boolean =>
  new RegExp(`^${action.split("*").map(escaped).join(".*")}$`, "i").test(operation);

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
