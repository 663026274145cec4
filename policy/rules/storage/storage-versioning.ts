import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageVersioning: Rule = {
  title: "Storage accounts keep former versions of blobs",
  severity: "high",
  upstream: [],
  why: "What is overwritten, a model or a state, is gone: soft delete keeps only what was deleted.",
  fix: "set blob_properties.versioning_enabled = true",
  ...attributes({
    azurerm_storage_account: { path: "blob_properties.versioning_enabled", is: equals(true) },
    "Microsoft.Storage/storageAccounts/blobServices": { path: "properties.isVersioningEnabled", is: equals(true) },
  }),
};
