import { attributes, oneOf } from "../../attributes";
import { isOfPeople } from "../../keys";
import type { Rule } from "../../rule";

const inHardware = oneOf("RSA-HSM", "EC-HSM");

export const keyVaultKeyHsm: Rule = {
  title: "Keys live in hardware",
  severity: "low",
  upstream: ["CKV_AZURE_112"],
  why: "A software key can be copied by whoever gets hold of the machine that holds it.",
  fix: "set key_type (kty) = RSA-HSM or EC-HSM, in a vault of the SKU premium",
  ...attributes({
    azurerm_key_vault_key: { path: "key_type", is: inHardware, when: isOfPeople },
    "Microsoft.KeyVault/vaults/keys": { path: "properties.kty", is: inHardware, when: isOfPeople },
  }),
};
