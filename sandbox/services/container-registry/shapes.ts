import { block, blocks, enabled, items, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";

import type { JsonObject } from "../../engine/store/store";

const state = (on: boolean): "enabled" | "disabled" => (on ? "enabled" : "disabled");

const encryptionOf = (key: JsonObject | undefined): JsonObject =>
  key === undefined
    ? { status: "disabled" }
    : {
        status: "enabled",
        keyVaultProperties: { keyIdentifier: key["key_vault_key_id"]!, identity: key["identity_client_id"]! },
      };

/** Registries, as Microsoft.ContainerRegistry answers at 2023-07-01. */
export const containerRegistryShapes: ShapeTable = {
  azurerm_container_registry: ({ values }) => {
    const rules = block(values, "network_rule_set") ?? {};
    const retention = values["retention_policy_in_days"];
    return {
      sku: { name: values["sku"]!, tier: values["sku"]! },
      properties: {
        ...succeeded,
        ...present({ loginServer: values["login_server"] }),
        adminUserEnabled: values["admin_enabled"] === true,
        publicNetworkAccess: enabled(values["public_network_access_enabled"]),
        networkRuleBypassOptions: values["network_rule_bypass_option"] ?? "AzureServices",
        networkRuleSet: {
          defaultAction: rules["default_action"] ?? "Allow",
          ipRules: blocks(rules, "ip_rule").map((rule) => ({ action: "Allow", value: rule["ip_range"]! })),
        },
        zoneRedundancy: values["zone_redundancy_enabled"] === true ? "Enabled" : "Disabled",
        anonymousPullEnabled: values["anonymous_pull_enabled"] === true,
        dataEndpointEnabled: values["data_endpoint_enabled"] === true,
        dataEndpointHostNames: items(values, "data_endpoint_host_names"),
        policies: {
          quarantinePolicy: { status: state(values["quarantine_policy_enabled"] === true) },
          trustPolicy: { type: "Notary", status: state(values["trust_policy_enabled"] === true) },
          retentionPolicy: {
            days: typeof retention === "number" ? retention : 7,
            status: state(typeof retention === "number" && retention > 0),
          },
          exportPolicy: { status: state(values["export_policy_enabled"] !== false) },
        },
        encryption: encryptionOf(block(values, "encryption")),
      },
    };
  },
};
