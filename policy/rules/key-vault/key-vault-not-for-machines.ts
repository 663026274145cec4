import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

const off = { is: equals(false), absent: "pass" as const };

export const keyVaultNotForMachines: Rule = {
  title: "No virtual machine, disk or template takes secrets from the vault",
  severity: "medium",
  upstream: [],
  why: "Whoever may deploy a template would read secrets without a role in the vault.",
  fix: "set enabledForDeployment, enabledForDiskEncryption and enabledForTemplateDeployment to false",
  ...attributes({
    azurerm_key_vault: [
      { path: "enabled_for_deployment", ...off },
      { path: "enabled_for_disk_encryption", ...off },
      { path: "enabled_for_template_deployment", ...off },
    ],
    "Microsoft.KeyVault/vaults": [
      { path: "properties.enabledForDeployment", ...off },
      { path: "properties.enabledForDiskEncryption", ...off },
      { path: "properties.enabledForTemplateDeployment", ...off },
    ],
  }),
};
