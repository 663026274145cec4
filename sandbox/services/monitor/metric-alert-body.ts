import type { Json, JsonObject } from "../../engine/store/store";
import type { Values } from "../../engine/azurerm/type-entry";

const kinds = "Microsoft.Azure.Monitor";
const blocks = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];

/** ARM's body of an alert on a metric that azurerm made. */
export function metricAlertBody(values: Values): JsonObject {
  return {
    properties: {
      description: values["description"] ?? "",
      severity: values["severity"]!,
      enabled: values["enabled"]!,
      scopes: values["scopes"]!,
      evaluationFrequency: values["frequency"]!,
      windowSize: values["window_size"]!,
      autoMitigate: values["auto_mitigate"]!,
      targetResourceType: values["target_resource_type"] ?? "",
      targetResourceRegion: values["target_resource_location"] ?? "",
      criteria: criteria(values),
      actions: blocks(values["action"]).map((action) => ({
        actionGroupId: action["action_group_id"]!,
        webHookProperties: action["webhook_properties"] ?? {},
      })),
    },
  };
}

function criteria(values: Values): JsonObject {
  const [webTest] = blocks(values["application_insights_web_test_location_availability_criteria"]);
  if (webTest !== undefined) {
    return {
      "odata.type": `${kinds}.WebtestLocationAvailabilityCriteria`,
      webTestId: webTest["web_test_id"]!,
      componentId: webTest["component_id"]!,
      failedLocationCount: webTest["failed_location_count"]!,
    };
  }
  const allOf = [
    ...blocks(values["criteria"]).map((one) => ({ ...staticThreshold(one), ...common(one) })),
    ...blocks(values["dynamic_criteria"]).map((one) => ({ ...dynamicThreshold(one), ...common(one) })),
  ].map((one, index) => ({ ...one, name: `Metric${index + 1}` }));
  return { "odata.type": `${kinds}.MultipleResourceMultipleMetricCriteria`, allOf };
}

const common = (criterion: JsonObject): JsonObject => ({
  metricNamespace: criterion["metric_namespace"]!,
  metricName: criterion["metric_name"]!,
  timeAggregation: criterion["aggregation"]!,
  operator: criterion["operator"]!,
  dimensions: blocks(criterion["dimension"]),
  skipMetricValidation: criterion["skip_metric_validation"] ?? false,
});

const staticThreshold = (criterion: JsonObject): JsonObject => ({
  criterionType: "StaticThresholdCriterion",
  threshold: criterion["threshold"]!,
});

const dynamicThreshold = (criterion: JsonObject): JsonObject => ({
  criterionType: "DynamicThresholdCriterion",
  alertSensitivity: criterion["alert_sensitivity"]!,
  failingPeriods: {
    numberOfEvaluationPeriods: criterion["evaluation_total_count"]!,
    minFailingPeriodsToAlert: criterion["evaluation_failure_count"]!,
  },
});
