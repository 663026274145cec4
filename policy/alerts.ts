/** Kinds of alert rule, with where each says whether it is on and what it does. */
export interface AlertKind {
  readonly kind: string;
  /** Block of actions, and the key in it that names action groups. */
  readonly actions: string;
  readonly group: string;
  readonly enabled: string;
}

export const alertKinds: readonly AlertKind[] = [
  { kind: "azurerm_monitor_metric_alert", actions: "action", group: "action_group_id", enabled: "enabled" },
  { kind: "azurerm_monitor_activity_log_alert", actions: "action", group: "action_group_id", enabled: "enabled" },
  {
    kind: "azurerm_monitor_scheduled_query_rules_alert_v2",
    actions: "action",
    group: "action_groups",
    enabled: "enabled",
  },
  {
    kind: "Microsoft.Insights/metricAlerts",
    actions: "properties.actions",
    group: "actionGroupId",
    enabled: "properties.enabled",
  },
  {
    kind: "Microsoft.Insights/activityLogAlerts",
    actions: "properties.actions.actionGroups",
    group: "actionGroupId",
    enabled: "properties.enabled",
  },
  {
    kind: "Microsoft.Insights/scheduledQueryRules",
    actions: "properties.actions.actionGroups",
    group: "",
    enabled: "properties.enabled",
  },
];
