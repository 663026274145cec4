import { block, blocks, enabled, items, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";
import type { Json, JsonObject } from "../../engine/store/store";

const network = (rules: JsonObject | undefined): JsonObject => ({
  defaultAction: rules?.["default_action"] ?? "Allow",
  bypass: rules === undefined ? "AzureServices" : items(rules, "bypass").join(", ") || "None",
  ipRules: items(rules, "ip_rules").map((value) => ({ value, action: "Allow" })),
  virtualNetworkRules: items(rules, "virtual_network_subnet_ids").map((id) => ({ id, action: "Allow" })),
  resourceAccessRules: blocks(rules ?? {}, "private_link_access").map((access) =>
    present({ resourceId: access["endpoint_resource_id"], tenantId: access["endpoint_tenant_id"] }),
  ),
});

/** Source: `expandAccountCustomerManagedKey` of azurerm 4.55.0. */
function keySource(key: JsonObject | undefined): JsonObject {
  const [, vault, name, version] =
    /^(https:\/\/[^/]+)\/keys\/([^/]+)(?:\/([^/]+))?\/?$/.exec(String(key?.["key_vault_key_id"])) ?? [];
  if (key === undefined || vault === undefined) return { keySource: "Microsoft.Storage" };
  return {
    keySource: "Microsoft.Keyvault",
    identity: { userAssignedIdentity: key["user_assigned_identity_id"]! },
    keyvaultproperties: { keyvaulturi: `${vault}/`, keyname: name!, keyversion: version ?? "" },
  };
}

const days = (value: Json | undefined): JsonObject | undefined =>
  typeof value === "number" && value >= 0 ? { daysAfterModificationGreaterThan: value } : undefined;

/** Storage accounts and what is in them, as Microsoft.Storage answers at 2023-05-01. */
export const storageShapes: ShapeTable = {
  azurerm_storage_account: ({ values }) => ({
    kind: values["account_kind"] ?? "StorageV2",
    sku: {
      name: `${String(values["account_tier"])}_${String(values["account_replication_type"])}`,
      tier: values["account_tier"]!,
    },
    properties: {
      ...succeeded,
      ...present({
        accessTier: values["access_tier"],
        primaryLocation: values["primary_location"],
        secondaryLocation: values["secondary_location"],
        minimumTlsVersion: values["min_tls_version"],
      }),
      statusOfPrimary: "available",
      primaryEndpoints: present(
        Object.fromEntries(
          ["blob", "queue", "table", "file", "dfs", "web"].map((name) => [name, values[`primary_${name}_endpoint`]]),
        ),
      ),
      supportsHttpsTrafficOnly: values["https_traffic_only_enabled"] !== false,
      allowBlobPublicAccess: values["allow_nested_items_to_be_public"] !== false,
      allowSharedKeyAccess: values["shared_access_key_enabled"] !== false,
      allowCrossTenantReplication: values["cross_tenant_replication_enabled"] === true,
      defaultToOAuthAuthentication: values["default_to_oauth_authentication"] === true,
      isHnsEnabled: values["is_hns_enabled"] === true,
      isSftpEnabled: values["sftp_enabled"] === true,
      publicNetworkAccess: enabled(values["public_network_access_enabled"]),
      networkAcls: network(block(values, "network_rules")),
      encryption: {
        ...keySource(block(values, "customer_managed_key")),
        requireInfrastructureEncryption: values["infrastructure_encryption_enabled"] === true,
        services: {
          blob: { enabled: true, keyType: "Account" },
          file: { enabled: true, keyType: "Account" },
          // Of those that the service encrypts with keys of its own, Azure tells nothing.
          ...(["queue", "table"] as const).reduce<JsonObject>(
            (all, kind) =>
              values[`${kind}_encryption_key_type`] === "Account"
                ? { ...all, [kind]: { enabled: true, keyType: "Account" } }
                : all,
            {},
          ),
        },
      },
    },
  }),
  azurerm_storage_container: ({ values }) => ({
    properties: {
      publicAccess: { blob: "Blob", container: "Container" }[String(values["container_access_type"])] ?? "None",
      metadata: values["metadata"] ?? {},
      hasImmutabilityPolicy: values["has_immutability_policy"] === true,
      hasLegalHold: values["has_legal_hold"] === true,
      leaseState: "Available",
      leaseStatus: "Unlocked",
    },
  }),
  azurerm_storage_queue: ({ values }) => ({ properties: { metadata: values["metadata"] ?? {} } }),
  azurerm_storage_management_policy: ({ values }) => ({
    properties: { policy: { rules: blocks(values, "rule").map(lifecycle) } },
  }),
};

function lifecycle(rule: JsonObject): JsonObject {
  const filters = block(rule, "filters");
  const base = block(block(rule, "actions") ?? {}, "base_blob") ?? {};
  const prefixes = items(filters, "prefix_match");
  return {
    name: rule["name"]!,
    enabled: rule["enabled"] ?? true,
    type: "Lifecycle",
    definition: {
      filters: { blobTypes: items(filters, "blob_types"), ...(prefixes.length > 0 && { prefixMatch: prefixes }) },
      actions: {
        baseBlob: present({
          tierToCool: days(base["tier_to_cool_after_days_since_modification_greater_than"]),
          tierToArchive: days(base["tier_to_archive_after_days_since_modification_greater_than"]),
          delete: days(base["delete_after_days_since_modification_greater_than"]),
        }),
      },
    },
  };
}
