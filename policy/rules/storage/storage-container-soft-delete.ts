import { atLeast, attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageContainerSoftDelete: Rule = {
  title: "Deleted containers can be brought back for a week",
  severity: "medium",
  upstream: ["Azure.Storage.ContainerSoftDelete"],
  why: "Soft delete of blobs does not help when their container goes.",
  fix: "set blob_properties.container_delete_retention_policy.days to 7 or more",
  ...attributes({
    azurerm_storage_account: { path: "blob_properties.container_delete_retention_policy.days", is: atLeast(7) },
    "Microsoft.Storage/storageAccounts/blobServices": {
      path: "properties.containerDeleteRetentionPolicy.enabled",
      is: equals(true),
    },
  }),
};
