import { locked } from "../../belongings";
import type { Rule } from "../../rule";

export const logAnalyticsDeleteLock: Rule = {
  title: "Log Analytics workspaces have a delete lock",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "They are the record of who did what: whoever wants to hide something deletes them first.",
  fix: "add a lock CanNotDelete on the workspace",
  loosenedBy: ["protection"],
  ...locked("azurerm_log_analytics_workspace", "Microsoft.OperationalInsights/workspaces"),
};
