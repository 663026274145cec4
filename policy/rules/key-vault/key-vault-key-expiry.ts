import { attributes, present } from "../../attributes";
import { wrapsOnly } from "../../keys";
import type { PolicyResource } from "../../resource";
import type { Rule } from "../../rule";

/** A key that encrypts others must not end, or what it has encrypted is lost: `encryption-key-lasts` asks that it rotates. */
const isOfPeople = (key: PolicyResource): boolean => !wrapsOnly(key);

export const keyVaultKeyExpiry: Rule = {
  title: "Keys expire",
  severity: "medium",
  upstream: ["CKV_AZURE_40", "AZU-0014", "4d080822"],
  why: "The longer a key is in use, the more is lost when it leaks.",
  fix: "set expiration_date (attributes.exp) and a rotation policy",
  ...attributes({
    azurerm_key_vault_key: { path: "expiration_date", is: present, when: isOfPeople },
    "Microsoft.KeyVault/vaults/keys": { path: "properties.attributes.exp", is: present, when: isOfPeople },
  }),
};
