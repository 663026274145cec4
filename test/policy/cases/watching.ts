import { failedJobs, failedMonitor, lateBatch, serverErrors, silentMonitor } from "../../../domain/alerts/use-case";
import { BREACH_TEXT, STEP_TAG } from "../../../domain/monitors/breach";
import { Schedule } from "../../../domain/time/schedule";
import { attributeCase, id, LATER, type Fixture, type RuleCase } from "../fixtures";

const ML = "Microsoft.MachineLearningServices/workspaces";
const metricAlerts = "Microsoft.Insights/metricAlerts";
const queries = "azurerm_monitor_scheduled_query_rules_alert_v2";
const setting = "azurerm_monitor_diagnostic_setting";
const budget = "azurerm_consumption_budget_resource_group";
const subscriptions = "azurerm_eventgrid_system_topic_event_subscription";
const LOGS =
  "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log";

const metric = (changes: object = {}, criterion: object = {}): Fixture => ({
  [metricAlerts]: {
    properties: {
      severity: 2,
      evaluationFrequency: "PT5M",
      windowSize: "PT15M",
      criteria: {
        allOf: [
          { metricName: "Failed Runs", operator: "GreaterThan", timeAggregation: "Total", threshold: 0, ...criterion },
        ],
      },
      ...changes,
    },
  },
});
const latency = (dimensions: unknown): Fixture => ({
  ...metric(
    {},
    {
      metricName: "RequestLatency_P95",
      timeAggregation: "Average",
      threshold: 400,
      operator: "GreaterThan",
      dimensions,
    },
  ),
  [`${ML}/onlineEndpoints/deployments`]: { name: "model-12" },
});
const query = (changes: object = {}, criterion: object = {}, more: Fixture = {}): Fixture => ({
  [queries]: {
    severity: 2,
    evaluation_frequency: "PT15M",
    window_duration: "PT30M",
    criteria: [
      {
        query: failedJobs("churn-training").query,
        operator: "GreaterThan",
        threshold: 0,
        time_aggregation_method: "Count",
        failing_periods: { minimum_failing_periods_to_trigger_alert: 1, number_of_evaluation_periods: 1 },
        ...criterion,
      },
    ],
    ...changes,
  },
  ...more,
});
const training: Fixture = {
  [`${ML}/schedules#training`]: {
    name: "churn-retraining",
    properties: { action: { actionType: "CreateJob", jobDefinition: { experimentName: "churn-training" } } },
  },
};
const asked = (text: unknown, more: Fixture = training): Fixture => query({}, { query: text }, more);
const daily = Schedule.cron({ cron: "0 5 * * *", timeZone: "Europe/Amsterdam", startDate: "2026-12-07" });

const monthly = Schedule.recurrence({
  every: "month",
  days: [1, 15],
  at: ["04:00"],
  timeZone: "UTC",
  startDate: "2026-12-07",
});
/** A schedule that scores, with the alerts that are there. */
const scoring = (on: boolean, ...alerts: readonly ("failed" | "late")[]): Fixture => ({
  [`${ML}/schedules`]: {
    name: "churn-batch",
    properties: {
      isEnabled: on,
      action: {
        actionType: "CreateJob",
        jobDefinition: { experimentName: "churn-batch", tags: { "batch-of-churn": "12" } },
      },
    },
  },
  ...(alerts.includes("failed") && {
    [`${queries}#failed`]: { criteria: [{ query: failedJobs("churn-batch").query }] },
  }),
  ...(alerts.includes("late") && {
    [`${queries}#late`]: { criteria: [{ query: lateBatch("churn-batch", daily).query }] },
  }),
});

const monitorAlerts = (name: string): Fixture => ({
  [`${queries}#failed`]: { criteria: [{ query: failedMonitor(name).query }] },
  [`${queries}#silent`]: { criteria: [{ query: silentMonitor(name, daily).query }] },
});
const monitor = (properties: object = {}): Fixture[string] => ({
  name: "drift-churn",
  properties: { action: { actionType: "CreateMonitor", ...properties } },
});
const signals = (changes: object = {}, threshold: object = {}): Fixture => ({
  [`${ML}/schedules`]: monitor({
    monitorDefinition: {
      signals: {
        drift: {
          notificationTypes: ["AmlNotification"],
          metricThresholds: [{ metric: "JensenShannonDistance", threshold: { value: 0.1 }, ...threshold }],
          ...changes,
        },
      },
    },
  }),
});
const sent = (target: string, ...categories: readonly string[]) => ({
  target_resource_id: target,
  log_analytics_workspace_id: LOGS,
  enabled_log: categories.map((category) => ({ category })),
});
const notification = (changes: object = {}) => ({
  threshold: 80,
  threshold_type: "Actual",
  contact_emails: ["a@b.example"],
  ...changes,
});
const budgets = (notifications: unknown, changes: object = {}, kind = budget): Fixture => ({
  [kind]: { time_grain: "Monthly", notification: notifications, ...changes },
});
const both = [notification(), notification({ threshold_type: "Forecasted", threshold: 100 })];
const subscription = (changes: object = {}): Fixture => ({
  [subscriptions]: {
    included_event_types: ["Microsoft.MachineLearningServices.RunStatusChanged"],
    advanced_filter: {
      string_contains: [
        { key: `data.RunTags.${STEP_TAG}`, values: [BREACH_TEXT] },
        { key: `data.RunTags.${STEP_TAG}`, values: ["drift"] },
      ],
    },
    retry_policy: { max_delivery_attempts: 30, event_time_to_live: 1440 },
    storage_blob_dead_letter_destination: { storage_account_id: "/x" },
    ...changes,
  },
  ...Object.fromEntries(Object.entries(signals()).map(([kind, values]) => [`${kind}#monitor`, values])),
});
const ARM_SUBSCRIPTIONS = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
/** The same through azapi. */
const armSubscription = (changes: object = {}): Fixture => ({
  [ARM_SUBSCRIPTIONS]: {
    properties: {
      filter: {
        includedEventTypes: ["Microsoft.MachineLearningServices.RunStatusChanged"],
        advancedFilters: [
          { operatorType: "StringContains", key: `data.RunTags.${STEP_TAG}`, values: [BREACH_TEXT] },
          { operatorType: "StringContains", key: `data.RunTags.${STEP_TAG}`, values: ["drift"] },
        ],
      },
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
      deadLetterWithResourceIdentity: { deadLetterDestination: { properties: { resourceId: "/x" } } },
      ...changes,
    },
  },
  ...Object.fromEntries(Object.entries(signals()).map(([kind, values]) => [`${kind}#monitor`, values])),
});
const delivering = (destination: object): Fixture => ({ [ARM_SUBSCRIPTIONS]: { properties: { destination } } });
const filtered = (key: unknown, values: unknown) =>
  subscription({ advanced_filter: { string_contains: [{ key, values }] } });
const address: Fixture = {
  "stack.ephemeral#azapi_resource_action": { type: "Microsoft.Logic/workflows@2019-05-01" },
};
const WORKFLOW_URL = '${terraform.applying ? ephemeral.azapi_resource_action.it.output.url : ""}';
const TEAMS = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Logic/workflows/teams";
const called = (callbackUrl: unknown, resourceId = id("workflow")): Fixture => ({
  "Microsoft.Insights/actionGroups": {
    properties: { logicAppReceivers: [{ name: "x", resourceId }] },
    sensitive_body: { properties: { logicAppReceivers: [{ callbackUrl }] } },
  },
  "Microsoft.Logic/workflows#workflow": {},
  "azurerm_subnet#subnet": {},
  ...address,
});
const schedule = (trigger: object, actionType = "CreateMonitor"): Fixture => ({
  [`${ML}/schedules`]: { properties: { action: { actionType }, trigger: { triggerType: "Recurrence", ...trigger } } },
});
const registryLogs = ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"];

export const watchingCases: readonly RuleCase[] = [
  {
    rule: "alert-not-deaf",
    pass: [
      metric(),
      query(),
      query({}, { dimension: [{ name: "x", operator: "Include", values: ["*"] }] }),
      metric({}, { metricName: "Own Metric", threshold: 5_000 }),
      latency([{ name: "deployment", operator: "Include", values: ["model-12"] }]),
    ],
    fail: [
      metric({}, { threshold: 100 }),
      metric({}, { operator: "LessThan" }),
      metric({}, { timeAggregation: "Average" }),
      metric({ severity: 4 }),
      metric({ severity: 3 }),
      metric({ evaluationFrequency: "P1D" }),
      metric({ evaluationFrequency: undefined }),
      metric({ windowSize: "P30D" }),
      metric({ criteria: { allOf: [] } }),
      query({}, { threshold: 1_000_000 }),
      query({}, { operator: "Equal" }),
      query({}, { time_aggregation_method: "Minimum" }),
      query({}, { dimension: [{ name: "x", operator: "Exclude", values: ["*"] }] }),
      query({}, { dimension: [{ name: "x", operator: "Include", values: ["a"] }] }),
      latency([]),
      latency([{ name: "deployment", operator: "Include", values: ["model-99"] }]),
      latency([{ name: "deployment", operator: "Exclude", values: ["model-12"] }]),
      latency([{ name: "deployment", operator: "Include", values: [] }]),
      query({}, { operator: "LessThan", threshold: 0 }),
      query({}, { metric_measure_column: "percent", threshold: 100 }),
      query({ severity: 4 }),
      query({ evaluation_frequency: "P7D" }),
      query({ mute_actions_after_alert_duration: "P1D" }),
      query({}, { failing_periods: { minimum_failing_periods_to_trigger_alert: 6, number_of_evaluation_periods: 6 } }),
    ],
    unknown: [metric({}, { threshold: LATER }), query({}, { threshold: LATER }), metric({ severity: LATER })],
  },
  {
    rule: "alert-query-known",
    pass: [
      asked(failedJobs("churn-training").query),
      asked(lateBatch("churn-training", daily).query),
      asked(lateBatch("churn-training", monthly).query),
      asked(failedMonitor("drift-churn").query, { [`${ML}/schedules`]: monitor() }),
      asked(serverErrors("churn", 1).query, { [`${ML}/onlineEndpoints`]: { name: "churn" } }),
      asked(serverErrors("churn", 1, "model-12").query, { [`${ML}/onlineEndpoints`]: { name: "churn" } }),
    ],
    fail: [
      asked(`${failedJobs("churn-training").query}\n| where false`),
      asked(failedJobs("other-training").query),
      asked(lateBatch("other-training", daily).query),
      asked(lateBatch("churn-training", daily).query.replace("runs == 0", "runs == 9")),
      asked("AmlComputeJobEvent | take 0"),
      asked(serverErrors("churn", 1).query.replace(">= 500", ">= 600"), {
        [`${ML}/onlineEndpoints`]: { name: "churn" },
      }),
    ],
    unknown: [asked(LATER), query({ criteria: LATER })],
  },
  {
    rule: "alerts-complete",
    pass: [
      { [`${ML}/schedules`]: monitor(), ...monitorAlerts("drift-churn") },
      scoring(true, "failed", "late"),
      scoring(false, "failed"),
      {
        [`${ML}/schedules`]: {
          name: "r",
          properties: { action: { jobDefinition: { experimentName: "churn-training" } } },
        },
        [`${queries}#training`]: { criteria: [{ query: failedJobs("churn-training").query }] },
      },
    ],
    fail: [
      { [`${ML}/schedules`]: monitor(), ...monitorAlerts("another") },
      scoring(true, "failed"),
      scoring(false),
      { [`${ML}/schedules`]: monitor() },
      { [ML]: { name: "mlw" } },
      { [`${ML}/onlineEndpoints`]: { name: "churn" } },
      { [`${ML}/onlineEndpoints/deployments`]: { name: "model-1" } },
      { "Microsoft.Logic/workflows": { name: "logic" } },
    ],
    unknown: [
      { [`${ML}/schedules`]: monitor(), [`${queries}#a`]: { criteria: LATER } },
      {
        [`${ML}/onlineEndpoints/deployments`]: { name: "model-1" },
        [`${metricAlerts}#a`]: { properties: { scopes: [LATER], criteria: LATER } },
      },
    ],
  },
  attributeCase("action-group-enabled", {
    azurerm_monitor_action_group: ["enabled", true, [false], "pass"],
    "Microsoft.Insights/actionGroups": ["properties.enabled", true, [false], "pass"],
  }),
  attributeCase("insights-keeps-all", {
    azurerm_application_insights: [
      ["sampling_percentage", 100, [10, 0], "pass"],
      ["daily_data_cap_in_gb", 0, [1, 0.1], "pass"],
      ["internet_ingestion_enabled", true, [false], "pass"],
    ],
    azurerm_log_analytics_workspace: [
      ["daily_quota_gb", -1, [0.5], "pass"],
      ["internet_ingestion_enabled", true, [false], "pass"],
    ],
  }),
  {
    rule: "diagnostics-to-own-logs",
    pass: [{ [setting]: sent("/x", "Audit") }],
    fail: [
      { [setting]: sent("/x") },
      { [setting]: { enabled_log: [{ category: "Audit" }], storage_account_id: "/y" } },
      { [setting]: { ...sent("/x", "Audit"), log_analytics_workspace_id: LOGS.replace("workspaces", "others") } },
    ],
    unknown: [
      { [setting]: { ...sent("/x", "Audit"), log_analytics_workspace_id: LATER } },
      { [setting]: { enabled_log: LATER } },
    ],
  },
  {
    rule: "diagnostics-complete",
    pass: [
      { azurerm_container_registry: {}, [setting]: sent(id(), ...registryLogs) },
      { "Microsoft.Logic/workflows": {}, [setting]: sent(id(), "WorkflowRuntime") },
    ],
    fail: [
      { azurerm_container_registry: {}, [setting]: sent(id(), registryLogs[0]!) },
      { azurerm_container_registry: {} },
      { azurerm_log_analytics_workspace: {} },
      { azurerm_network_security_group: {} },
      { "Microsoft.Logic/workflows": {} },
      { [ML]: {} },
      { [`${ML}/onlineEndpoints`]: {}, [setting]: sent(id(), "AmlOnlineEndpointConsoleLog") },
    ],
    unknown: [
      {
        azurerm_container_registry: {},
        [setting]: { target_resource_id: LATER, enabled_log: [{ category: registryLogs[0] }] },
      },
    ],
  },
  {
    rule: "budget-warns-in-time",
    pass: [budgets(both), budgets(both, {}, "azurerm_consumption_budget_subscription")],
    fail: [
      budgets([]),
      budgets([both[0]]),
      budgets([both[1]]),
      budgets(both.map((one) => ({ ...one, threshold: 1_000 }))),
      budgets(both.map((one) => ({ ...one, enabled: false }))),
      budgets(both.map((one) => ({ ...one, contact_emails: [] }))),
      budgets(both, { time_grain: "Annually" }),
      budgets([], {}, "azurerm_consumption_budget_subscription"),
    ],
    unknown: [budgets(LATER), budgets([{ ...both[0], threshold: LATER }, both[1]])],
  },
  {
    rule: "monitor-not-deaf",
    pass: [signals(), signals({}, { metric: "own_metric", threshold: { value: 1_000 } })],
    fail: [
      { [`${ML}/schedules`]: monitor({ monitorDefinition: { signals: {} } }) },
      signals({ notificationTypes: [] }),
      signals({ metricThresholds: [] }),
      signals({}, { threshold: { value: 1 } }),
      signals({}, { threshold: {} }),
      signals({}, { metric: "NormalizedDiscountedCumulativeGain", threshold: { value: 0.01 } }),
    ],
    unknown: [signals({ metricThresholds: LATER }), signals({}, { threshold: { value: LATER } })],
    silent: [{ [`${ML}/schedules`]: { properties: { action: { actionType: "CreateJob" } } } }],
  },
  {
    rule: "schedule-often",
    pass: [
      schedule({ frequency: "Day", interval: 1 }),
      schedule({ frequency: "Month", interval: 3 }, "CreateJob"),
      schedule({ triggerType: "Cron" }),
    ],
    fail: [
      schedule({ frequency: "Week", interval: 1_000 }),
      schedule({ frequency: "Day", interval: 60 }),
      schedule({ frequency: "Month", interval: 24 }, "CreateJob"),
      schedule({}),
    ],
    unknown: [schedule({ frequency: LATER, interval: 1 })],
  },
  {
    rule: "event-subscription-hears",
    pass: [subscription(), armSubscription()],
    fail: [
      subscription({ included_event_types: ["Microsoft.MachineLearningServices.RunCompleted"] }),
      filtered("data.runId", ["x"]),
      filtered(`data.RunTags.${STEP_TAG}`, ["no-such-signal"]),
      filtered(`data.RunTags.${STEP_TAG}`, []),
      subscription({ retry_policy: { max_delivery_attempts: 1, event_time_to_live: 1440 } }),
      subscription({ storage_blob_dead_letter_destination: undefined }),
      armSubscription({ filter: { includedEventTypes: ["Microsoft.MachineLearningServices.RunCompleted"] } }),
      armSubscription({ filter: { advancedFilters: [{ key: "data.runId", values: ["x"] }] } }),
      armSubscription({ retryPolicy: { maxDeliveryAttempts: 1 } }),
      armSubscription({ deadLetterWithResourceIdentity: undefined }),
    ],
    unknown: [
      subscription({ included_event_types: LATER }),
      filtered(LATER, ["drift"]),
      armSubscription({ filter: LATER }),
    ],
  },
  {
    rule: "event-goes-to-workflow",
    pass: [
      { [subscriptions]: { webhook_endpoint: { url: WORKFLOW_URL } }, ...address },
      called(WORKFLOW_URL),
      { ...called(WORKFLOW_URL), expected: { channels: {} } },
      { ...called(WORKFLOW_URL, TEAMS), expected: { channels: { prod: [`logicapp ${TEAMS.toLowerCase()}`] } } },
    ],
    fail: [
      { [subscriptions]: { webhook_endpoint: { url: "https://evil.example/hook" } } },
      { [subscriptions]: { storage_queue_endpoint: { queue_name: "q" } } },
      delivering({ endpointType: "WebHook", properties: { endpointUrl: "https://evil.example/hook" } }),
      delivering({ endpointType: "StorageQueue" }),
      called("https://evil.example/hook"),
      called(WORKFLOW_URL, id("subnet")),
      called("${ephemeral.azapi_resource_action.gone.output.url}"),
      { ...called(WORKFLOW_URL, TEAMS), expected: { channels: {} } },
      { azurerm_monitor_action_group: { azure_function_receiver: [{ http_trigger_url: "https://evil.example" }] } },
      { azurerm_monitor_action_group: { webhook_receiver: [{ service_uri: "https://evil.example" }] } },
      {
        azurerm_monitor_action_group: {
          webhook_receiver: [{ service_uri: "https://pager.example" }, { service_uri: "https://evil.example" }],
        },
        expected: { channels: { prod: ["webhook https://pager.example"] } },
      },
    ],
    unknown: [{ [subscriptions]: { webhook_endpoint: { url: LATER } } }],
    // A plan shows nothing of an address that only the stack holds.
    silent: [
      { azurerm_monitor_action_group: { email_receiver: [{}] } },
      delivering({ endpointType: "WebHook" }),
      {
        azurerm_monitor_action_group: { webhook_receiver: [{ service_uri: "https://Pager.example" }] },
        expected: { channels: { prod: ["webhook https://pager.example"] } },
      },
    ],
  },
];
