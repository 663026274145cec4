import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageContainerPrivate: Rule = {
  title: "Blob containers are private",
  severity: "critical",
  upstream: ["CKV_AZURE_34", "AZU-0007", "Azure.Storage.BlobAccessType", "CKV2_AZURE_8"],
  why: "A public container shows its blobs to everybody, without a sign-in.",
  fix: "set container_access_type = private",
  ...attributes({
    azurerm_storage_container: { path: "container_access_type", is: equals("private"), absent: "pass" },
    "Microsoft.Storage/storageAccounts/blobServices/containers": {
      path: "properties.publicAccess",
      is: equals("None"),
      absent: "pass",
    },
  }),
};
