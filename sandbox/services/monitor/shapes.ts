import { block, blocks, items, present, type ShapeTable } from "../../engine/azurerm/shape";
import type { Json, JsonObject } from "../../engine/store/store";

/** Receivers of an action group: azurerm's block, ARM's list and what each has beside its name. */
const receivers: readonly (readonly [string, string, (one: JsonObject) => JsonObject])[] = [
  [
    "email_receiver",
    "emailReceivers",
    (one) => ({
      emailAddress: one["email_address"]!,
      useCommonAlertSchema: one["use_common_alert_schema"] === true,
      status: "Enabled",
    }),
  ],
  [
    "sms_receiver",
    "smsReceivers",
    (one) => ({ countryCode: one["country_code"]!, phoneNumber: one["phone_number"]!, status: "Enabled" }),
  ],
  [
    "webhook_receiver",
    "webhookReceivers",
    (one) => ({
      serviceUri: withoutKey(one["service_uri"]),
      useCommonAlertSchema: one["use_common_alert_schema"] === true,
      ...secured(block(one, "aad_auth")),
    }),
  ],
  [
    "logic_app_receiver",
    "logicAppReceivers",
    (one) => ({
      resourceId: one["resource_id"]!,
      callbackUrl: withoutKey(one["callback_url"]),
      useCommonAlertSchema: one["use_common_alert_schema"] === true,
    }),
  ],
  [
    "arm_role_receiver",
    "armRoleReceivers",
    (one) => ({ roleId: one["role_id"]!, useCommonAlertSchema: one["use_common_alert_schema"] === true }),
  ],
  [
    "voice_receiver",
    "voiceReceivers",
    (one) => ({ countryCode: one["country_code"]!, phoneNumber: one["phone_number"]! }),
  ],
  ["azure_app_push_receiver", "azureAppPushReceivers", (one) => ({ emailAddress: one["email_address"]! })],
  [
    "itsm_receiver",
    "itsmReceivers",
    (one) =>
      present({
        workspaceId: one["workspace_id"],
        connectionId: one["connection_id"],
        ticketConfiguration: one["ticket_configuration"],
        region: one["region"],
      }),
  ],
  [
    "automation_runbook_receiver",
    "automationRunbookReceivers",
    (one) =>
      present({
        automationAccountId: one["automation_account_id"],
        runbookName: one["runbook_name"],
        webhookResourceId: one["webhook_resource_id"],
        isGlobalRunbook: one["is_global_runbook"],
        serviceUri: withoutKey(one["service_uri"]),
        useCommonAlertSchema: one["use_common_alert_schema"] === true,
      }),
  ],
  [
    "azure_function_receiver",
    "azureFunctionReceivers",
    (one) =>
      present({
        functionAppResourceId: one["function_app_resource_id"],
        functionName: one["function_name"],
        httpTriggerUrl: withoutKey(one["http_trigger_url"]),
        useCommonAlertSchema: one["use_common_alert_schema"] === true,
      }),
  ],
  [
    "event_hub_receiver",
    "eventHubReceivers",
    (one) =>
      present({
        eventHubNameSpace: one["event_hub_namespace"],
        eventHubName: one["event_hub_name"],
        subscriptionId: one["subscription_id"],
        tenantId: one["tenant_id"],
        useCommonAlertSchema: one["use_common_alert_schema"] === true,
      }),
  ],
];

/** An address without what is secret in it: the query, which holds the signature. */
const withoutKey = (url: Json | undefined): string => String(url ?? "").split("?")[0]!;

/** A webhook that asks Entra who calls. */
const secured = (auth: JsonObject | undefined): JsonObject =>
  auth === undefined
    ? {}
    : {
        useAadAuth: true,
        ...present({ objectId: auth["object_id"], identifierUri: auth["identifier_uri"], tenantId: auth["tenant_id"] }),
      };

/** Alert rules and whom they tell, as Microsoft.Insights answers. */
export const monitorShapes: ShapeTable = {
  azurerm_monitor_action_group: ({ values }) => ({
    location: "Global",
    properties: {
      groupShortName: values["short_name"]!,
      enabled: values["enabled"] !== false,
      ...Object.fromEntries(
        receivers.map(([argument, property, shape]) => [
          property,
          blocks(values, argument).map((one) => ({ name: one["name"]!, ...shape(one) })),
        ]),
      ),
    },
  }),
  azurerm_monitor_scheduled_query_rules_alert_v2: ({ values }) => {
    const action = block(values, "action") ?? {};
    return {
      kind: "LogAlert",
      properties: {
        ...present({
          displayName: values["display_name"],
          description: values["description"],
          severity: values["severity"],
          evaluationFrequency: values["evaluation_frequency"],
          windowSize: values["window_duration"],
          overrideQueryTimeRange: values["query_time_range_override"],
          muteActionsDuration: values["mute_actions_after_alert_duration"],
          createdWithApiVersion: values["created_with_api_version"],
        }),
        enabled: values["enabled"] !== false,
        autoMitigate: values["auto_mitigation_enabled"] === true,
        skipQueryValidation: values["skip_query_validation"] === true,
        checkWorkspaceAlertsStorageConfigured: values["workspace_alerts_storage_enabled"] === true,
        targetResourceTypes: items(values, "target_resource_types"),
        scopes: items(values, "scopes"),
        criteria: { allOf: blocks(values, "criteria").map(queryCriterion) },
        actions: {
          actionGroups: items(action, "action_groups"),
          customProperties: action["custom_properties"] ?? {},
        },
      },
    };
  },
  azurerm_monitor_activity_log_alert: ({ values }) => ({
    location: "Global",
    properties: {
      ...present({ description: values["description"] }),
      enabled: values["enabled"] !== false,
      scopes: items(values, "scopes"),
      condition: { allOf: activityConditions(block(values, "criteria") ?? {}) },
      actions: {
        actionGroups: blocks(values, "action").map((action) => ({
          actionGroupId: action["action_group_id"]!,
          webhookProperties: action["webhook_properties"] ?? {},
        })),
      },
    },
  }),
};

function queryCriterion(one: JsonObject): JsonObject {
  const periods = block(one, "failing_periods");
  return {
    ...present({
      query: one["query"],
      timeAggregation: one["time_aggregation_method"],
      metricMeasureColumn: one["metric_measure_column"],
      resourceIdColumn: one["resource_id_column"],
      operator: one["operator"],
      threshold: one["threshold"],
    }),
    dimensions: blocks(one, "dimension").map((dimension) => ({
      name: dimension["name"]!,
      operator: dimension["operator"]!,
      values: items(dimension, "values"),
    })),
    failingPeriods: {
      numberOfEvaluationPeriods: periods?.["number_of_evaluation_periods"] ?? 1,
      minFailingPeriodsToAlert: periods?.["minimum_failing_periods_to_trigger_alert"] ?? 1,
    },
  };
}

/** Fields of the activity log by azurerm's argument. */
const fields: Readonly<Record<string, string>> = {
  category: "category",
  operation_name: "operationName",
  level: "level",
  status: "status",
  sub_status: "subStatus",
  caller: "caller",
  resource_id: "resourceId",
  resource_group: "resourceGroup",
  resource_provider: "resourceProvider",
  resource_type: "resourceType",
  recommendation_type: "properties.recommendationType",
  recommendation_category: "properties.recommendationCategory",
  recommendation_impact: "properties.recommendationImpact",
};

/** Whether a field has one of some values. */
const oneOf = (field: string, values: readonly Json[]): JsonObject => ({
  anyOf: values.map((equals) => ({ field, equals })),
});

function activityConditions(criteria: JsonObject): readonly JsonObject[] {
  const many: Readonly<Record<string, string>> = {
    levels: "level",
    statuses: "status",
    sub_statuses: "subStatus",
    resource_ids: "resourceId",
    resource_groups: "resourceGroup",
    resource_providers: "resourceProvider",
    resource_types: "resourceType",
  };
  const single = Object.entries(fields).flatMap(([argument, field]) => {
    const value = criteria[argument];
    return typeof value === "string" && value !== "" ? [{ field, equals: value }] : [];
  });
  const several = Object.entries(many).flatMap(([argument, field]) => {
    const values = items(criteria, argument);
    return values.length === 0 ? [] : [oneOf(field, values)];
  });
  const resource = block(criteria, "resource_health");
  const ofResource = (["current", "previous", "reason"] as const).flatMap((argument): readonly JsonObject[] => {
    const values = items(resource, argument);
    const field = {
      current: "properties.currentHealthStatus",
      previous: "properties.previousHealthStatus",
      reason: "properties.cause",
    }[argument];
    return values.length === 0 ? [] : [oneOf(field, values)];
  });
  const service = block(criteria, "service_health");
  const health = (["events", "locations", "services"] as const).flatMap((argument): readonly JsonObject[] => {
    const values = items(service, argument);
    const field = {
      events: "properties.incidentType",
      locations: "properties.impactedServices[*].ImpactedRegions[*].RegionName",
      services: "properties.impactedServices[*].ServiceName",
    }[argument];
    if (values.length === 0) return [];
    return [argument === "events" ? oneOf(field, values) : { field, containsAny: values }];
  });
  return [...single, ...several, ...ofResource, ...health];
}
