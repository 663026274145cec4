import { attributes, present } from "../../attributes";
import { isOfPeople } from "../../keys";
import type { Rule } from "../../rule";

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
