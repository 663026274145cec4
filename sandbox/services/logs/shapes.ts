import { block, blocks, enabled, parsed, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";
import type { JsonObject } from "../../engine/store/store";

/** Of a category: none where nobody asks for one. */
function retentionOf(category: JsonObject): JsonObject {
  const policy = block(category, "retention_policy");
  return { enabled: policy?.["enabled"] === true, days: policy?.["days"] ?? 0 };
}

/** Logs, insights and where both go, as Microsoft.OperationalInsights and Microsoft.Insights answer: keys are got by an action. */
export const logsShapes: ShapeTable = {
  azurerm_log_analytics_workspace: ({ values }) => ({
    properties: {
      ...succeeded,
      ...present({
        customerId: values["workspace_id"],
        retentionInDays: values["retention_in_days"],
        forceCmkForQuery: values["cmk_for_query_forced"],
        defaultDataCollectionRuleResourceId: values["data_collection_rule_id"],
      }),
      sku: {
        name: values["sku"] ?? "PerGB2018",
        ...present({ capacityReservationLevel: values["reservation_capacity_in_gb_per_day"] }),
      },
      workspaceCapping: { dailyQuotaGb: values["daily_quota_gb"] ?? -1 },
      publicNetworkAccessForIngestion: enabled(values["internet_ingestion_enabled"]),
      publicNetworkAccessForQuery: enabled(values["internet_query_enabled"]),
      features: {
        disableLocalAuth:
          values["local_authentication_enabled"] === false || values["local_authentication_disabled"] === true,
        ...present({ immediatePurgeDataOn30Days: values["immediate_data_purge_on_30_days_enabled"] }),
        enableLogAccessUsingOnlyResourcePermissions: values["allow_resource_only_permissions"] !== false,
      },
    },
  }),
  azurerm_application_insights: ({ values }) => ({
    kind: values["application_type"]!,
    properties: {
      ...succeeded,
      Application_Type: values["application_type"]!,
      ...present({ AppId: values["app_id"], WorkspaceResourceId: values["workspace_id"] }),
      Flow_Type: "Bluefield",
      RetentionInDays: values["retention_in_days"] ?? 90,
      SamplingPercentage: values["sampling_percentage"] ?? 100,
      DisableLocalAuth:
        values["local_authentication_disabled"] === true || values["local_authentication_enabled"] === false,
      IngestionMode: "LogAnalytics",
      DisableIpMasking: values["disable_ip_masking"] === true,
      ForceCustomerStorageForProfiler: values["force_customer_storage_for_profiler"] === true,
      publicNetworkAccessForIngestion: enabled(values["internet_ingestion_enabled"]),
      publicNetworkAccessForQuery: enabled(values["internet_query_enabled"]),
    },
  }),
  azurerm_application_insights_workbook: ({ values }) => ({
    kind: "shared",
    properties: present({
      displayName: values["display_name"],
      description: values["description"],
      category: values["category"],
      sourceId: values["source_id"],
      serializedData: values["data_json"],
      storageUri: values["storage_container_id"],
    }),
  }),
  azurerm_monitor_diagnostic_setting: ({ values }) => ({
    properties: {
      ...present({
        workspaceId: values["log_analytics_workspace_id"],
        storageAccountId: values["storage_account_id"],
        eventHubAuthorizationRuleId: values["eventhub_authorization_rule_id"],
        eventHubName: values["eventhub_name"],
        marketplacePartnerId: values["partner_solution_id"],
        logAnalyticsDestinationType: values["log_analytics_destination_type"],
      }),
      logs: blocks(values, "enabled_log").map((log) => ({
        ...present({ category: log["category"], categoryGroup: log["category_group"] }),
        enabled: true,
        retentionPolicy: retentionOf(log),
      })),
      metrics: [
        ...blocks(values, "enabled_metric").map((metric): JsonObject => ({ ...metric, enabled: true })),
        ...blocks(values, "metric"),
      ].map((metric) => ({
        category: metric["category"] ?? "AllMetrics",
        enabled: metric["enabled"] !== false,
        retentionPolicy: retentionOf(metric),
      })),
    },
  }),
  azurerm_portal_dashboard: ({ values }) => {
    const properties = parsed(values["dashboard_properties"]);
    return { properties: typeof properties === "object" && properties !== null ? properties : {} };
  },
};
