import { SUBSCRIPTION } from "./synth";

const groupId = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-test`;

/** Where test resources go: a resource group and a region. */
export const PLACEMENT = { resourceGroup: { id: groupId, name: "rg-test" }, location: "westeurope" } as const;

/** Something in that resource group, by ARM type and name. */
export const existing = (type: string, name: string) => ({ id: `${groupId}/providers/${type}/${name}` });

/** A Log Analytics workspace to log to. */
export const LOGS = existing("Microsoft.OperationalInsights/workspaces", "log-test");
