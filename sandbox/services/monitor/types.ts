import { parseArmId } from "../../engine/arm/arm-id";
import {
  between,
  conflicts,
  exactlyOne,
  guid,
  matches,
  oneOf,
  resourceId,
  rule,
  url,
  valuesAt,
} from "../../engine/azurerm/checks";
import { durationSeconds } from "../../engine/azurerm/iso-duration";
import { metricAlertBody } from "./metric-alert-body";
import { azureName } from "../../engine/azurerm/name-checks";
import type { TypeTable, Values } from "../../engine/azurerm/type-entry";

const frequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
const queryFrequencies = "PT1M PT5M PT10M PT15M PT30M PT45M PT1H PT2H PT3H PT4H PT5H PT6H P1D".split(" ");
const aggregations = ["Average", "Count", "Minimum", "Maximum", "Total"];
const levels = ["Verbose", "Informational", "Warning", "Error", "Critical"];
const phone = matches("sms_receiver.phone_number", /^\d{1,}$/, "digits only");
const suppressible = ["PreferredNone", "Equals", "NotEquals", "Contains", "DoesNotContain"];
const suppressionOperators = [
  "alert_context",
  "alert_rule_id",
  "alert_rule_name",
  "description",
  "monitor_condition",
  "monitor_service",
  "severity",
  "signal_type",
  "target_resource",
  "target_resource_group",
  "target_resource_type",
].map((kind) => oneOf(`condition.${kind}.operator`, ...suppressible.slice(1)));

/** Alerts and who is told: what azurerm 4.55.0 does with each type. */
export const alertsTypes: TypeTable = {
  azurerm_monitor_action_group: {
    arm: "Microsoft.Insights/actionGroups",
    id: "{group}/Microsoft.Insights/actionGroups/{name}",
    optionalComputed: [
      "event_hub_receiver.subscription_id",
      "event_hub_receiver.tenant_id",
      "webhook_receiver.aad_auth.identifier_uri",
      "webhook_receiver.aad_auth.tenant_id",
    ],
    replaces: ["location", "name", "resource_group_name"],
    defaults: { "automation_runbook_receiver.use_common_alert_schema": false, enabled: true, location: "global" },
    items: { "webhook_receiver.aad_auth": [0, 1] },
    checks: [
      azureName("actionGroup"),
      matches("short_name", /^.{1,12}$/, "1 to 12 characters"),
      matches("email_receiver.email_address", /^[^@\s]+@[^@\s]+$/, "an e-mail address"),
      url("webhook_receiver.service_uri", "http", "https"),
      url("webhook_receiver.aad_auth.identifier_uri", "api", "https"),
      guid("webhook_receiver.aad_auth.object_id"),
      guid("webhook_receiver.aad_auth.tenant_id"),
      url("logic_app_receiver.callback_url", "http", "https"),
      resourceId("azure_function_receiver.function_app_resource_id", "Microsoft.Web/sites"),
      url("azure_function_receiver.http_trigger_url", "http", "https"),
      resourceId("automation_runbook_receiver.automation_account_id", "Microsoft.Automation/automationAccounts"),
      url("automation_runbook_receiver.service_uri", "http", "https"),
      guid("arm_role_receiver.role_id"),
      guid("event_hub_receiver.subscription_id"),
      guid("event_hub_receiver.tenant_id"),
      phone,
    ],
  },
  azurerm_monitor_metric_alert: {
    arm: "Microsoft.Insights/metricAlerts",
    id: "{group}/Microsoft.Insights/metricAlerts/{name}",
    optionalComputed: ["target_resource_location", "target_resource_type"],
    replaces: ["name", "resource_group_name"],
    defaults: {
      auto_mitigate: true,
      "criteria.skip_metric_validation": false,
      "dynamic_criteria.evaluation_failure_count": 4,
      "dynamic_criteria.evaluation_total_count": 4,
      enabled: true,
      frequency: "PT1M",
      severity: 3,
      window_size: "PT5M",
    },
    items: {
      application_insights_web_test_location_availability_criteria: [1, 1],
      criteria: [1],
      "criteria.dimension.values": [1],
      dynamic_criteria: [1, 1],
      "dynamic_criteria.dimension.values": [1],
      scopes: [1],
    },
    checks: [
      azureName("alertRule"),
      resourceId("scopes"),
      exactlyOne("criteria", "dynamic_criteria", "application_insights_web_test_location_availability_criteria"),
      oneOf("criteria.aggregation", ...aggregations),
      oneOf("dynamic_criteria.aggregation", ...aggregations),
      oneOf("criteria.operator", "Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"),
      oneOf("dynamic_criteria.operator", "LessThan", "GreaterThan", "GreaterOrLessThan"),
      oneOf("dynamic_criteria.alert_sensitivity", "Low", "Medium", "High"),
      oneOf("criteria.dimension.operator", "Include", "Exclude", "StartsWith"),
      oneOf("dynamic_criteria.dimension.operator", "Include", "Exclude", "StartsWith"),
      oneOf("frequency", ...frequencies),
      oneOf("window_size", ...frequencies, "PT6H", "PT12H", "P1D"),
      between("severity", 0, 4),
      resourceId("action.action_group_id"),
      rule(["frequency", "window_size"], ({ frequency, window_size: window }) =>
        durationSeconds(String(frequency ?? "PT1M")) > durationSeconds(String(window ?? "PT5M"))
          ? `\`window_size\` (${String(window)}) must not be less than \`frequency\` (${String(frequency)})`
          : undefined,
      ),
    ],
    computed: ({ values, cloud }) => {
      const scope = String((values["scopes"] as readonly string[])[0]);
      return {
        target_resource_type: parseArmId(scope)?.type ?? "",
        target_resource_location: cloud.show(scope)?.location ?? "",
      };
    },
    body: metricAlertBody,
  },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    arm: "Microsoft.Insights/scheduledQueryRules",
    id: "{group}/Microsoft.Insights/scheduledQueryRules/{name}",
    replaces: ["location", "name", "resource_group_name", "scopes"],
    defaults: { auto_mitigation_enabled: false, enabled: true, workspace_alerts_storage_enabled: false },
    items: { action: [0, 1], criteria: [1], "criteria.failing_periods": [0, 1], identity: [0, 1], scopes: [1, 1] },
    checks: [
      azureName("alertRule"),
      resourceId("scopes"),
      resourceId("action.action_groups"),
      between("severity", 0, 4),
      oneOf("criteria.operator", "Equal", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"),
      oneOf("criteria.time_aggregation_method", ...aggregations),
      oneOf("criteria.dimension.operator", "Include", "Exclude"),
      between("criteria.failing_periods.minimum_failing_periods_to_trigger_alert", 1, 6),
      between("criteria.failing_periods.number_of_evaluation_periods", 1, 6),
      oneOf("evaluation_frequency", ...queryFrequencies),
      oneOf("window_duration", ...queryFrequencies, "P2D"),
      oneOf("mute_actions_after_alert_duration", ...queryFrequencies.slice(1), "P2D"),
      oneOf("query_time_range_override", ...queryFrequencies.slice(1), "PT20M", "P2D"),
      oneOf("identity.type", "SystemAssigned", "UserAssigned"),
      rule(["auto_mitigation_enabled", "mute_actions_after_alert_duration"], (values) =>
        values["auto_mitigation_enabled"] === true && values["mute_actions_after_alert_duration"]
          ? "auto mitigation must be disabled when mute action duration is set"
          : undefined,
      ),
      rule(["criteria.time_aggregation_method", "criteria.metric_measure_column"], (values) => {
        const counts = valuesAt(values, "criteria.time_aggregation_method")[0] === "Count";
        const column = valuesAt(values, "criteria.metric_measure_column")[0];
        return !counts && !column
          ? "`metric_measure_column` is required unless `time_aggregation_method` is `Count`"
          : undefined;
      }),
      rule(["evaluation_frequency", "window_duration"], ({ evaluation_frequency: every, window_duration: window }) =>
        durationSeconds(String(every)) > durationSeconds(String(window))
          ? `\`evaluation_frequency\` (${String(every)}) must not be longer than \`window_duration\` (${String(window)})`
          : undefined,
      ),
    ],
    computed: () => ({
      created_with_api_version: "2023-12-01",
      is_a_legacy_log_analytics_rule: false,
      is_workspace_alerts_storage_configured: false,
    }),
  },
  azurerm_monitor_activity_log_alert: {
    arm: "Microsoft.Insights/activityLogAlerts",
    id: "{group}/Microsoft.Insights/activityLogAlerts/{name}",
    optionalComputed: ["criteria.resource_health", "criteria.service_health"],
    replaces: ["location", "name", "resource_group_name"],
    defaults: { enabled: true },
    items: { criteria: [1, 1], "criteria.resource_health": [0, 1], "criteria.service_health": [0, 1], scopes: [1] },
    checks: [
      azureName("alertRule"),
      oneOf("location", "global", "westeurope", "northeurope"),
      oneOf(
        "criteria.category",
        "Administrative",
        "Autoscale",
        "Policy",
        "Recommendation",
        "ResourceHealth",
        "Security",
        "ServiceHealth",
      ),
      oneOf("criteria.level", ...levels),
      oneOf("criteria.levels", ...levels),
      resourceId("criteria.resource_id"),
      conflicts("criteria.level", "criteria.levels"),
      conflicts("criteria.status", "criteria.statuses"),
      conflicts("criteria.sub_status", "criteria.sub_statuses"),
      conflicts("criteria.resource_group", "criteria.resource_groups"),
      conflicts("criteria.resource_id", "criteria.resource_ids"),
      conflicts("criteria.resource_provider", "criteria.resource_providers"),
      conflicts("criteria.resource_type", "criteria.resource_types"),
      conflicts("criteria.recommendation_type", "criteria.recommendation_category", "criteria.recommendation_impact"),
      oneOf("criteria.recommendation_category", "Cost", "Reliability", "OperationalExcellence", "Performance"),
      oneOf("criteria.recommendation_impact", "High", "Medium", "Low"),
      oneOf("criteria.resource_health.current", "Available", "Degraded", "Unavailable", "Unknown"),
      oneOf("criteria.resource_health.previous", "Available", "Degraded", "Unavailable", "Unknown"),
      oneOf("criteria.resource_health.reason", "PlatformInitiated", "UserInitiated", "Unknown"),
      oneOf("criteria.service_health.events", "Incident", "Maintenance", "Informational", "ActionRequired", "Security"),
      conflicts(
        "criteria.service_health",
        "criteria.caller",
        "criteria.operation_name",
        "criteria.resource_provider",
        "criteria.resource_type",
        "criteria.status",
        "criteria.sub_status",
      ),
      resourceId("action.action_group_id"),
    ],
    computed: ({ values }) => ({
      criteria: ((values["criteria"] ?? []) as readonly Values[]).map(({ category }) => ({
        // By the category alone. Source: `flattenMonitorActivityLogAlertCriteria`.
        resource_health: category === "ResourceHealth" ? [{ current: [], previous: [], reason: [] }] : [],
        service_health: category === "ServiceHealth" ? [{ events: [], locations: [], services: [] }] : [],
      })),
    }),
  },
  azurerm_monitor_alert_processing_rule_suppression: {
    arm: "Microsoft.AlertsManagement/actionRules",
    id: "{group}/Microsoft.AlertsManagement/actionRules/{name}",
    replaces: ["name", "resource_group_name"],
    defaults: { enabled: true, "schedule.time_zone": "UTC" },
    items: {
      condition: [0, 1],
      "condition.alert_context": [0, 1],
      "condition.alert_rule_id": [0, 1],
      "condition.alert_rule_name": [0, 1],
      "condition.description": [0, 1],
      "condition.monitor_condition": [0, 1],
      "condition.monitor_service": [0, 1],
      "condition.severity": [0, 1],
      "condition.signal_type": [0, 1],
      "condition.target_resource": [0, 1],
      "condition.target_resource_group": [0, 1],
      "condition.target_resource_type": [0, 1],
      schedule: [0, 1],
      "schedule.recurrence": [0, 1],
      "schedule.recurrence.monthly.days_of_month": [1],
      "schedule.recurrence.weekly.days_of_week": [1],
      scopes: [1],
    },
    checks: [
      matches("name", /^[a-zA-Z0-9][\w-]*$/, "letters, digits, _ and -"),
      resourceId("scopes"),
      ...suppressionOperators,
      matches("schedule.effective_from", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/, "YYYY-MM-DDThh:mm:ss"),
      matches("schedule.effective_until", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/, "YYYY-MM-DDThh:mm:ss"),
    ],
  },
};
