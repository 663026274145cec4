import { attributes, present } from "../../attributes";
import type { Rule } from "../../rule";

export const keyVaultSecretContentType: Rule = {
  title: "Secrets say what they are",
  severity: "low",
  upstream: ["CKV_AZURE_114", "AZU-0015"],
  why: "Nobody can rotate a secret of which nobody knows whether it is a password, a key or a connection string.",
  fix: "set content_type (contentType)",
  ...attributes({
    azurerm_key_vault_secret: { path: "content_type", is: present },
    "Microsoft.KeyVault/vaults/secrets": { path: "properties.contentType", is: present },
  }),
};
