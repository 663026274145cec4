import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const keyVaultPurgeProtection: Rule = {
  title: "Deleted key vaults and secrets cannot be purged early",
  severity: "high",
  upstream: ["CKV_AZURE_42", "CKV_AZURE_110", "AZU-0016", "Azure.KeyVault.PurgeProtect"],
  why: "Whoever may delete the vault could otherwise destroy its secrets for good, and the workspace with them.",
  fix: "set purge protection on; it cannot be switched off again",
  ...attributes({
    azurerm_key_vault: { path: "purge_protection_enabled", is: equals(true) },
    "Microsoft.KeyVault/vaults": { path: "properties.enablePurgeProtection", is: equals(true) },
  }),
};
