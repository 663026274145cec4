import { attributeCase, id, LATER, type RuleCase } from "../fixtures";

const insights = "azurerm_application_insights";
const insightsArm = "Microsoft.Insights/components";
const logs = "azurerm_log_analytics_workspace";
const logsArm = "Microsoft.OperationalInsights/workspaces";
const locks = "Microsoft.Authorization/locks";
const metric = "azurerm_monitor_metric_alert";
const activity = "azurerm_monitor_activity_log_alert";
const query = "azurerm_monitor_scheduled_query_rules_alert_v2";
const metricArm = "Microsoft.Insights/metricAlerts";
const activityArm = "Microsoft.Insights/activityLogAlerts";
const queryArm = "Microsoft.Insights/scheduledQueryRules";
const group = "azurerm_monitor_action_group";
const resources = "azurerm_resource_group";
const budget = "azurerm_consumption_budget_resource_group";
const workspace = { "Microsoft.MachineLearningServices/workspaces": {} };
const GROUP = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-of-others";
const email = [{ name: "owner", email_address: "team@pfs.example" }];

const duty = { name: "channel_duty", country_code: "31", phone_number: "201234567" };

export const operationsCases: readonly RuleCase[] = [
  attributeCase("insights-workspace-based", {
    [insights]: ["workspace_id", "/subscriptions/1/logs", [""], "fail"],
    [insightsArm]: [
      ["properties.WorkspaceResourceId", "/subscriptions/1/logs", [""], "fail"],
      ["properties.IngestionMode", "LogAnalytics", ["ApplicationInsights"], "pass"],
    ],
  }),
  attributeCase("insights-name", {
    [insights]: ["name", "appi-pfs-prod", ["appi/pfs", "appi.", "a".repeat(261)], "fail"],
    [insightsArm]: ["name", "appi-pfs-prod", ["appi?"], "fail"],
  }),
  attributeCase("insights-no-local-auth", {
    [insights]: ["local_authentication_disabled", true, [false], "fail"],
    [insightsArm]: ["properties.DisableLocalAuth", true, [false], "fail"],
  }),
  attributeCase("log-analytics-no-local-auth", {
    [logs]: ["local_authentication_enabled", false, [true], "fail"],
    [logsArm]: ["properties.features.disableLocalAuth", true, [false], "fail"],
  }),
  {
    rule: "logs-retention",
    pass: [
      { [logs]: { retention_in_days: 365 } },
      { [logs]: { retention_in_days: 90 }, stack: "preprod" },
      { [insights]: { retention_in_days: 730 } },
      { [logsArm]: { properties: { retentionInDays: 365 } } },
      { [insightsArm]: { properties: { RetentionInDays: 90 } }, stack: "dev" },
    ],
    fail: [
      { [logs]: { retention_in_days: 364 } },
      { [logs]: { retention_in_days: 89 }, stack: "dev" },
      { [logs]: {} },
      { [insights]: { retention_in_days: 90 } },
      { [logsArm]: { properties: { retentionInDays: 180 } } },
      { [insightsArm]: { properties: { RetentionInDays: 180 } } },
    ],
    unknown: [
      { [logs]: { retention_in_days: LATER } },
      { [insights]: { retention_in_days: LATER } },
      { [logsArm]: { properties: LATER } },
      { [insightsArm]: { properties: LATER } },
    ],
  },
  {
    rule: "log-analytics-delete-lock",
    pass: [
      { [logs]: {}, [locks]: { parent_id: id(), properties: { level: "CanNotDelete" } } },
      { [logsArm]: {}, azurerm_management_lock: { scope: id(), lock_level: "ReadOnly" } },
    ],
    fail: [{ [logs]: {} }, { [logsArm]: {} }],
    unknown: [
      { [logs]: {}, [locks]: { parent_id: LATER, properties: { level: "CanNotDelete" } } },
      { [logsArm]: {}, azurerm_management_lock: { scope: id(), lock_level: LATER } },
    ],
  },
  {
    rule: "alert-has-action",
    pass: [
      { [metric]: { action: [{ action_group_id: id("people") }] }, [`${group}#people`]: {} },
      { [activity]: { action: [{ action_group_id: "/subscriptions/1/groups/a" }] } },
      { [query]: { action: [{ action_groups: ["/subscriptions/1/groups/a"] }] } },
      { [metricArm]: { properties: { actions: [{ actionGroupId: id("people") }] } }, [`${group}#people`]: {} },
      { [activityArm]: { properties: { actions: { actionGroups: [{ actionGroupId: "/subscriptions/1/a" }] } } } },
      { [queryArm]: { properties: { actions: { actionGroups: ["/subscriptions/1/groups/a"] } } } },
    ],
    fail: [
      { [metric]: {} },
      { [activity]: { action: [] } },
      { [query]: { action: [{ action_groups: [] }] } },
      { [metricArm]: { properties: { actions: [] } } },
      { [activityArm]: { properties: {} } },
      { [queryArm]: { properties: { actions: { actionGroups: [] } } } },
    ],
    unknown: [
      { [metric]: { action: LATER } },
      { [activity]: { action: [{ action_group_id: LATER }] } },
      { [query]: { action: [{ action_groups: LATER }] } },
      { [metricArm]: { properties: { actions: LATER } } },
      { [activityArm]: { properties: { actions: LATER } } },
      { [queryArm]: { properties: { actions: { actionGroups: [LATER] } } } },
    ],
  },
  attributeCase("alert-enabled", {
    [metric]: ["enabled", true, [false], "pass"],
    [activity]: ["enabled", true, [false], "pass"],
    [query]: ["enabled", true, [false], "pass"],
    [metricArm]: ["properties.enabled", true, [false], "pass"],
    [activityArm]: ["properties.enabled", true, [false], "pass"],
    [queryArm]: ["properties.enabled", true, [false], "pass"],
  }),
  {
    rule: "action-group-has-receiver",
    pass: [
      { [group]: { email_receiver: email } },
      { [group]: { email_receiver: [], sms_receiver: LATER, webhook_receiver: [{ name: "pager" }] } },
      { "Microsoft.Insights/actionGroups": { properties: { emailReceivers: [{ name: "owner" }] } } },
      { [group]: { sms_receiver: [duty] }, expected: { channels: { prod: ["sms 31 201234567"] } } },
      {
        "Microsoft.Insights/actionGroups": {
          properties: { azureFunctionReceivers: [{ name: "f", functionAppResourceId: "/A", functionName: "f" }] },
        },
        expected: { channels: { prod: ["function /a f"] } },
      },
    ],
    fail: [
      { [group]: { sms_receiver: [duty] }, expected: { channels: { prod: ["sms 31 207654321"] } } },
      { [group]: { sms_receiver: [duty] }, expected: { channels: {} } },
      {
        "Microsoft.Insights/actionGroups": { properties: { armRoleReceivers: [{ name: "r", roleId: "x" }] } },
        expected: { channels: {} },
      },
      {
        "Microsoft.Insights/actionGroups": {
          properties: { azureFunctionReceivers: [{ name: "f", functionAppResourceId: "/a", functionName: "other" }] },
        },
        expected: { channels: { prod: ["function /a f"] } },
      },
      { [group]: {} },
      { [group]: { email_receiver: [] } },
      { "Microsoft.Insights/actionGroups": { properties: { enabled: true } } },
    ],
    unknown: [{ [group]: { email_receiver: LATER } }, { "Microsoft.Insights/actionGroups": { properties: LATER } }],
  },
  {
    rule: "budget-present",
    pass: [
      { [resources]: {}, ...workspace, [budget]: { resource_group_id: id(), notification: [{ threshold: 80 }] } },
      {
        [resources]: {},
        ...workspace,
        azurerm_consumption_budget_subscription: { notification: [{ threshold: 80 }] },
      },
      {
        [resources]: {},
        ...workspace,
        "Microsoft.Consumption/budgets": { properties: { notifications: { all: { threshold: 80 } } } },
      },
      {
        "Microsoft.MachineLearningServices/workspaces": { parent_id: GROUP },
        [budget]: { resource_group_id: GROUP.toLowerCase(), notification: [{ threshold: 80 }] },
      },
    ],
    fail: [
      { [resources]: {}, ...workspace },
      { [resources]: {}, ...workspace, [budget]: { resource_group_id: id(), notification: [] } },
      {
        [resources]: {},
        [`${resources}#other`]: {},
        ...workspace,
        [budget]: { resource_group_id: id("other"), notification: [{ threshold: 80 }] },
      },
      {
        [resources]: {},
        ...workspace,
        [budget]: { resource_group_id: id(), filter: { tag: [{ name: "a" }] }, notification: [{ threshold: 80 }] },
      },
      {
        "Microsoft.MachineLearningServices/workspaces": { parent_id: GROUP },
        [budget]: {
          resource_group_id: GROUP.replace("rg-of-others", "rg-elsewhere"),
          notification: [{ threshold: 80 }],
        },
      },
      { "Microsoft.MachineLearningServices/workspaces": { parent_id: GROUP } },
      {
        azurerm_machine_learning_workspace: { resource_group_name: "rg-of-others" },
        [budget]: { resource_group_id: GROUP, notification: [] },
      },
    ],
    unknown: [
      { [resources]: {}, ...workspace, [budget]: { resource_group_id: LATER, notification: [{ threshold: 80 }] } },
      { [resources]: {}, ...workspace, [budget]: { resource_group_id: id(), notification: LATER } },
    ],
    silent: [{ [resources]: {} }],
  },
];
