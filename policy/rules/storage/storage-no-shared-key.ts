import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageNoSharedKey: Rule = {
  title: "Storage accounts take no shared keys",
  severity: "high",
  upstream: ["CKV2_AZURE_40"],
  why: "Whoever has the key may do everything with all data, and no log tells who it was.",
  fix: "set shared_access_key_enabled = false and grant roles instead",
  ...attributes({
    azurerm_storage_account: { path: "shared_access_key_enabled", is: equals(false) },
    "Microsoft.Storage/storageAccounts": { path: "properties.allowSharedKeyAccess", is: equals(false) },
  }),
};
