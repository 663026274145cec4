import { locked } from "../../belongings";
import type { Rule } from "../../rule";

export const keyVaultDeleteLock: Rule = {
  title: "Key vaults have a delete lock",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "A workspace does not survive its vault: without it no datastore, connection or endpoint key can be read.",
  fix: "add a lock CanNotDelete on the vault",
  loosenedBy: ["protection"],
  ...locked("azurerm_key_vault", "Microsoft.KeyVault/vaults"),
};
