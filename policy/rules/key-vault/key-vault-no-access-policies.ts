import { attributes, empty } from "../../attributes";
import { fail, type Rule } from "../../rule";

const none = attributes({
  azurerm_key_vault: { path: "access_policy", is: empty, absent: "pass" },
  "Microsoft.KeyVault/vaults": { path: "properties.accessPolicies", is: empty, absent: "pass" },
});

export const keyVaultNoAccessPolicies: Rule = {
  title: "Key vaults have no access policies",
  severity: "medium",
  upstream: ["Azure.KeyVault.AccessPolicy"],
  why: "Access policies hold for all secrets at once, and no review of role assignments shows them.",
  fix: "remove the access policies and grant roles on the vault",
  kinds: [...none.kinds, "azurerm_key_vault_access_policy"],
  check: (resource, world) =>
    resource.type === "azurerm_key_vault_access_policy"
      ? fail("grants access beside the roles")
      : none.check(resource, world),
};
