import { atLeast, expect } from "../../attributes";
import type { Rule } from "../../rule";

const paths: Readonly<Record<string, string>> = {
  azurerm_log_analytics_workspace: "retention_in_days",
  azurerm_application_insights: "retention_in_days",
  "microsoft.operationalinsights/workspaces": "properties.retentionInDays",
  "microsoft.insights/components": "properties.RetentionInDays",
};

/** Days that logs are kept at least, in production and elsewhere. */
const PRODUCTION_DAYS = 365;
const OTHER_DAYS = 90;

export const logsRetention: Rule = {
  title: "Logs are kept for a year in production, for 90 days elsewhere",
  severity: "high",
  severityIn: { development: "low", shared: "medium" },
  upstream: [],
  why: "Attacks are found months later, and a model's year can be compared with last year only while its logs are there.",
  fix: "set retention_in_days to 365 or more, outside of production to 90 or more",
  loosenedBy: ["logs"],
  kinds: [
    "azurerm_log_analytics_workspace",
    "azurerm_application_insights",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Insights/components",
  ],
  check: (logs, world) =>
    expect(logs, {
      path: paths[logs.kind.toLowerCase()]!,
      is: atLeast(world.tier(logs) === "production" ? PRODUCTION_DAYS : OTHER_DAYS),
    }),
};
