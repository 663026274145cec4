import { block, blocks, items, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";
import type { Json, JsonObject } from "../../engine/store/store";

const pascal = (name: string): string =>
  name.replace(/(^|_)([a-z])/g, (_all, _gap, letter: string) => letter.toUpperCase());

/** Topics and who listens, as Microsoft.EventGrid answers at 2022-06-15. */
export const eventShapes: ShapeTable = {
  azurerm_eventgrid_system_topic: ({ values }) => ({
    properties: {
      ...succeeded,
      ...present({
        source: values["source_resource_id"] ?? values["source_arm_resource_id"],
        topicType: values["topic_type"],
        metricResourceId: values["metric_resource_id"] ?? values["metric_arm_resource_id"],
      }),
    },
  }),
  azurerm_eventgrid_system_topic_event_subscription: ({ id, values }) => {
    const subject = block(values, "subject_filter") ?? {};
    const retry = block(values, "retry_policy") ?? {};
    const dead = block(values, "storage_blob_dead_letter_destination");
    return {
      properties: {
        ...succeeded,
        topic: id.replace(/\/eventSubscriptions\/[^/]+$/i, ""),
        ...asIdentity(
          values,
          "delivery_identity",
          "destination",
          "deliveryWithResourceIdentity",
          delivered(destination(values), values),
        ),
        ...present({ expirationTimeUtc: values["expiration_time_utc"] }),
        filter: {
          includedEventTypes: items(values, "included_event_types"),
          enableAdvancedFilteringOnArrays: values["advanced_filtering_on_arrays_enabled"] === true,
          ...present({
            subjectBeginsWith: subject["subject_begins_with"],
            subjectEndsWith: subject["subject_ends_with"],
          }),
          isSubjectCaseSensitive: subject["case_sensitive"] === true,
          advancedFilters: advanced(block(values, "advanced_filter") ?? {}),
        },
        labels: items(values, "labels"),
        eventDeliverySchema: values["event_delivery_schema"] ?? "EventGridSchema",
        retryPolicy: {
          maxDeliveryAttempts: retry["max_delivery_attempts"] ?? 30,
          eventTimeToLiveInMinutes: retry["event_time_to_live"] ?? 1440,
        },
        ...(dead !== undefined &&
          asIdentity(values, "dead_letter_identity", "deadLetterDestination", "deadLetterWithResourceIdentity", {
            endpointType: "StorageBlob",
            properties: present({
              resourceId: dead["storage_account_id"],
              blobContainerName: dead["storage_blob_container_name"],
            }),
          })),
      },
    };
  },
};

/**
 * Where something goes: as it is, or in an envelope that says as whom.
 * Source: azurerm 4.55.0, eventgrid_system_topic_event_subscription_resource.go.
 */
function asIdentity(
  values: JsonObject,
  argument: string,
  plain: string,
  enveloped: string,
  where: JsonObject,
): JsonObject {
  const who = block(values, argument);
  if (who === undefined) return { [plain]: where };
  const identity = present({ type: who["type"], userAssignedIdentity: who["user_assigned_identity"] });
  return { [enveloped]: { identity, [plain]: where } };
}

/** A destination with the headers that events carry there. A secret one is shown without its value. */
function delivered(where: JsonObject, values: JsonObject): JsonObject {
  const headers = blocks(values, "delivery_property").map((one) => ({
    ...present({ name: one["header_name"], type: one["type"] }),
    properties:
      one["type"] === "Dynamic"
        ? present({ sourceField: one["source_field"] })
        : present({ value: one["secret"] === true ? "Hidden" : one["value"], isSecret: one["secret"] === true }),
  }));
  if (headers.length === 0) return where;
  return { ...where, properties: { ...(where["properties"] as JsonObject), deliveryAttributeMappings: headers } };
}

function advanced(filters: JsonObject): readonly JsonObject[] {
  return Object.keys(filters).flatMap((kind) =>
    blocks(filters, kind).map((filter) =>
      present({
        operatorType: pascal(kind),
        key: filter["key"],
        value: filter["value"],
        values: Array.isArray(filter["values"]) ? filter["values"] : undefined,
      }),
    ),
  );
}

/** How many events are delivered at once, for what takes several. */
const batching = (where: JsonObject): JsonObject => ({
  maxEventsPerBatch: where["max_events_per_batch"] || 1,
  preferredBatchSizeInKilobytes: where["preferred_batch_size_in_kilobytes"] || 64,
});

/** Where events go. A webhook's address holds its key: a GET shows what stands before it, as Azure does. */
function destination(values: JsonObject): JsonObject {
  const hook = block(values, "webhook_endpoint");
  if (hook !== undefined) {
    return {
      endpointType: "WebHook",
      properties: present({
        endpointBaseUrl: String(hook["base_url"] ?? hook["url"] ?? "").split("?")[0],
        ...batching(hook),
        azureActiveDirectoryTenantId: hook["active_directory_tenant_id"],
        azureActiveDirectoryApplicationIdOrUri: hook["active_directory_app_id_or_uri"],
      }),
    };
  }
  const queue = block(values, "storage_queue_endpoint");
  if (queue !== undefined) {
    return {
      endpointType: "StorageQueue",
      properties: present({
        resourceId: queue["storage_account_id"],
        queueName: queue["queue_name"],
        queueMessageTimeToLiveInSeconds: queue["queue_message_time_to_live_in_seconds"] || undefined,
      }),
    };
  }
  const called = block(values, "azure_function_endpoint");
  if (called !== undefined) {
    return {
      endpointType: "AzureFunction",
      properties: present({
        resourceId: called["function_id"],
        ...batching(called),
      }),
    };
  }
  const byId: readonly (readonly [string, Json | undefined])[] = [
    ["EventHub", values["eventhub_endpoint_id"]],
    ["HybridConnection", values["hybrid_connection_endpoint_id"]],
    ["ServiceBusQueue", values["service_bus_queue_endpoint_id"]],
    ["ServiceBusTopic", values["service_bus_topic_endpoint_id"]],
  ];
  const [endpointType, resourceId] = byId.find(([, target]) => typeof target === "string" && target !== "") ?? [
    "None",
    "",
  ];
  return { endpointType, properties: { resourceId: resourceId! } };
}
