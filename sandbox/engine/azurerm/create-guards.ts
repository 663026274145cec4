import type { Cloud } from "../arm/cloud";
import { at } from "../arm/rules/helpers";
import { ProviderError } from "../terraform/provider";
import type { ObjectValue } from "../terraform/wire";
import type { AzurermSettings } from "./provider-settings";

type Guard = (cloud: Cloud, values: ObjectValue, settings: AzurermSettings) => void;

/** What azurerm looks at before it creates. */
export const createGuards: Readonly<Record<string, Guard>> = {
  azurerm_storage_account: (_, values, settings) => {
    const keyless = values["shared_access_key_enabled"] === false;
    if (!keyless || !settings.features.storageDataPlane || settings.storageUseAzureAd) return;
    throw new ProviderError(
      "reading the storage account's queue properties: 403 Forbidden: KeyBasedAuthenticationNotPermitted",
      "Shared keys are off: set storage_use_azuread = true in the provider block, and features { storage { data_plane_available = false } } if the account is private.",
    );
  },
  azurerm_machine_learning_compute_cluster: requireSubnet,
  azurerm_machine_learning_compute_instance: requireSubnet,
  azurerm_machine_learning_datastore_blobstorage: (_, values) => {
    if (values["is_default"] !== true) return;
    throw new ProviderError("`is_default` can only be set to true on update", "Create the datastore first.", [
      "is_default",
    ]);
  },
};

/** Nodes without a public address need a subnet, or a managed network that is already provisioned. */
function requireSubnet(cloud: Cloud, values: ObjectValue): void {
  const workspace = cloud.show(String(values["machine_learning_workspace_id"]));
  const provisioned = at(workspace?.properties, "managedNetwork.status.status") === "Active";
  const hasSubnet = typeof values["subnet_resource_id"] === "string" && values["subnet_resource_id"] !== "";
  if (values["node_public_ip_enabled"] !== false || hasSubnet || provisioned) return;
  throw new ProviderError(
    "`subnet_resource_id` must be set if `node_public_ip_enabled` is set to `false` or the workspace is not in a managed network",
    "The workspace's managed network must be provisioned (provisionNetworkNow) before compute without public addresses is made.",
  );
}
