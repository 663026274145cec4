import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const actionGroupEnabled: Rule = {
  title: "Action groups are switched on",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "Every alert that names the group rings into the void.",
  fix: "set enabled = true",
  ...attributes({
    azurerm_monitor_action_group: { path: "enabled", is: equals(true), absent: "pass" },
    "Microsoft.Insights/actionGroups": { path: "properties.enabled", is: equals(true), absent: "pass" },
  }),
};
