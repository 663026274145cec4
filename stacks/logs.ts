import type { Environment } from "../schema/configuration";
import type { Logs } from "../constructs/arm-resource";
import { resourceGroupId, resourceId, type ResourceGroupRef } from "../domain/azure/ids";

/** Where an environment's logs go: a workspace of its own of this name, or the one that the configuration names. */
export function logsOf({ logs }: Environment, group: ResourceGroupRef, ownName: string): Logs {
  const copies = logs.copies && { copies: logs.copies };
  if (logs.workspace === undefined)
    return { id: resourceId(group, "Microsoft.OperationalInsights/workspaces", ownName), ...copies };
  return {
    id: logs.workspace,
    rowsOf: resourceGroupId(group),
    ...(logs.diagnostics === "policy" && { sentByPolicy: true }),
    ...copies,
  };
}
