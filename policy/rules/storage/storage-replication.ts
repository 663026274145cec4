import { attributes, matches, oneOf } from "../../attributes";
import type { Rule } from "../../rule";

export const storageReplication: Rule = {
  title: "Storage accounts keep a copy in another region",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: ["CKV_AZURE_206", "AZU-0058", "Azure.Storage.UseReplication"],
  why: "What a workspace learned would be gone with its region.",
  fix: "set account_replication_type = GZRS, or GRS where there are no zones",
  loosenedBy: ["resilience"],
  ...attributes({
    azurerm_storage_account: { path: "account_replication_type", is: oneOf("GRS", "RAGRS", "GZRS", "RAGZRS") },
    "Microsoft.Storage/storageAccounts": {
      path: "sku.name",
      is: matches(/_(RA)?GZ?RS$/i, "a SKU that ends in GRS, RAGRS, GZRS or RAGZRS"),
    },
  }),
};
