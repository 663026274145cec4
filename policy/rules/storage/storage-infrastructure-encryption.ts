import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageInfrastructureEncryption: Rule = {
  title: "Storage accounts are encrypted twice",
  severity: "low",
  upstream: ["AZU-0061"],
  why: "The second layer protects the data should the first algorithm or its key be broken; it cannot be added later.",
  fix: "set infrastructure_encryption_enabled = true when the account is made: a change replaces it",
  ...attributes({
    azurerm_storage_account: { path: "infrastructure_encryption_enabled", is: equals(true) },
    "Microsoft.Storage/storageAccounts": {
      path: "properties.encryption.requireInfrastructureEncryption",
      is: equals(true),
    },
  }),
};
