import type { CloudResource } from "../../sandbox/engine/store/store";

/** Azure's nouns for the types we make; a type without one is shown as Azure writes it. */
const nouns: Readonly<Record<string, string>> = {
  "microsoft.authorization/locks": "delete lock",
  "microsoft.authorization/roleassignments": "role assignment",
  "microsoft.authorization/roledefinitions": "custom role",
  "microsoft.consumption/budgets": "budget",
  "microsoft.containerregistry/registries": "container registry",
  "microsoft.eventgrid/systemtopics": "Event Grid topic",
  "microsoft.eventgrid/systemtopics/eventsubscriptions": "event subscription",
  "microsoft.insights/autoscalesettings": "autoscale rule",
  "microsoft.insights/scheduledqueryrules": "log alert",
  "microsoft.logic/workflows": "workflow",
  "microsoft.machinelearningservices/workspaces/data": "data asset",
  "microsoft.machinelearningservices/workspaces/data/versions": "data asset version",
  "microsoft.machinelearningservices/workspaces/onlineendpoints": "endpoint",
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": "deployment",
  "microsoft.machinelearningservices/workspaces/schedules": "schedule",
  "microsoft.insights/actiongroups": "action group",
  "microsoft.insights/activitylogalerts": "activity log alert",
  "microsoft.insights/components": "Application Insights",
  "microsoft.insights/diagnosticsettings": "diagnostic setting",
  "microsoft.insights/metricalerts": "metric alert",
  "microsoft.keyvault/vaults": "key vault",
  "microsoft.machinelearningservices/registries": "model registry",
  "microsoft.machinelearningservices/workspaces": "workspace",
  "microsoft.machinelearningservices/workspaces/computes": "compute",
  "microsoft.machinelearningservices/workspaces/outboundrules": "outbound rule",
  "microsoft.managedidentity/userassignedidentities": "identity",
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": "federated credential",
  "microsoft.network/networksecuritygroups": "network security group",
  "microsoft.network/privatednszones": "private DNS zone",
  "microsoft.network/privatednszones/virtualnetworklinks": "DNS zone link",
  "microsoft.network/privateendpoints": "private endpoint",
  "microsoft.network/virtualnetworks": "virtual network",
  "microsoft.network/virtualnetworks/subnets": "subnet",
  "microsoft.network/virtualnetworks/subnets/networksecuritygroupassociations": "security group association",
  "microsoft.operationalinsights/workspaces": "Log Analytics workspace",
  "microsoft.resources/resourcegroups": "resource group",
  "microsoft.storage/storageaccounts": "storage account",
  "microsoft.storage/storageaccounts/blobservices/containers": "blob container",
};

export const nounOf = (type: string): string => nouns[type.toLowerCase()] ?? type;

/** How many of each kind, in one indented paragraph. */
export const kinds = (inside: readonly CloudResource[]): string =>
  wrap(countOfKinds(inside.map(({ type }) => nounOf(type))), 2);

/** `1 endpoint, 3 metric alert`, sorted by noun. */
export function countOfKinds(nouns: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const noun of nouns) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([noun, count]) => `${count} ${noun}`)
    .join(", ");
}

/** Breaks a line at commas to 110 characters, indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const part of text.split(", ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < 110) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines.map((line, index) => " ".repeat(indent) + line + (index < lines.length - 1 ? "," : "")).join("\n");
}
