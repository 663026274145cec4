import type { ArmObject } from "../../azure/connection";
import { fail, pass, type Finding } from "./line";

/** What a deployment of an environment does at least, by ARM's names. */
export const deployActions = [
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.MachineLearningServices/workspaces/write",
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
  "Microsoft.Storage/storageAccounts/write",
  "Microsoft.KeyVault/vaults/write",
  "Microsoft.Network/privateEndpoints/write",
  "Microsoft.Insights/metricAlerts/write",
] as const;
const GRANT = "Microsoft.Authorization/roleAssignments/write";
const LOCK = "Microsoft.Authorization/locks/write";

/** Whether the permissions that Azure lists allow what a deployment does. */
export function judgePermissions(permissions: readonly ArmObject[], where: string, locks: boolean): Finding {
  const wanted = [...deployActions, GRANT, ...(locks ? [LOCK] : [])];
  const missing = wanted.filter((action) => !allows(permissions, action));
  if (missing.length === 0) return pass(`may write resources and role assignments in ${where}`);
  const roles = [
    ...(deployActions.some((action) => missing.includes(action)) ? ["Contributor"] : []),
    ...(missing.includes(GRANT) ? ["Role Based Access Control Administrator"] : []),
    ...(missing.includes(LOCK) ? ["Locks Contributor"] : []),
  ];
  const more = missing.length > 2 ? ` and ${missing.length - 2} more` : "";
  return fail(
    `may not ${missing.slice(0, 2).join(" nor ")}${more} in ${where}`,
    `deploy through the pipeline, whose apply identity may; or ask an owner of the subscription for ${roles.join(", ")}`,
  );
}

/** Whether any role allows an action: one of its `actions` and none of its own `notActions`. */
export function allows(permissions: readonly ArmObject[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      patterns(actions).some((pattern) => matches(pattern, action)) &&
      !patterns(notActions).some((pattern) => matches(pattern, action)),
  );
}

const patterns = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** `*` stands for any text; case does not count. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}
