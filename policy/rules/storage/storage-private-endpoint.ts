import { connected } from "../../belongings";
import type { Rule } from "../../rule";

export const storagePrivateEndpoint: Rule = {
  title: "Storage accounts have a private endpoint",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: ["CKV2_AZURE_33"],
  why: "Without one the only way to the data is through its public address.",
  fix: "add an azurerm_private_endpoint for blob and file",
  ...connected("azurerm_storage_account", "Microsoft.Storage/storageAccounts"),
};
