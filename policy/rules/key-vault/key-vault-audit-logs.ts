import { logged } from "../../belongings";
import type { Rule } from "../../rule";

export const keyVaultAuditLogs: Rule = {
  title: "Every use of a key vault is logged",
  severity: "high",
  upstream: ["Azure.KeyVault.Logs", "38c71c00", "bb2d6cbc"],
  why: "Nobody could say afterwards which secrets were read, by whom, and from where.",
  fix: "add an azurerm_monitor_diagnostic_setting with AuditEvent, or the category group audit",
  loosenedBy: ["logs.diagnostics"],
  ...logged(["azurerm_key_vault", "Microsoft.KeyVault/vaults"], ["AuditEvent"]),
};
