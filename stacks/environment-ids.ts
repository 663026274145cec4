import { resourceGroupId, resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import type { EnvironmentNames } from "../domain/azure/names";

/** Ids of what an environment consists of, from the configuration: what role assignments are named after. */
export const idsOf = (names: EnvironmentNames, group: ResourceGroupRef) => ({
  resourceGroup: resourceGroupId(group),
  storage: resourceId(group, "Microsoft.Storage/storageAccounts", names.storageAccount),
  collected: resourceId(group, "Microsoft.Storage/storageAccounts", names.collectedStorageAccount),
  vault: resourceId(group, "Microsoft.KeyVault/vaults", names.keyVault),
  containerRegistry: resourceId(group, "Microsoft.ContainerRegistry/registries", names.containerRegistry),
  insights: resourceId(group, "Microsoft.Insights/components", names.applicationInsights),
  workspace: resourceId(group, "Microsoft.MachineLearningServices/workspaces", names.workspace),
});
