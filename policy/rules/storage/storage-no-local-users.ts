import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageNoLocalUsers: Rule = {
  title: "Storage accounts have no users of their own",
  severity: "medium",
  upstream: ["CKV_AZURE_244"],
  why: "Local users sign in with a password or SSH key that Entra neither knows nor revokes.",
  fix: "set local_user_enabled = false",
  ...attributes({
    azurerm_storage_account: { path: "local_user_enabled", is: equals(false) },
    "Microsoft.Storage/storageAccounts": {
      path: "properties.isLocalUserEnabled",
      is: equals(false),
      absent: "pass",
    },
  }),
};
