import { connected } from "../../belongings";
import type { Rule } from "../../rule";

export const keyVaultPrivateEndpoint: Rule = {
  title: "Key vaults have a private endpoint",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: ["CKV2_AZURE_32"],
  why: "Without one the only way to the secrets is through the vault's public address.",
  fix: "add an azurerm_private_endpoint for vault",
  loosenedBy: ["network.inbound"],
  ...connected("azurerm_key_vault", "Microsoft.KeyVault/vaults"),
};
