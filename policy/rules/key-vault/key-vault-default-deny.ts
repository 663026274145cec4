import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const keyVaultDefaultDeny: Rule = {
  title: "Key vault firewalls refuse what they do not list",
  severity: "critical",
  upstream: ["CKV_AZURE_109", "AZU-0013", "Azure.KeyVault.Firewall"],
  why: "Without a list every address may ask for secrets; a stolen token is then all it takes.",
  fix: "set network_acls.default_action = Deny and list the addresses that need access",
  ...attributes({
    azurerm_key_vault: { path: "network_acls.default_action", is: equals("Deny") },
    "Microsoft.KeyVault/vaults": { path: "properties.networkAcls.defaultAction", is: equals("Deny") },
  }),
};
