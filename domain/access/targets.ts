import type { AccessTarget } from "./access";

/** ARM types of what roles are granted on. */
export const targetTypes: Readonly<Record<AccessTarget, string>> = {
  resourceGroup: "Microsoft.Resources/resourceGroups",
  workspace: "Microsoft.MachineLearningServices/workspaces",
  storage: "Microsoft.Storage/storageAccounts",
  collected: "Microsoft.Storage/storageAccounts",
  vault: "Microsoft.KeyVault/vaults",
  containerRegistry: "Microsoft.ContainerRegistry/registries",
  insights: "Microsoft.Insights/components",
  logs: "Microsoft.OperationalInsights/workspaces",
  modelRegistry: "Microsoft.MachineLearningServices/registries",
  endpoint: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
  endpointIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  privateEndpoint: "Microsoft.Network/privateEndpoints",
  rollbackWorkflow: "Microsoft.Logic/workflows",
  jumpHost: "Microsoft.Compute/virtualMachines",
  jumpHostInterface: "Microsoft.Network/networkInterfaces",
  bastion: "Microsoft.Network/bastionHosts",
  virtualNetwork: "Microsoft.Network/virtualNetworks",
};
