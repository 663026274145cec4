import { guidOf, keyOf } from "../../engine/arm/identities";
import {
  atLeastOne,
  between,
  conflicts,
  guid,
  matches,
  oneOf,
  requires,
  resourceId,
  rule,
} from "../../engine/azurerm/checks";
import { diagnosticMetrics } from "./diagnostic-metrics";
import { azureName, json } from "../../engine/azurerm/name-checks";
import type { TypeTable } from "../../engine/azurerm/type-entry";

const sinks = [
  "log_analytics_workspace_id",
  "storage_account_id",
  "eventhub_authorization_rule_id",
  "partner_solution_id",
];

/** Moves between prices that Azure makes, or refuses, by itself. Source: azurerm 4.55.0, `resourceLogAnalyticsWorkspaceCustomDiff`. */
const isRebooked = (before: string, after: string): boolean => {
  const move = `${before} ${after}`.toLowerCase();
  const moves = ["capacityreservation pergb2018", "pergb2018 capacityreservation"];
  return ["", "lacluster"].includes(before.toLowerCase()) || moves.includes(move);
};

/** Logs, insights and dashboards: what azurerm 4.55.0 does with each type. */
export const logsTypes: TypeTable = {
  azurerm_log_analytics_workspace: {
    arm: "Microsoft.OperationalInsights/workspaces",
    id: "{group}/Microsoft.OperationalInsights/workspaces/{name}",
    optionalComputed: ["local_authentication_disabled", "local_authentication_enabled", "retention_in_days", "sku"],
    replaces: ["location", "name", "resource_group_name"],
    replacesWhen: { sku: (before, after) => !isRebooked(String(before ?? ""), String(after)) },
    defaults: {
      allow_resource_only_permissions: true,
      daily_quota_gb: -1,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
    },
    items: { identity: [0, 1] },
    sensitive: ["primary_shared_key", "secondary_shared_key"],
    deprecated: ["local_authentication_disabled"],
    checks: [
      azureName("logAnalytics"),
      oneOf(
        "sku",
        "PerGB2018",
        "PerNode",
        "Premium",
        "Standalone",
        "Standard",
        "Unlimited",
        "CapacityReservation",
        "LACluster",
      ),
      between("retention_in_days", 30, 730),
      between("daily_quota_gb", -1, Number.MAX_SAFE_INTEGER),
      conflicts("local_authentication_enabled", "local_authentication_disabled"),
    ],
    computed: ({ id, values }) => ({
      workspace_id: guidOf("customer", id),
      primary_shared_key: keyOf("primary", id),
      secondary_shared_key: keyOf("secondary", id),
      sku: "PerGB2018",
      retention_in_days: 30,
      local_authentication_enabled: values["local_authentication_disabled"] !== true,
      local_authentication_disabled: values["local_authentication_enabled"] === false,
    }),
  },
  azurerm_application_insights: {
    arm: "Microsoft.Insights/components",
    id: "{group}/Microsoft.Insights/components/{name}",
    optionalComputed: ["workspace_id"],
    replaces: ["application_type", "location", "name", "resource_group_name"],
    defaults: {
      daily_data_cap_in_gb: 100,
      disable_ip_masking: false,
      force_customer_storage_for_profiler: false,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
      local_authentication_disabled: false,
      retention_in_days: 90,
      sampling_percentage: 100,
    },
    sensitive: ["connection_string", "instrumentation_key"],
    checks: [
      azureName("applicationInsights"),
      oneOf("application_type", "ios", "java", "MobileCenter", "Node.JS", "other", "phone", "store", "web"),
      oneOf("retention_in_days", 30, 60, 90, 120, 180, 270, 365, 550, 730),
      between("sampling_percentage", 0, 100),
      between("daily_data_cap_in_gb", 0, Number.MAX_SAFE_INTEGER),
      resourceId("workspace_id", "Microsoft.OperationalInsights/workspaces"),
    ],
    computed: ({ id, values }) => {
      const key = guidOf("instrumentation", id);
      const region = String(values["location"]).replaceAll(" ", "").toLowerCase();
      const host = `https://${region}-0.in.applicationinsights.azure.com/`;
      return {
        app_id: guidOf("application", id),
        instrumentation_key: key,
        connection_string: `InstrumentationKey=${key};IngestionEndpoint=${host};ApplicationId=${guidOf("application", id)}`,
      };
    },
  },
  azurerm_application_insights_workbook: {
    arm: "Microsoft.Insights/workbooks",
    id: "{group}/Microsoft.Insights/workbooks/{name}",
    replaces: [
      "identity",
      "identity.identity_ids",
      "identity.type",
      "location",
      "name",
      "resource_group_name",
      "storage_container_id",
    ],
    defaults: { category: "workbook", source_id: "azure monitor" },
    items: { identity: [0, 1] },
    checks: [
      guid("name"),
      matches("name", /^[^A-Z]+$/, "lower case"),
      json("data_json"),
      matches("source_id", /^[^A-Z]+$/, "lower case"),
      requires("storage_container_id", "identity"),
    ],
  },
  azurerm_monitor_diagnostic_setting: {
    arm: "Microsoft.Insights/diagnosticSettings",
    id: "{target_resource_id}|{name}",
    armId: (id) => id.replace("|", "/providers/Microsoft.Insights/diagnosticSettings/"),
    optionalComputed: ["enabled_metric", "log_analytics_destination_type", "metric"],
    replaces: ["name", "target_resource_id"],
    defaults: { "metric.enabled": true },
    items: { "enabled_log.retention_policy": [0, 1], "metric.retention_policy": [0, 1] },
    deprecated: ["enabled_log.retention_policy", "metric", "metric.retention_policy"],
    checks: [
      matches("name", /^[^<>*%&:\\?+/]{1,260}$/, "none of < > * % & : \\ ? + /"),
      resourceId("target_resource_id"),
      resourceId("log_analytics_workspace_id", "Microsoft.OperationalInsights/workspaces"),
      resourceId("storage_account_id", "Microsoft.Storage/storageAccounts"),
      resourceId("eventhub_authorization_rule_id", "Microsoft.EventHub/namespaces/authorizationRules"),
      matches(
        "eventhub_name",
        /^[a-zA-Z0-9]([\w.-]{0,254}[a-zA-Z0-9])?$/,
        "1 to 256 letters, digits, _, . and -, a letter or digit at both ends",
      ),
      resourceId("partner_solution_id"),
      oneOf("log_analytics_destination_type", "Dedicated", "AzureDiagnostics"),
      atLeastOne(...sinks),
      atLeastOne("enabled_log", "enabled_metric", "metric"),
      conflicts("enabled_metric", "metric"),
      rule(["enabled_log"], ({ enabled_log: logs }) => {
        const both = (logs as readonly Record<string, unknown>[] | null)?.find(
          (log) => !log["category"] === !log["category_group"],
        );
        return both === undefined
          ? undefined
          : "exactly one of `category` or `category_group` must be specified in an `enabled_log` block";
      }),
    ],
    computed: diagnosticMetrics,
  },
  azurerm_monitor_data_collection_rule: {
    arm: "Microsoft.Insights/dataCollectionRules",
    id: "{group}/Microsoft.Insights/dataCollectionRules/{name}",
    replaces: ["location", "name", "resource_group_name"],
    replacesWhen: { kind: (before) => (before ?? "") !== "" },
    items: {
      data_flow: [1],
      "data_flow.destinations": [1],
      "data_flow.streams": [1],
      data_sources: [0, 1],
      "data_sources.data_import": [0, 1],
      "data_sources.extension.streams": [1],
      "data_sources.iis_log.log_directories": [1],
      "data_sources.iis_log.streams": [1],
      "data_sources.log_file.settings": [0, 1],
      "data_sources.log_file.settings.text": [1, 1],
      "data_sources.log_file.streams": [1],
      "data_sources.performance_counter.counter_specifiers": [1],
      "data_sources.performance_counter.streams": [1],
      "data_sources.platform_telemetry.streams": [1],
      "data_sources.prometheus_forwarder.streams": [1],
      "data_sources.syslog.facility_names": [1],
      "data_sources.syslog.log_levels": [1],
      "data_sources.syslog.streams": [1],
      "data_sources.windows_event_log.streams": [1],
      "data_sources.windows_event_log.x_path_queries": [1],
      "data_sources.windows_firewall_log.streams": [1],
      destinations: [1, 1],
      "destinations.azure_monitor_metrics": [0, 1],
      "destinations.event_hub": [0, 1],
      "destinations.event_hub_direct": [0, 1],
      identity: [0, 1],
      stream_declaration: [1],
    },
    checks: [
      oneOf("kind", "AgentDirectToStore", "AgentSettings", "Direct", "Linux", "Windows", "WorkspaceTransforms"),
      oneOf("identity.type", "SystemAssigned", "UserAssigned"),
    ],
    computed: ({ id }) => ({ immutable_id: `dcr-${guidOf("collection", id).replaceAll("-", "")}` }),
  },
  azurerm_portal_dashboard: {
    arm: "Microsoft.Portal/dashboards",
    id: "{group}/Microsoft.Portal/dashboards/{name}",
    replaces: ["location", "name", "resource_group_name"],
    checks: [json("dashboard_properties"), matches("name", /^[a-zA-Z0-9-]{3,160}$/, "3 to 160 letters, digits and -")],
  },
};
