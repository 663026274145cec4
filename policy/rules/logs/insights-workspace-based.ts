import { attributes, equals, present } from "../../attributes";
import type { Rule } from "../../rule";

export const insightsWorkspaceBased: Rule = {
  title: "Application Insights keeps its data in a Log Analytics workspace",
  severity: "medium",
  upstream: ["Azure.AppInsights.Workspace"],
  why: "Azure has ended the classic kind; its data could not be queried beside the other logs.",
  fix: "set workspace_id (WorkspaceResourceId)",
  ...attributes({
    azurerm_application_insights: { path: "workspace_id", is: present },
    "Microsoft.Insights/components": [
      { path: "properties.WorkspaceResourceId", is: present },
      { path: "properties.IngestionMode", is: equals("LogAnalytics"), absent: "pass" },
    ],
  }),
};
