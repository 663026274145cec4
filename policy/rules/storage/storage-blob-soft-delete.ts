import { atLeast, attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageBlobSoftDelete: Rule = {
  title: "Deleted blobs can be brought back for a week",
  severity: "medium",
  upstream: ["CKV2_AZURE_38", "AZU-0056", "Azure.Storage.SoftDelete"],
  why: "A wrong clean-up job otherwise takes training data and models for good.",
  fix: "set blob_properties.delete_retention_policy.days to 7 or more",
  ...attributes({
    azurerm_storage_account: { path: "blob_properties.delete_retention_policy.days", is: atLeast(7) },
    "Microsoft.Storage/storageAccounts/blobServices": {
      path: "properties.deleteRetentionPolicy.enabled",
      is: equals(true),
    },
  }),
};
