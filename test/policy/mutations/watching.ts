import { CHURN, edit, find, flip, type Mutation, INSIGHTS, LOGS, MONITOR, remove, set } from "./basic";

const FAILED_RUNS = "azapi_resource.Alerts_failed-runs_";
const LATENCY = "azapi_resource.Alerts_endpoint-latency_";
const ERRORS = "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_endpoint-errors_";
const TRAINING = "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_training-failed_";
const SILENT = "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_endpoint-silent_";
const MONITOR_FAILED =
  "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-failed_";
const MONITOR_SILENT =
  "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-silent_";
const TOLD = "azurerm_monitor_scheduled_query_rules_alert_v2.DriftRetraining_Refused_";
const BUDGET = "azurerm_consumption_budget_resource_group.Budget_";
const SUBSCRIPTION = "azapi_resource.DriftRetraining_Subscription_Events_";
const criterion = "body.properties.criteria.allOf";

const deaf = (
  what: string,
  stack: string,
  address: string,
  path: string,
  value: unknown,
  also?: readonly string[],
): Mutation => ({
  ...edit(what, set(stack, address, path, value)),
  ...(also && { also }),
});
const gone = (what: string, stack: string, address: string): Mutation =>
  edit(`no alert: ${what}`, remove(stack, address));
const asks = (what: string, address: string, change: (query: string) => string): Mutation => ({
  ...edit(`asks ${what}`, (stacks) => {
    const [one] = [find(stacks, CHURN, address).values["criteria"]].flat() as { query: string }[];
    const before = one!.query;
    one!.query = change(before);
    if (one!.query === before) throw new Error(`nothing changed: ${what}`);
  }),
  also: ["alerts-complete", "monitor-alert-path"],
});
const logs = (what: string, stack: string, address: string, categories: readonly string[]): Mutation =>
  edit(
    `${what} logs ${categories.length === 0 ? "nothing" : "less"}`,
    set(
      stack,
      address,
      "enabled_log",
      categories.map((category) => ({ category })),
    ),
  );
const signals = (what: string, change: (signal: Record<string, unknown>) => void): Mutation =>
  edit(`monitor: ${what}`, (stacks) => {
    const { values } = find(stacks, CHURN, MONITOR);
    const { properties } = values["body"] as {
      properties: { action: { monitorDefinition: { signals: Record<string, Record<string, unknown>> } } };
    };
    const all = properties.action.monitorDefinition.signals;
    change(all[Object.keys(all).find((name) => name.endsWith("_data-drift"))!]!);
  });
const DIAGNOSTIC = "azurerm_monitor_diagnostic_setting";
const withoutCategory = (what: string, address: string, category: string, rule?: string): Mutation => ({
  ...edit(`${what} without ${category}`, (stacks) => {
    const { values } = find(stacks, "prod", address);
    values["enabled_log"] = (values["enabled_log"] as { category: string }[]).filter(
      (one) => one.category !== category,
    );
  }),
  ...(rule !== undefined && { also: [rule] }),
});

export const watchingMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "alerts-complete": [
    gone("failed runs", "prod", FAILED_RUNS),
    gone("deployments that fail", "prod", "azapi_resource.Alerts_model-deploy-failed_"),
    gone("runs that do not answer", "prod", "azapi_resource.Alerts_not-responding-runs_"),
    gone("quota", "prod", "azapi_resource.Alerts_quota-utilization_"),
    gone("nodes", "prod", "azapi_resource.Alerts_unusable-nodes_"),
    gone("a deleted workspace", "prod", "azurerm_monitor_activity_log_alert.Alerts_workspace-deleted_"),
    gone("a granted role", "prod", "azurerm_monitor_activity_log_alert.Alerts_role-assignment-written_"),
    gone("resource health", "prod", "azurerm_monitor_activity_log_alert.Alerts_resource-health_"),
    gone("service health", "prod", "azurerm_monitor_activity_log_alert.Alerts_service-health_"),
    gone("errors of the endpoint", CHURN, ERRORS),
    gone("lost data", CHURN, "azapi_resource.Alerts_data-collection-errors_"),
    gone("a saturated deployment", CHURN, "azapi_resource.Alerts_Deployments_model-12_deployment-saturated_"),
    gone("memory", CHURN, "azapi_resource.Alerts_Deployments_model-12_deployment-memory_"),
    gone("failed training", CHURN, TRAINING),
    gone("a failed monitor", CHURN, MONITOR_FAILED),
    gone("a silent monitor", CHURN, MONITOR_SILENT),
    gone("a failed retraining", CHURN, "azapi_resource.DriftRetraining_Failed_"),
    gone("what retraining tells", CHURN, TOLD),
    deaf(
      "a role granted elsewhere",
      "prod",
      "azurerm_monitor_activity_log_alert.Alerts_role-assignment-written_",
      "criteria.operation_name",
      "Microsoft.Authorization/roleAssignments/delete",
    ),
    deaf(
      "grants that failed only",
      "prod",
      "azurerm_monitor_activity_log_alert.Alerts_role-assignment-written_",
      "criteria.status",
      "Failed",
    ),
    deaf(
      "degraded is fine",
      "prod",
      "azurerm_monitor_activity_log_alert.Alerts_resource-health_",
      "criteria.resource_health.current",
      ["Unavailable"],
    ),
    deaf(
      "no word of security",
      "prod",
      "azurerm_monitor_activity_log_alert.Alerts_service-health_",
      "criteria.service_health.events",
      ["Maintenance"],
    ),
    deaf("health of nothing", "prod", "azurerm_monitor_activity_log_alert.Alerts_resource-health_", "scopes", []),
    deaf("another metric", "prod", FAILED_RUNS, criterion, [
      { metricName: "Started Runs", operator: "GreaterThan", threshold: 0, timeAggregation: "Total" },
    ]),
    deaf("failed runs of something else", "prod", FAILED_RUNS, "body.properties.scopes", [
      "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/x/y/z",
    ]),
  ],
  "alert-not-deaf": [
    deaf("a thousand failures", "prod", FAILED_RUNS, `${criterion}.threshold`, 1_000),
    deaf("fewer than none", "prod", FAILED_RUNS, `${criterion}.operator`, "LessThan"),
    deaf("on average", "prod", FAILED_RUNS, `${criterion}.timeAggregation`, "Average"),
    deaf("verbose only", "prod", FAILED_RUNS, "body.properties.severity", 4),
    deaf("less urgent", "prod", "azapi_resource.Alerts_model-deploy-failed_", "body.properties.severity", 3),
    deaf("once a day", "prod", FAILED_RUNS, "body.properties.evaluationFrequency", "P1D"),
    deaf("for a month", "prod", FAILED_RUNS, "body.properties.windowSize", "P30D"),
    deaf("no criterion", "prod", "azapi_resource.Alerts_quota-utilization_", criterion, [], ["alerts-complete"]),
    deaf("above all there is", "prod", "azapi_resource.Alerts_quota-utilization_", `${criterion}.threshold`, 101),
    deaf("a latency of hours", CHURN, LATENCY, `${criterion}.threshold`, 3_600_000),
    deaf("latency of all deployments together", CHURN, LATENCY, `${criterion}.dimensions`, []),
    deaf("latency of another", CHURN, LATENCY, `${criterion}.dimensions.values`, ["model-99"]),
    deaf("latency of all others", CHURN, LATENCY, `${criterion}.dimensions.operator`, "Exclude"),
    deaf("latency of none", CHURN, LATENCY, `${criterion}.dimensions.values`, []),
    deaf("a column that is not there", CHURN, ERRORS, "criteria.metric_measure_column", "percentage"),
    deaf("the least of all shares", CHURN, ERRORS, "criteria.time_aggregation_method", "Minimum"),
    deaf("errors of another", CHURN, ERRORS, "criteria.dimension.values", ["model-99"]),
    deaf("errors of all others", CHURN, ERRORS, "criteria.dimension.operator", "Exclude"),
    deaf(
      "lost data by the million",
      CHURN,
      "azapi_resource.Alerts_data-collection-errors_",
      `${criterion}.threshold`,
      1_000_000,
    ),
    deaf(
      "memory beyond full",
      CHURN,
      "azapi_resource.Alerts_Deployments_model-12_deployment-memory_",
      `${criterion}.threshold`,
      100,
    ),
    deaf("all answers fail", CHURN, ERRORS, "criteria.threshold", 100),
    deaf("fewer errors than", CHURN, ERRORS, "criteria.operator", "Equal"),
    deaf("a million rows", CHURN, TRAINING, "criteria.threshold", 1_000_000),
    deaf("silence below nothing", CHURN, SILENT, "criteria.threshold", 0),
    deaf("a query once a week", CHURN, TRAINING, "evaluation_frequency", "P7D"),
    deaf("a query over nothing", CHURN, TRAINING, "window_duration", "PT0S"),
    deaf("a verbose query", CHURN, ERRORS, "severity", 4),
    deaf("muted for a day", CHURN, ERRORS, "mute_actions_after_alert_duration", "P1D"),
    deaf("six times in a row", CHURN, ERRORS, "criteria.failing_periods", {
      minimum_failing_periods_to_trigger_alert: 6,
      number_of_evaluation_periods: 6,
    }),
    deaf(
      "failed runs of a workflow by the hundred",
      CHURN,
      "azapi_resource.DriftRetraining_Failed_",
      `${criterion}.threshold`,
      100,
    ),
  ],
  "alert-query-known": [
    asks("for nothing", TRAINING, (query) => `${query}\n| where false`),
    asks("for none of them", ERRORS, (query) => query.replace(">= 500", ">= 600")),
    asks("about another endpoint", ERRORS, (query) => query.replace(/=~ "[^"]+"/, '=~ "other"')),
    asks("about another experiment", TRAINING, (query) => query.replace("customer-churn", "other")),
    asks("for successes", MONITOR_FAILED, (query) => query.replace("Failed", "Completed")),
    asks("about another monitor", MONITOR_SILENT, (query) => query.replace("drift_customer-churn", "other")),
    asks("from next century on", MONITOR_SILENT, (query) => query.replace("runs == 0", "runs > 1000")),
    asks("about another workflow", TOLD, (query) => query.replace(/logic-[\w-]+/, "logic-other")),
    asks("for many answers only", ERRORS, (query) => query.replace("answers >= 20", "answers >= 20000000")),
    asks("another table", SILENT, (query) => query.replace("AmlOnlineEndpointTrafficLog", "Heartbeat")),
  ],
  "alert-enabled": [
    flip("prod", "azapi_resource.Alerts_model-deploy-failed_", "properties.enabled", false),
    edit("errors are off", set(CHURN, ERRORS, "enabled", false)),
    edit("training is off", set(CHURN, TRAINING, "enabled", false)),
  ],
  "alert-has-action": [
    edit("latency tells nobody", set(CHURN, LATENCY, "body.properties.actions", [])),
    edit("silence tells nobody", set(CHURN, SILENT, "action", undefined)),
    edit(
      "health tells nobody",
      set("prod", "azurerm_monitor_activity_log_alert.Alerts_service-health_", "action", undefined),
    ),
  ],
  "action-group-enabled": [
    flip("prod", "azurerm_monitor_action_group.ActionGroups_critical_", "enabled", false),
    flip(CHURN, "azapi_resource.Promotion_Rollback_ActionGroup_", "properties.enabled", false),
    edit("the owner is off", set(CHURN, "azurerm_monitor_action_group.Owner", "enabled", false)),
  ],
  "action-group-has-receiver": [
    edit(
      "warnings reach nobody",
      set("prod", "azurerm_monitor_action_group.ActionGroups_warning_", "email_receiver", []),
    ),
    edit(
      "nobody is informed",
      set("prod", "azurerm_monitor_action_group.ActionGroups_informational_", "email_receiver", undefined),
    ),
    edit(
      "a stranger is woken",
      set(
        "prod",
        "azurerm_monitor_action_group.ActionGroups_critical_",
        "email_receiver.email_address",
        "somebody@else.example",
      ),
    ),
  ],
  "diagnostics-to-own-logs": [
    edit("logs to nowhere", set("prod", `${DIAGNOSTIC}.Vault_`, "log_analytics_workspace_id", undefined)),
    edit("logs to the vault", (stacks) => {
      const { name } = find(stacks, "prod", "azapi_resource.Vault_");
      set(
        "prod",
        `${DIAGNOSTIC}.Storage_Diagnostics-blob_`,
        "log_analytics_workspace_id",
        `\${azapi_resource.${name}.id}`,
      )(stacks);
    }),
    { ...logs("the vault", "prod", `${DIAGNOSTIC}.Vault_`, []), also: ["key-vault-audit-logs"] },
    logs("a share", "prod", `${DIAGNOSTIC}.Storage_Diagnostics-file_`, []),
    logs("a queue", "prod", `${DIAGNOSTIC}.Storage_Diagnostics-queue_`, []),
    logs("a table", "prod", `${DIAGNOSTIC}.Storage_Diagnostics-table_`, []),
  ],
  "diagnostics-complete": [
    edit("no logs of the registry", remove("prod", `${DIAGNOSTIC}.ContainerRegistry_`)),
    edit("no logs of the logs", remove("prod", `${DIAGNOSTIC}.Logs_`)),
    edit("no logs of the network", remove("prod", `${DIAGNOSTIC}.Network_Operations_`)),
    edit("no logs of private endpoints", remove("prod", `${DIAGNOSTIC}.Network_PrivateEndpoints_`)),
    edit("no logs of retraining", remove(CHURN, `${DIAGNOSTIC}.DriftRetraining_`)),
    withoutCategory("the registry", `${DIAGNOSTIC}.ContainerRegistry_`, "ContainerRegistryLoginEvents"),
    withoutCategory("the workspace", `${DIAGNOSTIC}.Workspace_`, "AmlComputeJobEvent"),
    withoutCategory("the workspace", `${DIAGNOSTIC}.Workspace_`, "DataSetReadEvent"),
    withoutCategory("the workspace", `${DIAGNOSTIC}.Workspace_`, "ComputeInstanceEvent"),
    withoutCategory("the network", `${DIAGNOSTIC}.Network_Operations_`, "NetworkSecurityGroupEvent"),
    edit(
      "traffic is not logged",
      set(CHURN, `${DIAGNOSTIC}.Endpoint_`, "enabled_log", [{ category: "AmlOnlineEndpointConsoleLog" }]),
    ),
  ].map((one) => ({ ...one, also: ["endpoint-diagnostics"] })),
  "workspace-diagnostics": [withoutCategory("the workspace", `${DIAGNOSTIC}.Workspace_`, "AmlRunStatusChangedEvent")],
  "key-vault-audit-logs": [withoutCategory("the vault", `${DIAGNOSTIC}.Vault_`, "AuditEvent")],
  "insights-keeps-all": [
    flip("prod", INSIGHTS, "sampling_percentage", 1),
    flip("prod", INSIGHTS, "daily_data_cap_in_gb", 0.1),
    flip("prod", LOGS, "daily_quota_gb", 0.1),
    flip("prod", INSIGHTS, "internet_ingestion_enabled", false),
    flip("prod", LOGS, "internet_ingestion_enabled", false),
    edit("nothing is sampled", set("prod", INSIGHTS, "sampling_percentage", 0)),
  ],
  "logs-retention": [
    edit("a month of logs", set("prod", LOGS, "retention_in_days", 30)),
    edit("a month of traces", set("prod", INSIGHTS, "retention_in_days", 30)),
  ],
  "budget-warns-in-time": [
    edit(
      "at tenfold only",
      set("prod", BUDGET, "notification", [
        { threshold: 1_000, threshold_type: "Actual", operator: "GreaterThan", contact_emails: ["a@b.example"] },
      ]),
    ),
    edit("of nothing to come", (stacks) => {
      const { values } = find(stacks, "prod", BUDGET);
      values["notification"] = (values["notification"] as { threshold_type: string }[]).filter(
        (one) => one.threshold_type !== "Forecasted",
      );
    }),
    edit("once a year", set("prod", BUDGET, "time_grain", "Annually")),
    edit("of ten times as much", (stacks) => {
      const { values } = find(stacks, "prod", BUDGET);
      values["amount"] = 10 * (values["amount"] as number);
    }),
    edit("nobody", (stacks) => {
      for (const one of find(stacks, "prod", BUDGET).values["notification"] as Record<string, unknown>[]) {
        one["contact_emails"] = [];
        one["contact_groups"] = [];
      }
    }),
    edit("when switched on", (stacks) => {
      for (const one of find(stacks, "prod", BUDGET).values["notification"] as Record<string, unknown>[])
        one["enabled"] = false;
    }),
  ],
  "monitor-not-deaf": [
    {
      ...edit("monitor: one signal less", (stacks) => {
        const { values } = find(stacks, CHURN, MONITOR);
        const { properties } = values["body"] as {
          properties: { action: { monitorDefinition: { signals: Record<string, unknown> } } };
        };
        const all = properties.action.monitorDefinition.signals;
        Reflect.deleteProperty(
          all,
          Object.keys(all).find((name) => name.endsWith("_data-drift"))!,
        );
      }),
      also: ["event-subscription-hears"],
    },
    signals("tells nobody", (signal) => {
      signal["notificationTypes"] = [];
    }),
    signals("has no thresholds", (signal) => {
      signal["metricThresholds"] = [];
    }),
    signals("alerts at the end of the range", (signal) => {
      for (const one of signal["metricThresholds"] as { threshold: object }[]) one.threshold = { value: 10 };
    }),
    signals("has a threshold of nothing", (signal) => {
      for (const one of signal["metricThresholds"] as { threshold: object }[]) one.threshold = {};
    }),
    {
      ...edit("monitor: measures nothing", set(CHURN, MONITOR, "body.properties.action.monitorDefinition.signals", {})),
      also: ["event-subscription-hears"],
    },
  ],
  "schedule-often": [
    edit("a monitor every thousand days", set(CHURN, MONITOR, "body.properties.trigger.interval", 1_000)),
    edit(
      "a training every hundred weeks",
      set(CHURN, "azapi_resource.Retraining_", "body.properties.trigger.interval", 100),
    ),
    edit("a monitor without a rhythm", set(CHURN, MONITOR, "body.properties.trigger.frequency", undefined)),
  ],
  "schedule-enabled": [
    { ...flip(CHURN, MONITOR, "properties.isEnabled", false), also: [] },
    flip(CHURN, "azapi_resource.Retraining_", "properties.isEnabled", undefined),
  ],
  "event-subscription-hears": [
    deaf("another event", CHURN, SUBSCRIPTION, "body.properties.filter.includedEventTypes", [
      "Microsoft.MachineLearningServices.ModelRegistered",
    ]),
    deaf("only some subjects", CHURN, SUBSCRIPTION, "body.properties.filter.subjectBeginsWith", "zz"),
    deaf("only subjects that end so", CHURN, SUBSCRIPTION, "body.properties.filter.subjectEndsWith", "zz"),
    deaf("no event", CHURN, SUBSCRIPTION, "body.properties.filter.includedEventTypes", []),
    deaf("another key", CHURN, SUBSCRIPTION, "body.properties.filter.advancedFilters", [
      { key: "subject", values: ["x"] },
    ]),
    deaf("a signal that is not", CHURN, SUBSCRIPTION, "body.properties.filter.advancedFilters", [
      { key: "data.RunTags.azureml_modelmonitor_threshold_breached", values: ["no-such-signal"] },
    ]),
    deaf("no signal", CHURN, SUBSCRIPTION, "body.properties.filter.advancedFilters", [
      { key: "data.RunTags.azureml_modelmonitor_threshold_breached", values: [] },
    ]),
    deaf("tries once", CHURN, SUBSCRIPTION, "body.properties.retryPolicy.maxDeliveryAttempts", 1),
    deaf("tries for a minute", CHURN, SUBSCRIPTION, "body.properties.retryPolicy.eventTimeToLiveInMinutes", 1),
    deaf("keeps nothing", CHURN, SUBSCRIPTION, "body.properties.deadLetterWithResourceIdentity", undefined),
  ],
  "event-goes-to-workflow": [
    deaf(
      "to a stranger",
      CHURN,
      SUBSCRIPTION,
      "sensitive_body.properties.destination.properties.endpointUrl",
      "https://evil.example/hook",
    ),
    edit(
      "alerts to a stranger",
      set(CHURN, "azurerm_monitor_action_group.Owner", "webhook_receiver", [
        { name: "x", service_uri: "https://evil.example/hook" },
      ]),
    ),
    edit(
      "alerts to a workflow elsewhere",
      set("prod", "azurerm_monitor_action_group.ActionGroups_critical_", "logic_app_receiver", [
        { name: "x", resource_id: "${azapi_resource.x.id}", callback_url: "https://evil.example" },
      ]),
    ),
    edit(
      "a rollback by a stranger",
      set(CHURN, "azapi_resource.Promotion_Rollback_ActionGroup_", "sensitive_body.properties.logicAppReceivers", [
        { callbackUrl: "https://evil.example" },
      ]),
    ),
    edit("events to a queue", (stacks) => {
      set(CHURN, SUBSCRIPTION, "sensitive_body", undefined)(stacks);
      set(CHURN, SUBSCRIPTION, "body.properties.destination", { endpointType: "StorageQueue" })(stacks);
    }),
  ].map((one) => ({ ...one, also: ["argument-known"] })),
  "budget-present": [
    edit(
      "a budget for something else",
      set(
        "prod",
        BUDGET,
        "resource_group_id",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-other",
      ),
    ),
  ].map((one) => ({ ...one, also: ["own-environment-only"] })),
  "log-analytics-delete-lock": [edit("a lock on nothing", set("prod", "azapi_resource.LogsLock_", "parent_id", "/x"))],
};
