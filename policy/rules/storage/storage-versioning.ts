import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

const versions = attributes({
  azurerm_storage_account: { path: "blob_properties.versioning_enabled", is: equals(true) },
  "Microsoft.Storage/storageAccounts/blobServices": { path: "properties.isVersioningEnabled", is: equals(true) },
});

export const storageVersioning: Rule = {
  title: "Storage accounts keep former versions of blobs",
  severity: "high",
  upstream: [],
  why: "What is overwritten, a model or a state, is gone: soft delete keeps only what was deleted.",
  fix: "set blob_properties.versioning_enabled = true",
  kinds: versions.kinds,
  // Azure offers no versions where there is a hierarchical namespace; what is only added to is not overwritten.
  check: (account, world) =>
    account.at("is_hns_enabled").state === "known" ? undefined : versions.check(account, world),
};
