import { guidOf } from "../../engine/arm/identities";
import { between, exactlyOne, matches, oneOf, requires, resourceId, rule } from "../../engine/azurerm/checks";
import { filterChecks } from "./filter-checks";
import { azureName, json } from "../../engine/azurerm/name-checks";
import { triggerUrl } from "../logic/trigger-url";
import type { TypeTable } from "../../engine/azurerm/type-entry";

const endpoints = [
  "azure_function_endpoint",
  "eventhub_endpoint_id",
  "hybrid_connection_endpoint_id",
  "service_bus_queue_endpoint_id",
  "service_bus_topic_endpoint_id",
  "storage_queue_endpoint",
  "webhook_endpoint",
];
const partName = matches("name", /^[\w.() -]{1,80}$/, "1 to 80 characters");

/** Event Grid and Logic Apps: what azurerm 4.55.0 does with each type. */
export const eventsTypes: TypeTable = {
  azurerm_eventgrid_system_topic: {
    arm: "Microsoft.EventGrid/systemTopics",
    id: "{group}/Microsoft.EventGrid/systemTopics/{name}",
    optionalComputed: ["source_arm_resource_id", "source_resource_id"],
    replaces: ["location", "name", "resource_group_name", "source_arm_resource_id", "source_resource_id", "topic_type"],
    items: { identity: [0, 1] },
    deprecated: ["source_arm_resource_id"],
    checks: [
      azureName("systemTopic"),
      resourceId("source_resource_id"),
      resourceId("source_arm_resource_id"),
      exactlyOne("source_resource_id", "source_arm_resource_id"),
      rule(["topic_type"], ({ topic_type: type }) =>
        /^microsoft\.machinelearning/i.test(String(type)) && type !== "Microsoft.MachineLearningServices.Workspaces"
          ? `topic type ${String(type)} does not exist; a workspace's is Microsoft.MachineLearningServices.Workspaces`
          : undefined,
      ),
      oneOf("identity.type", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
    ],
    computed: ({ id, values }) => {
      const source = values["source_resource_id"] ?? values["source_arm_resource_id"] ?? "";
      return {
        source_resource_id: source,
        source_arm_resource_id: source,
        metric_resource_id: guidOf("metric", id),
        metric_arm_resource_id: guidOf("metric", id),
      };
    },
  },
  azurerm_eventgrid_system_topic_event_subscription: {
    arm: "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    id: "{group}/Microsoft.EventGrid/systemTopics/{system_topic}/eventSubscriptions/{name}",
    optionalComputed: ["eventhub_endpoint_id", "hybrid_connection_endpoint_id", "included_event_types", "retry_policy"],
    replaces: ["event_delivery_schema", "name", "resource_group_name", "system_topic"],
    defaults: { advanced_filtering_on_arrays_enabled: false, event_delivery_schema: "EventGridSchema" },
    items: {
      advanced_filter: [0, 1],
      "advanced_filter.number_in.values": [0, 25],
      "advanced_filter.number_in_range.values": [0, 25],
      "advanced_filter.number_not_in.values": [0, 25],
      "advanced_filter.number_not_in_range.values": [0, 25],
      "advanced_filter.string_begins_with.values": [0, 25],
      "advanced_filter.string_contains.values": [0, 25],
      "advanced_filter.string_ends_with.values": [0, 25],
      "advanced_filter.string_in.values": [0, 25],
      "advanced_filter.string_not_begins_with.values": [0, 25],
      "advanced_filter.string_not_contains.values": [0, 25],
      "advanced_filter.string_not_ends_with.values": [0, 25],
      "advanced_filter.string_not_in.values": [0, 25],
      azure_function_endpoint: [0, 1],
      dead_letter_identity: [0, 1],
      delivery_identity: [0, 1],
      retry_policy: [0, 1],
      storage_blob_dead_letter_destination: [0, 1],
      storage_queue_endpoint: [0, 1],
      subject_filter: [0, 1],
      webhook_endpoint: [0, 1],
    },
    sensitive: ["delivery_property.value"],
    checks: [
      matches("name", /^[-a-zA-Z0-9]{3,64}$/, "3 to 64 letters, digits and -"),
      exactlyOne(...endpoints),
      oneOf("event_delivery_schema", "EventGridSchema", "CloudEventSchemaV1_0", "CustomInputSchema"),
      between("retry_policy.max_delivery_attempts", 1, 30),
      between("retry_policy.event_time_to_live", 1, 1_440),
      oneOf("delivery_identity.type", "SystemAssigned", "UserAssigned"),
      oneOf("dead_letter_identity.type", "SystemAssigned", "UserAssigned"),
      requires("dead_letter_identity", "storage_blob_dead_letter_destination"),
      matches("webhook_endpoint.url", /^https:\/\/\S+$/, "an https URL"),
      ...filterChecks,
    ],
    computed: ({ values }) => {
      const hooks = (values["webhook_endpoint"] ?? []) as readonly { readonly url?: string }[];
      return {
        included_event_types: [],
        retry_policy: [{ event_time_to_live: 1_440, max_delivery_attempts: 30 }],
        webhook_endpoint: hooks.map(({ url }) => ({ base_url: String(url).split("?")[0]! })),
      };
    },
  },
  azurerm_logic_app_workflow: {
    arm: "Microsoft.Logic/workflows",
    id: "{group}/Microsoft.Logic/workflows/{name}",
    replaces: [
      "integration_service_environment_id",
      "location",
      "name",
      "resource_group_name",
      "workflow_schema",
      "workflow_version",
    ],
    defaults: {
      enabled: true,
      workflow_schema:
        "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
      workflow_version: "1.0.0.0",
    },
    items: {
      access_control: [0, 1],
      "access_control.action": [0, 1],
      "access_control.content": [0, 1],
      "access_control.trigger": [0, 1],
      "access_control.workflow_management": [0, 1],
      identity: [0, 1],
    },
    checks: [
      matches("name", /^[-()_.A-Za-z0-9]{1,80}$/, "1 to 80 letters, digits and - ( ) _ ."),
      oneOf("identity.type", "SystemAssigned", "UserAssigned"),
    ],
    computed: ({ id, values }) => ({
      access_endpoint: `https://prod-00.${String(values["location"])}.logic.azure.com:443/workflows/${guidOf("workflow", id)}`,
      connector_endpoint_ip_addresses: ["192.0.2.1"],
      connector_outbound_ip_addresses: ["192.0.2.2"],
      workflow_endpoint_ip_addresses: ["192.0.2.3"],
      workflow_outbound_ip_addresses: ["192.0.2.4"],
    }),
  },
  azurerm_logic_app_trigger_http_request: {
    arm: "Microsoft.Logic/workflows/triggers",
    id: "{logic_app_id}/triggers/{name}",
    replaces: ["logic_app_id", "name"],
    checks: [
      partName,
      json("schema"),
      oneOf("method", "DELETE", "GET", "PATCH", "POST", "PUT"),
      requires("relative_path", "method"),
    ],
    computed: triggerUrl,
  },
  azurerm_logic_app_trigger_custom: {
    arm: "Microsoft.Logic/workflows/triggers",
    id: "{logic_app_id}/triggers/{name}",
    replaces: ["logic_app_id", "name"],
    checks: [partName, json("body")],
    computed: triggerUrl,
  },
  azurerm_logic_app_action_custom: {
    arm: "Microsoft.Logic/workflows/actions",
    id: "{logic_app_id}/actions/{name}",
    replaces: ["logic_app_id", "name"],
    checks: [partName, json("body")],
  },
};
