import { attributes, present } from "../../attributes";
import type { Rule } from "../../rule";

export const keyVaultSecretExpiry: Rule = {
  title: "Secrets expire",
  severity: "medium",
  upstream: ["CKV_AZURE_41", "AZU-0017", "dfa20ffa"],
  why: "A leaked secret without an end works until somebody notices.",
  fix: "set expiration_date (attributes.exp), or use a managed identity and no secret",
  ...attributes({
    azurerm_key_vault_secret: { path: "expiration_date", is: present },
    "Microsoft.KeyVault/vaults/secrets": { path: "properties.attributes.exp", is: present },
  }),
};
