import type { ObjectValue, Value } from "../terraform/wire";
import { valuesAt } from "./checks";

/** What the azurerm provider block says that changes how it behaves here. */
export interface AzurermSettings {
  readonly subscription: string;
  readonly tenant: string;
  readonly features: {
    readonly preventGroupDeletion: boolean;
    readonly purgeVault: boolean;
    readonly recoverVault: boolean;
    readonly purgeWorkspace: boolean;
    readonly purgeLogs: boolean;
    readonly storageDataPlane: boolean;
  };
  readonly storageUseAzureAd: boolean;
}

/** Reads the provider block, with azurerm 4.55.0's defaults. */
export function readSettings(
  config: ObjectValue,
  tenant: string,
): Omit<AzurermSettings, "subscription"> & { readonly subscription: string | undefined } {
  const flag = (path: string, fallback: boolean) =>
    (valuesAt(config, path)[0] as boolean | null | undefined) ?? fallback;
  const text = (value: Value | undefined, variable: string) =>
    (value as string | null | undefined) ?? process.env[variable];
  return {
    subscription: text(config["subscription_id"], "ARM_SUBSCRIPTION_ID"),
    tenant: text(config["tenant_id"], "ARM_TENANT_ID") ?? tenant,
    features: {
      preventGroupDeletion: flag("features.resource_group.prevent_deletion_if_contains_resources", true),
      purgeVault: flag("features.key_vault.purge_soft_delete_on_destroy", true),
      recoverVault: flag("features.key_vault.recover_soft_deleted_key_vaults", true),
      purgeWorkspace: flag("features.machine_learning.purge_soft_deleted_workspace_on_destroy", false),
      purgeLogs: flag("features.log_analytics_workspace.permanently_delete_on_destroy", false),
      storageDataPlane: flag("features.storage.data_plane_available", true),
    },
    storageUseAzureAd: (config["storage_use_azuread"] as boolean | null | undefined) ?? false,
  };
}
