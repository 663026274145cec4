/**
 * Resources that hold what people would miss: data, history, models, logs, or the names that others reach them by.
 * Destroying or replacing one is never a detail; their addresses are a contract.
 */
export const statefulTypes: readonly string[] = [
  "azurerm_application_insights",
  "azurerm_container_registry",
  "azurerm_key_vault",
  "azurerm_log_analytics_workspace",
  "azurerm_machine_learning_compute_cluster",
  "azurerm_machine_learning_compute_instance",
  "azurerm_machine_learning_datastore_blobstorage",
  "azurerm_machine_learning_datastore_datalake_gen2",
  "azurerm_machine_learning_datastore_fileshare",
  "azurerm_machine_learning_workspace",
  "azurerm_resource_group",
  "azurerm_storage_account",
  "azurerm_storage_container",
  "azurerm_user_assigned_identity",
  "azurerm_virtual_network",
];

/** The same for resources that go through `azapi_resource`: their ARM types, without API version. */
export const statefulArmTypes: readonly string[] = [
  "Microsoft.ContainerRegistry/registries",
  "Microsoft.Insights/components",
  "Microsoft.KeyVault/vaults",
  "Microsoft.MachineLearningServices/registries",
  "Microsoft.MachineLearningServices/workspaces",
  "Microsoft.MachineLearningServices/workspaces/computes",
  "Microsoft.MachineLearningServices/workspaces/datastores",
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.OperationalInsights/workspaces",
  "Microsoft.Resources/resourceGroups",
  "Microsoft.Storage/storageAccounts",
  "Microsoft.Storage/storageAccounts/blobServices/containers",
];

const lowerCaseArmTypes = new Set(statefulArmTypes.map((type) => type.toLowerCase()));

/**
 * Of the stateful ones, what nothing else can be made of or reached by again: data, models, secrets, images, logs, and
 * the address that callers know. The rest is made anew by the same apply: identities, networks, compute, containers,
 * whose blobs the account keeps for a while.
 */
const irreplaceable = new Set(
  [
    "azurerm_container_registry",
    "azurerm_key_vault",
    "azurerm_log_analytics_workspace",
    "azurerm_machine_learning_datastore_blobstorage",
    "azurerm_machine_learning_datastore_datalake_gen2",
    "azurerm_machine_learning_datastore_fileshare",
    "azurerm_machine_learning_workspace",
    "azurerm_resource_group",
    "azurerm_storage_account",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.KeyVault/vaults",
    "Microsoft.MachineLearningServices/registries",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.MachineLearningServices/workspaces/datastores",
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Resources/resourceGroups",
    "Microsoft.Storage/storageAccounts",
  ].map((type) => type.toLowerCase()),
);

/** Whether losing the resource loses data or an address for good: nothing may destroy or replace it unasked. */
export const isIrreplaceable = (terraformType: string, armType?: string): boolean =>
  irreplaceable.has(
    (terraformType === "azapi_resource" ? (armType ?? "") : terraformType).split("@")[0]!.toLowerCase(),
  );

/**
 * Whether a Terraform resource holds state that people would miss. `armType` is what azapi resources have as `type`;
 * ARM types are the same in any case of letters.
 */
export function isStateful(terraformType: string, armType?: string): boolean {
  if (terraformType !== "azapi_resource") return statefulTypes.includes(terraformType);
  return lowerCaseArmTypes.has((armType ?? "").split("@")[0]!.toLowerCase());
}
