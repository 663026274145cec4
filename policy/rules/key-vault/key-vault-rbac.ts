import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const keyVaultRbac: Rule = {
  title: "Access to key vaults is granted by roles",
  severity: "high",
  upstream: ["Azure.KeyVault.RBAC"],
  why: "Whoever may write the vault may write its access policies, and so let himself in; roles need their own right.",
  fix: "set rbac_authorization_enabled (enableRbacAuthorization) = true",
  ...attributes({
    azurerm_key_vault: { path: "rbac_authorization_enabled", is: equals(true) },
    "Microsoft.KeyVault/vaults": { path: "properties.enableRbacAuthorization", is: equals(true) },
  }),
};
