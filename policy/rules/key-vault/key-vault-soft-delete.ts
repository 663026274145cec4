import { attributes, between, equals } from "../../attributes";
import type { Rule } from "../../rule";

/** Azure has soft delete on for every new vault; what can be set is how long. */
export const keyVaultSoftDelete: Rule = {
  title: "Deleted secrets can be brought back for at least a week",
  severity: "medium",
  upstream: ["CKV_AZURE_111", "Azure.KeyVault.SoftDelete"],
  why: "A secret that is deleted by mistake is gone when its retention ends.",
  fix: "set soft_delete_retention_days (softDeleteRetentionInDays) to 7 to 90",
  ...attributes({
    azurerm_key_vault: { path: "soft_delete_retention_days", is: between(7, 90), absent: "pass" },
    "Microsoft.KeyVault/vaults": [
      { path: "properties.enableSoftDelete", is: equals(true), absent: "pass" },
      { path: "properties.softDeleteRetentionInDays", is: between(7, 90), absent: "pass" },
    ],
  }),
};
