import { nameRules } from "../../../domain/azure/names";
import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

const { pattern, min, max } = nameRules.keyVault;
const name = {
  path: "name",
  is: {
    ...matches(pattern, "3 to 24 letters, digits and single dashes, from a letter to a letter or digit"),
    holds: (value: unknown) =>
      typeof value === "string" && value.length >= min && value.length <= max && pattern.test(value),
  },
};

export const keyVaultName: Rule = {
  title: "Names of key vaults are ones that Azure takes",
  severity: "low",
  upstream: ["Azure.KeyVault.Name"],
  why: "Azure refuses any other name, but only when it is deployed.",
  fix: "use 3 to 24 letters, digits and single dashes",
  ...attributes({ azurerm_key_vault: name, "Microsoft.KeyVault/vaults": name }),
};
