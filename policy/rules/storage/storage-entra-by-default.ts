import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageEntraByDefault: Rule = {
  title: "The portal signs in to storage with Entra",
  severity: "medium",
  upstream: [],
  why: "Otherwise it asks for a key first, and somebody turns keys on to please it.",
  fix: "set default_to_oauth_authentication = true",
  ...attributes({
    azurerm_storage_account: { path: "default_to_oauth_authentication", is: equals(true) },
    "Microsoft.Storage/storageAccounts": { path: "properties.defaultToOAuthAuthentication", is: equals(true) },
  }),
};
