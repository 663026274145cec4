import type { Construct } from "constructs";
import type { IResourceGroup, Logs } from "../constructs/arm-resource";
import { EnvironmentWorkbook } from "../constructs/monitoring";
import { resourceGroupId, resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import type { Environment, Organization } from "../schema/configuration";
import { namesOf } from "../schema/names";

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

/** The page that people look at, of an environment that asks for one. */
export function addWorkbook(
  scope: Construct,
  { organization, environment }: { readonly organization: Organization; readonly environment: Environment },
  resourceGroup: IResourceGroup,
): void {
  if (!environment.workbook) return;
  const { subscription, location, name } = environment;
  const names = namesOf(organization, environment);
  const group = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
  new EnvironmentWorkbook(scope, "Workbook", {
    resourceGroup,
    group,
    location,
    title: `${organization.name} ${name}: machine learning`,
    workspaceId: resourceId(group, "Microsoft.MachineLearningServices/workspaces", names.workspace),
    logs: logsOf(environment, group, names.logAnalytics),
  });
}
