import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

/** checkov reads the argument's name of azurerm 3 and passes whatever stands there; this reads today's. */
export const storageHttpsOnly: Rule = {
  title: "Storage accounts answer over HTTPS only",
  severity: "high",
  upstream: ["CKV_AZURE_3", "AZU-0008", "AZU-0059", "Azure.Storage.SecureTransfer"],
  why: "Over HTTP, data and tokens travel in the clear.",
  fix: "set https_traffic_only_enabled = true",
  ...attributes({
    azurerm_storage_account: { path: "https_traffic_only_enabled", is: equals(true), absent: "pass" },
    "Microsoft.Storage/storageAccounts": {
      path: "properties.supportsHttpsTrafficOnly",
      is: equals(true),
      absent: "pass",
    },
  }),
};
