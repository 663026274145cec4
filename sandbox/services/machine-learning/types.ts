import { between, matches, oneOf, requires, resourceId, rule, valuesAt } from "../../engine/azurerm/checks";
import { clusterBody, instanceBody, ruleBody, workspaceBody } from "./bodies";
import { azureName } from "../../engine/azurerm/name-checks";
import { guidOf } from "../../engine/arm/identities";
import type { TypeTable } from "../../engine/azurerm/type-entry";

const identityTypes = oneOf("identity.type", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned");
const ruleName = matches("name", /^[a-zA-Z0-9][\w-]{2,32}$/, "3 to 33 letters, digits, _ and -");
const datastoreName = matches("name", /^[a-zA-Z0-9_]{1,255}$/, "1 to 255 letters, digits and _");
const sparkIdentity = ["None", "WorkspaceSystemAssignedIdentity", "WorkspaceUserAssignedIdentity"];

/** Azure Machine Learning, as far as azurerm makes it: what azurerm 4.55.0 does with each type. */
export const machineLearningTypes: TypeTable = {
  azurerm_machine_learning_workspace: {
    arm: "Microsoft.MachineLearningServices/workspaces",
    id: "{group}/Microsoft.MachineLearningServices/workspaces/{name}",
    optionalComputed: ["managed_network", "managed_network.isolation_mode"],
    replaces: [
      "application_insights_id",
      "container_registry_id",
      "encryption",
      "high_business_impact",
      "key_vault_id",
      "location",
      "managed_network.provision_on_creation_enabled",
      "name",
      "resource_group_name",
      "service_side_encryption_enabled",
      "storage_account_id",
    ],
    defaults: {
      kind: "Default",
      "managed_network.provision_on_creation_enabled": false,
      public_network_access_enabled: true,
      "serverless_compute.public_ip_enabled": false,
      service_side_encryption_enabled: false,
      sku_name: "Basic",
      v1_legacy_mode_enabled: false,
    },
    items: {
      encryption: [0, 1],
      feature_store: [0, 1],
      identity: [1, 1],
      managed_network: [0, 1],
      serverless_compute: [0, 1],
    },
    checks: [
      azureName("workspace"),
      oneOf("kind", "Default", "FeatureStore"),
      oneOf("sku_name", "Basic"),
      identityTypes,
      oneOf("managed_network.isolation_mode", "Disabled", "AllowInternetOutbound", "AllowOnlyApprovedOutbound"),
      rule(["identity.type", "primary_user_assigned_identity"], (values) =>
        valuesAt(values, "identity.type")[0] === "UserAssigned" && !values["primary_user_assigned_identity"]
          ? "`primary_user_assigned_identity` must be set when the identity has no `SystemAssigned`"
          : undefined,
      ),
      rule(["kind"], (values) => {
        const store = (values["feature_store"] as readonly unknown[] | null)?.length ?? 0;
        if (values["kind"] === "FeatureStore" && store === 0)
          return "`feature_store` must be set when `kind` is `FeatureStore`";
        return values["kind"] !== "FeatureStore" && store > 0
          ? "`feature_store` can only be set when `kind` is `FeatureStore`"
          : undefined;
      }),
    ],
    computed: ({ id, values }) => ({
      workspace_id: guidOf("workspace", id),
      discovery_url: `https://${String(values["location"])}.api.azureml.ms/discovery`,
      managed_network: [{ isolation_mode: "Disabled", provision_on_creation_enabled: false }],
    }),
    body: workspaceBody,
  },
  azurerm_machine_learning_compute_cluster: {
    arm: "Microsoft.MachineLearningServices/workspaces/computes",
    id: "{machine_learning_workspace_id}/computes/{name}",
    optionalComputed: ["subnet_resource_id"],
    replaces: [
      "description",
      "local_auth_enabled",
      "location",
      "machine_learning_workspace_id",
      "name",
      "node_public_ip_enabled",
      "ssh",
      "ssh.admin_password",
      "ssh.admin_username",
      "ssh.key_value",
      "ssh_public_access_enabled",
      "subnet_resource_id",
      "vm_priority",
      "vm_size",
    ],
    defaults: { local_auth_enabled: true, node_public_ip_enabled: true, ssh_public_access_enabled: false },
    items: { identity: [0, 1], scale_settings: [1, 1], ssh: [0, 1] },
    checks: [
      matches("name", /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/, "3 to 32 letters, digits and hyphens"),
      resourceId("machine_learning_workspace_id", "Microsoft.MachineLearningServices/workspaces"),
      resourceId("subnet_resource_id", "Microsoft.Network/virtualNetworks/subnets"),
      oneOf("vm_priority", "Dedicated", "LowPriority"),
      identityTypes,
      between("scale_settings.min_node_count", 0, 1_000),
      between("scale_settings.max_node_count", 0, 1_000),
      matches(
        "scale_settings.scale_down_nodes_after_idle_duration",
        /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
        "ISO 8601",
      ),
    ],
    computed: () => ({ subnet_resource_id: "" }),
    body: clusterBody,
  },
  azurerm_machine_learning_compute_instance: {
    arm: "Microsoft.MachineLearningServices/workspaces/computes",
    id: "{machine_learning_workspace_id}/computes/{name}",
    replaces: [
      "assign_to_user",
      "authorization_type",
      "description",
      "identity",
      "identity.identity_ids",
      "identity.type",
      "local_auth_enabled",
      "machine_learning_workspace_id",
      "name",
      "node_public_ip_enabled",
      "ssh",
      "subnet_resource_id",
      "tags",
      "virtual_machine_size",
    ],
    defaults: { local_auth_enabled: true, node_public_ip_enabled: true },
    items: { assign_to_user: [0, 1], identity: [0, 1], ssh: [0, 1] },
    checks: [
      matches("name", /^[a-zA-Z][a-zA-Z0-9-]{3,24}$/, "4 to 25 letters, digits and hyphens"),
      resourceId("machine_learning_workspace_id", "Microsoft.MachineLearningServices/workspaces"),
      oneOf("authorization_type", "personal"),
      identityTypes,
    ],
    computed: () => ({ ssh: [{ port: 22, username: "azureuser" }] }),
    body: instanceBody,
  },
  azurerm_machine_learning_datastore_blobstorage: {
    arm: "Microsoft.MachineLearningServices/workspaces/dataStores",
    id: "{workspace_id}/dataStores/{name}",
    replaces: ["description", "name", "storage_container_id", "tags", "workspace_id"],
    defaults: { is_default: false, service_data_auth_identity: "None" },
    sensitive: ["account_key", "shared_access_signature"],
    checks: [
      datastoreName,
      oneOf("service_data_auth_identity", ...sparkIdentity),
      resourceId("storage_container_id", "Microsoft.Storage/storageAccounts/blobServices/containers"),
    ],
  },
  azurerm_machine_learning_datastore_datalake_gen2: {
    arm: "Microsoft.MachineLearningServices/workspaces/dataStores",
    id: "{workspace_id}/dataStores/{name}",
    replaces: ["description", "name", "storage_container_id", "tags", "workspace_id"],
    defaults: { service_data_identity: "None" },
    sensitive: ["client_secret"],
    checks: [
      datastoreName,
      oneOf("service_data_identity", ...sparkIdentity),
      requires("client_secret", "client_id", "tenant_id"),
      resourceId("storage_container_id", "Microsoft.Storage/storageAccounts/blobServices/containers"),
    ],
    computed: () => ({ is_default: false }),
  },
  azurerm_machine_learning_workspace_network_outbound_rule_fqdn: {
    arm: "Microsoft.MachineLearningServices/workspaces/outboundRules",
    id: "{workspace_id}/outboundRules/{name}",
    replaces: ["name", "workspace_id"],
    checks: [ruleName, matches("destination_fqdn", /^[^\s/]+$/, "a host name")],
    body: ruleBody("FQDN", (values) => values["destination_fqdn"]!),
  },
  azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: {
    arm: "Microsoft.MachineLearningServices/workspaces/outboundRules",
    id: "{workspace_id}/outboundRules/{name}",
    replaces: ["name", "service_resource_id", "spark_enabled", "sub_resource_target", "workspace_id"],
    defaults: { spark_enabled: false },
    checks: [ruleName, resourceId("service_resource_id")],
    body: ruleBody("PrivateEndpoint", (values) => ({
      serviceResourceId: values["service_resource_id"]!,
      subresourceTarget: values["sub_resource_target"]!,
      sparkEnabled: values["spark_enabled"] ?? false,
    })),
  },
  azurerm_machine_learning_workspace_network_outbound_rule_service_tag: {
    arm: "Microsoft.MachineLearningServices/workspaces/outboundRules",
    id: "{workspace_id}/outboundRules/{name}",
    replaces: ["name", "workspace_id"],
    checks: [
      ruleName,
      oneOf("protocol", "*", "TCP", "UDP", "ICMP"),
      matches("port_ranges", /^[\d,*\s-]+$/, "ports, ranges and commas"),
    ],
    body: ruleBody("ServiceTag", (values) => ({
      serviceTag: values["service_tag"]!,
      protocol: values["protocol"]!,
      portRanges: values["port_ranges"]!,
    })),
  },
};
