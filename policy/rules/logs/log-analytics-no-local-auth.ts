import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const logAnalyticsNoLocalAuth: Rule = {
  title: "Log Analytics takes logs from Entra identities only",
  severity: "medium",
  upstream: [],
  why: "Whoever has the workspace's key could write what never happened into the audit log.",
  fix: "set local_authentication_enabled = false (features.disableLocalAuth = true)",
  ...attributes({
    azurerm_log_analytics_workspace: { path: "local_authentication_enabled", is: equals(false) },
    "Microsoft.OperationalInsights/workspaces": { path: "properties.features.disableLocalAuth", is: equals(true) },
  }),
};
