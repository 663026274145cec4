import { boolean, type Setting, text } from "./setting";

/** Providers that stacks use, where they come from and in which release. Held to the bindings by a test. */
export const knownProviders: Readonly<Record<string, { readonly source: string; readonly version: string }>> = {
  azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
  azapi: { source: "azure/azapi", version: "2.12.0" },
  github: { source: "integrations/github", version: "6.13.0" },
  azuredevops: { source: "microsoft/azuredevops", version: "1.16.0" },
};

/** What a setting of a provider must be. */
export interface ProviderSettings {
  /** By path; the subscription and tenant are compared with the stack. */
  readonly wanted: Readonly<Record<string, Setting>>;
  /** Everything else that may be set. */
  readonly free: readonly string[];
}

export const providerSettings: Readonly<Record<string, ProviderSettings>> = {
  azurerm: {
    wanted: {
      resource_provider_registrations: text("none"),
      storage_use_azuread: boolean(true),
      "features.storage.data_plane_available": boolean(false),
    },
    free: [
      "type",
      "subscription_id",
      "tenant_id",
      "features.key_vault.purge_soft_delete_on_destroy",
      "features.key_vault.recover_soft_deleted_key_vaults",
      "features.log_analytics_workspace.permanently_delete_on_destroy",
      "features.machine_learning.purge_soft_deleted_workspace_on_destroy",
      "features.resource_group.prevent_deletion_if_contains_resources",
    ],
  },
  azapi: {
    wanted: { skip_provider_registration: boolean(true), disable_default_output: boolean(true) },
    free: ["type", "subscription_id", "tenant_id"],
  },
  github: { wanted: {}, free: ["type", "owner"] },
  azuredevops: { wanted: {}, free: ["type", "org_service_url", "tenant_id"] },
};
