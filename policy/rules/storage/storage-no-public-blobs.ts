import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageNoPublicBlobs: Rule = {
  title: "Storage accounts let nobody make containers public",
  severity: "critical",
  upstream: ["CKV_AZURE_190", "CKV2_AZURE_47", "Azure.Storage.BlobPublicAccess"],
  why: "One setting on one container would then show its blobs to everybody, without a sign-in.",
  fix: "set allow_nested_items_to_be_public = false",
  ...attributes({
    azurerm_storage_account: { path: "allow_nested_items_to_be_public", is: equals(false) },
    "Microsoft.Storage/storageAccounts": { path: "properties.allowBlobPublicAccess", is: equals(false) },
  }),
};
