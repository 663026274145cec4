import type { Json, JsonObject } from "../../engine/store/store";
import type { Values } from "../../engine/azurerm/type-entry";

const enabled = (value: Json | undefined): string => (value === false ? "Disabled" : "Enabled");
const first = (value: Json | undefined): JsonObject => (value as readonly JsonObject[] | null | undefined)?.[0] ?? {};
const given = (key: string, value: Json | undefined): JsonObject =>
  value === undefined || value === null || value === "" ? {} : { [key]: value };

/** ARM's body of a workspace that azurerm made. */
export function workspaceBody(values: Values): JsonObject {
  const network = first(values["managed_network"]);
  return {
    kind: values["kind"] ?? "Default",
    sku: { name: "Basic", tier: "Basic" },
    properties: {
      storageAccount: values["storage_account_id"]!,
      keyVault: values["key_vault_id"]!,
      applicationInsights: values["application_insights_id"]!,
      ...given("containerRegistry", values["container_registry_id"]),
      ...given("primaryUserAssignedIdentity", values["primary_user_assigned_identity"]),
      ...given("friendlyName", values["friendly_name"]),
      ...given("description", values["description"]),
      hbiWorkspace: values["high_business_impact"] ?? false,
      v1LegacyMode: values["v1_legacy_mode_enabled"] ?? false,
      publicNetworkAccess: enabled(values["public_network_access_enabled"]),
      managedNetwork: { isolationMode: network["isolation_mode"] ?? "Disabled" },
      workspaceId: values["workspace_id"] ?? "",
    },
  };
}

/** ARM's body of a compute cluster. */
export function clusterBody(values: Values): JsonObject {
  const scale = first(values["scale_settings"]);
  return {
    properties: {
      computeType: "AmlCompute",
      computeLocation: values["location"]!,
      disableLocalAuth: values["local_auth_enabled"] === false,
      ...given("description", values["description"]),
      properties: {
        vmSize: values["vm_size"]!,
        vmPriority: values["vm_priority"]!,
        enableNodePublicIp: values["node_public_ip_enabled"] !== false,
        remoteLoginPortPublicAccess: values["ssh_public_access_enabled"] === true ? "Enabled" : "Disabled",
        ...(values["subnet_resource_id"] ? { subnet: { id: values["subnet_resource_id"] } } : {}),
        scaleSettings: {
          minNodeCount: scale["min_node_count"] ?? 0,
          maxNodeCount: scale["max_node_count"] ?? 0,
          nodeIdleTimeBeforeScaleDown: scale["scale_down_nodes_after_idle_duration"] ?? "PT120S",
        },
        // Jobs run on this machine, so no cluster has a node.
        allocationState: "Steady",
        currentNodeCount: 0,
        targetNodeCount: 0,
      },
    },
  };
}

/** ARM's body of a compute instance. */
export function instanceBody(values: Values): JsonObject {
  return {
    properties: {
      computeType: "ComputeInstance",
      disableLocalAuth: values["local_auth_enabled"] === false,
      ...given("description", values["description"]),
      properties: {
        vmSize: values["virtual_machine_size"]!,
        enableNodePublicIp: values["node_public_ip_enabled"] !== false,
        ...(values["subnet_resource_id"] ? { subnet: { id: values["subnet_resource_id"] } } : {}),
      },
    },
  };
}

/** ARM's body of an outbound rule of a managed network. */
export function ruleBody(type: string, destination: (values: Values) => Json): (values: Values) => JsonObject {
  return (values) => ({ properties: { type, category: "UserDefined", destination: destination(values) } });
}
