import {
  between,
  exactlyOne,
  guid,
  keyId,
  matches,
  oneOf,
  requires,
  resourceId,
  rule,
  valuesAt,
} from "../../engine/azurerm/checks";
import { readAs, rewritten } from "../../engine/azurerm/as-read";
import { azureName } from "../../engine/azurerm/name-checks";
import { networkRulesAsRead, storageAccountValues } from "./account-values";
import type { TypeTable } from "../../engine/azurerm/type-entry";

/** The sandbox has no storage data plane, which azurerm would call for names instead of ids. */
const byAccountId = rule(["storage_account_name"], (values) =>
  typeof values["storage_account_name"] === "string"
    ? "the sandbox simulates Azure's control plane only: write `storage_account_id` instead of `storage_account_name`"
    : undefined,
);

const recaseBypass = (item: string): string =>
  ["AzureServices", "Logging", "Metrics", "None"].find((known) => known.toLowerCase() === item.toLowerCase()) ?? item;

/** Of the one block of an account's policy. */
const stateOf = (policy: unknown): unknown => (policy as readonly { readonly state?: unknown }[] | null)?.[0]?.state;

const isZonal = (replication: unknown): boolean => ["ZRS", "GZRS", "RAGZRS"].includes(String(replication));

/** Storage: what azurerm 4.55.0 does with each type. */
export const storageTypes: TypeTable = {
  azurerm_storage_account: {
    arm: "Microsoft.Storage/storageAccounts",
    id: "{group}/Microsoft.Storage/storageAccounts/{name}",
    optionalComputed: [
      "access_tier",
      "azure_files_authentication.active_directory",
      "blob_properties",
      "blob_properties.default_service_version",
      "large_file_share_enabled",
      "network_rules",
      "network_rules.bypass",
      "network_rules.ip_rules",
      "network_rules.private_link_access.endpoint_tenant_id",
      "network_rules.virtual_network_subnet_ids",
      "queue_properties",
      "queue_properties.hour_metrics",
      "queue_properties.logging",
      "queue_properties.minute_metrics",
      "routing",
      "share_properties",
      "static_website",
    ],
    replaces: [
      "account_tier",
      "dns_endpoint_type",
      "edge_zone",
      "immutability_policy",
      "infrastructure_encryption_enabled",
      "is_hns_enabled",
      "location",
      "name",
      "nfsv3_enabled",
      "provisioned_billing_model_version",
      "queue_encryption_key_type",
      "resource_group_name",
      "table_encryption_key_type",
    ],
    // Azure moves no account between copies in one zone and copies in several; azurerm makes a new one.
    replacesWhen: {
      account_replication_type: (before, after) => isZonal(before) !== isZonal(after),
      account_kind: (before, after) => before !== "Storage" && after !== "StorageV2",
      large_file_share_enabled: (before, after) => before === true && after !== true,
      immutability_policy: (before, after) => stateOf(before) === "Locked" && stateOf(after) !== "Locked",
    },
    defaults: {
      account_kind: "StorageV2",
      allow_nested_items_to_be_public: true,
      "azure_files_authentication.default_share_level_permission": "None",
      "blob_properties.change_feed_enabled": false,
      "blob_properties.container_delete_retention_policy.days": 7,
      "blob_properties.delete_retention_policy.days": 7,
      "blob_properties.delete_retention_policy.permanent_delete_enabled": false,
      "blob_properties.last_access_time_enabled": false,
      "blob_properties.versioning_enabled": false,
      cross_tenant_replication_enabled: false,
      "custom_domain.use_subdomain": false,
      default_to_oauth_authentication: false,
      dns_endpoint_type: "Standard",
      https_traffic_only_enabled: true,
      infrastructure_encryption_enabled: false,
      is_hns_enabled: false,
      local_user_enabled: true,
      min_tls_version: "TLS1_2",
      nfsv3_enabled: false,
      public_network_access_enabled: true,
      queue_encryption_key_type: "Service",
      "routing.choice": "MicrosoftRouting",
      "routing.publish_internet_endpoints": false,
      "routing.publish_microsoft_endpoints": false,
      "sas_policy.expiration_action": "Log",
      sftp_enabled: false,
      "share_properties.retention_policy.days": 7,
      "share_properties.smb.multichannel_enabled": false,
      shared_access_key_enabled: true,
      table_encryption_key_type: "Service",
    },
    items: {
      azure_files_authentication: [0, 1],
      "azure_files_authentication.active_directory": [0, 1],
      blob_properties: [0, 1],
      "blob_properties.container_delete_retention_policy": [0, 1],
      "blob_properties.cors_rule": [0, 5],
      "blob_properties.cors_rule.allowed_headers": [1, 64],
      "blob_properties.cors_rule.allowed_methods": [0, 64],
      "blob_properties.cors_rule.allowed_origins": [0, 64],
      "blob_properties.cors_rule.exposed_headers": [1, 64],
      "blob_properties.delete_retention_policy": [0, 1],
      "blob_properties.restore_policy": [0, 1],
      custom_domain: [0, 1],
      customer_managed_key: [0, 1],
      identity: [0, 1],
      immutability_policy: [0, 1],
      network_rules: [0, 1],
      queue_properties: [0, 1],
      "queue_properties.cors_rule": [0, 5],
      "queue_properties.cors_rule.allowed_headers": [1, 64],
      "queue_properties.cors_rule.allowed_methods": [0, 64],
      "queue_properties.cors_rule.allowed_origins": [0, 64],
      "queue_properties.cors_rule.exposed_headers": [1, 64],
      "queue_properties.hour_metrics": [0, 1],
      "queue_properties.logging": [0, 1],
      "queue_properties.minute_metrics": [0, 1],
      routing: [0, 1],
      sas_policy: [1, 1],
      share_properties: [0, 1],
      "share_properties.cors_rule": [0, 5],
      "share_properties.cors_rule.allowed_headers": [1, 64],
      "share_properties.cors_rule.allowed_methods": [0, 64],
      "share_properties.cors_rule.allowed_origins": [0, 64],
      "share_properties.cors_rule.exposed_headers": [1, 64],
      "share_properties.retention_policy": [0, 1],
      "share_properties.smb": [0, 1],
      static_website: [0, 1],
    },
    sensitive: [
      "primary_access_key",
      "primary_blob_connection_string",
      "primary_connection_string",
      "secondary_access_key",
      "secondary_blob_connection_string",
      "secondary_connection_string",
    ],
    deprecated: ["queue_properties", "static_website"],
    checks: [
      azureName("storageAccount"),
      oneOf("account_tier", "Standard", "Premium"),
      oneOf("account_replication_type", "LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"),
      oneOf("account_kind", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage", "StorageV2"),
      oneOf("access_tier", "Hot", "Cool", "Cold", "Premium"),
      oneOf("min_tls_version", "TLS1_0", "TLS1_1", "TLS1_2"),
      oneOf("allowed_copy_scope", "AAD", "PrivateLink"),
      oneOf("dns_endpoint_type", "Standard", "AzureDnsZone"),
      oneOf("network_rules.default_action", "Allow", "Deny"),
      oneOf("network_rules.bypass", "AzureServices", "Logging", "Metrics", "None"),
      oneOf("queue_encryption_key_type", "Service", "Account"),
      oneOf("table_encryption_key_type", "Service", "Account"),
      oneOf("routing.choice", "InternetRouting", "MicrosoftRouting"),
      oneOf("identity.type", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
      oneOf("sas_policy.expiration_action", "Log", "Block"),
      keyId("customer_managed_key.key_vault_key_id"),
      resourceId("customer_managed_key.user_assigned_identity_id", "Microsoft.ManagedIdentity/userAssignedIdentities"),
      resourceId("network_rules.private_link_access.endpoint_resource_id"),
      guid("network_rules.private_link_access.endpoint_tenant_id"),
      oneOf("immutability_policy.state", "Disabled", "Locked", "Unlocked"),
      oneOf("azure_files_authentication.directory_type", "AADDS", "AADKERB", "AD"),
      rule(["customer_managed_key", "identity", "account_kind", "account_tier"], (values) => {
        if (valuesAt(values, "customer_managed_key.user_assigned_identity_id").length === 0) return undefined;
        const [identity] = valuesAt(values, "identity.type");
        if (values["account_tier"] !== "Premium" && values["account_kind"] !== "StorageV2")
          return "customer managed key can only be used with account kind `StorageV2` or account tier `Premium`";
        return identity === "UserAssigned" || identity === "SystemAssigned, UserAssigned"
          ? undefined
          : "customer managed key can only be configured when the storage account uses a `UserAssigned` or `SystemAssigned, UserAssigned` managed identity";
      }),
      matches("sas_policy.expiration_period", /^\d+\.\d{2}:\d{2}:\d{2}$/, "DD.HH:MM:SS"),
      between("blob_properties.delete_retention_policy.days", 1, 365),
      between("blob_properties.container_delete_retention_policy.days", 1, 365),
      between("blob_properties.restore_policy.days", 1, 365),
      between("blob_properties.change_feed_retention_in_days", 1, 146_000),
      between("share_properties.retention_policy.days", 1, 365),
      matches(
        "network_rules.ip_rules",
        /^(?!10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)(\d{1,3}\.){3}\d{1,3}(\/([0-9]|[12]\d|30))?$/,
        "public IPv4 addresses, or ranges of at most /30",
      ),
      rule(["is_hns_enabled", "blob_properties"], (values) =>
        values["is_hns_enabled"] === true && valuesAt(values, "blob_properties.versioning_enabled")[0] === true
          ? "`versioning_enabled` can't be true when `is_hns_enabled` is true"
          : undefined,
      ),
      rule(["account_kind", "account_tier"], ({ account_kind: kind, account_tier: tier }) =>
        tier === "Standard" && (kind === "BlockBlobStorage" || kind === "FileStorage")
          ? `an account of kind ${kind} must have the tier Premium`
          : undefined,
      ),
      rule(["blob_properties"], (values) => {
        const [restore] = valuesAt(values, "blob_properties.restore_policy.days");
        if (typeof restore !== "number") return undefined;
        const [kept] = valuesAt(values, "blob_properties.delete_retention_policy.days");
        const [versions] = valuesAt(values, "blob_properties.versioning_enabled");
        const [changes] = valuesAt(values, "blob_properties.change_feed_enabled");
        if (versions !== true || changes !== true || typeof kept !== "number") {
          return "`restore_policy` needs `versioning_enabled`, `change_feed_enabled` and `delete_retention_policy`";
        }
        return restore >= kept ? "`restore_policy.days` must be less than `delete_retention_policy.days`" : undefined;
      }),
    ],
    computed: storageAccountValues,
    read: readAs(
      networkRulesAsRead,
      // Source: `flattenAccountNetworkRuleBypass`.
      rewritten("network_rules.bypass", (items) => (items as string[]).map(recaseBypass)),
    ),
  },
  azurerm_storage_container: {
    arm: "Microsoft.Storage/storageAccounts/blobServices/containers",
    id: "{storage_account_id}/blobServices/default/containers/{name}",
    optionalComputed: ["default_encryption_scope", "metadata"],
    replaces: ["default_encryption_scope", "encryption_scope_override_enabled", "name"],
    replacesWhen: { storage_account_id: () => true },
    defaults: { container_access_type: "private", encryption_scope_override_enabled: true },
    deprecated: ["resource_manager_id", "storage_account_name"],
    checks: [
      byAccountId,
      exactlyOne("storage_account_id", "storage_account_name"),
      resourceId("storage_account_id", "Microsoft.Storage/storageAccounts"),
      oneOf("container_access_type", "blob", "container", "private"),
      requires("encryption_scope_override_enabled", "default_encryption_scope"),
      matches(
        "name",
        /^(?:\$root|\$web|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/,
        "3 to 63 lower-case letters, digits and single hyphens",
      ),
    ],
    computed: ({ id }) => ({
      resource_manager_id: id,
      has_immutability_policy: false,
      has_legal_hold: false,
      default_encryption_scope: "$account-encryption-key",
    }),
  },
  azurerm_storage_queue: {
    arm: "Microsoft.Storage/storageAccounts/queueServices/queues",
    id: "{storage_account_id}/queueServices/default/queues/{name}",
    replaces: ["name"],
    replacesWhen: { storage_account_id: () => true },
    deprecated: ["resource_manager_id", "storage_account_name"],
    checks: [
      byAccountId,
      exactlyOne("storage_account_id", "storage_account_name"),
      resourceId("storage_account_id", "Microsoft.Storage/storageAccounts"),
      matches(
        "name",
        /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        "3 to 63 lower-case letters, digits and single hyphens",
      ),
    ],
    computed: ({ id, values }) => ({
      resource_manager_id: id,
      url: `https://${String(values["storage_account_id"]).split("/").at(-1)!}.queue.core.windows.net/${String(values["name"])}`,
    }),
  },
  azurerm_storage_management_policy: {
    arm: "Microsoft.Storage/storageAccounts/managementPolicies",
    id: "{storage_account_id}/managementPolicies/default",
    replaces: ["storage_account_id"],
    defaults: {
      "rule.actions.base_blob.delete_after_days_since_creation_greater_than": -1,
      "rule.actions.base_blob.delete_after_days_since_last_access_time_greater_than": -1,
      "rule.actions.base_blob.delete_after_days_since_modification_greater_than": -1,
      "rule.actions.base_blob.tier_to_archive_after_days_since_creation_greater_than": -1,
      "rule.actions.base_blob.tier_to_archive_after_days_since_last_access_time_greater_than": -1,
      "rule.actions.base_blob.tier_to_archive_after_days_since_last_tier_change_greater_than": -1,
      "rule.actions.base_blob.tier_to_archive_after_days_since_modification_greater_than": -1,
      "rule.actions.base_blob.tier_to_cold_after_days_since_creation_greater_than": -1,
      "rule.actions.base_blob.tier_to_cold_after_days_since_last_access_time_greater_than": -1,
      "rule.actions.base_blob.tier_to_cold_after_days_since_modification_greater_than": -1,
      "rule.actions.base_blob.tier_to_cool_after_days_since_creation_greater_than": -1,
      "rule.actions.base_blob.tier_to_cool_after_days_since_last_access_time_greater_than": -1,
      "rule.actions.base_blob.tier_to_cool_after_days_since_modification_greater_than": -1,
      "rule.actions.snapshot.change_tier_to_archive_after_days_since_creation": -1,
      "rule.actions.snapshot.change_tier_to_cool_after_days_since_creation": -1,
      "rule.actions.snapshot.delete_after_days_since_creation_greater_than": -1,
      "rule.actions.snapshot.tier_to_archive_after_days_since_last_tier_change_greater_than": -1,
      "rule.actions.snapshot.tier_to_cold_after_days_since_creation_greater_than": -1,
      "rule.actions.version.change_tier_to_archive_after_days_since_creation": -1,
      "rule.actions.version.change_tier_to_cool_after_days_since_creation": -1,
      "rule.actions.version.delete_after_days_since_creation": -1,
      "rule.actions.version.tier_to_archive_after_days_since_last_tier_change_greater_than": -1,
      "rule.actions.version.tier_to_cold_after_days_since_creation_greater_than": -1,
      "rule.filters.match_blob_index_tag.operation": "==",
    },
    items: {
      rule: [1],
      "rule.actions": [1, 1],
      "rule.actions.base_blob": [0, 1],
      "rule.actions.snapshot": [0, 1],
      "rule.actions.version": [0, 1],
      "rule.filters": [1, 1],
    },
    checks: [
      resourceId("storage_account_id", "Microsoft.Storage/storageAccounts"),
      matches("rule.name", /^[\w-]{1,256}$/, "1 to 256 letters, digits, _ and -"),
      oneOf("rule.filters.blob_types", "blockBlob", "appendBlob"),
      oneOf("rule.filters.match_blob_index_tag.operation", "=="),
      rule(["rule"], (values) => {
        const names = valuesAt(values, "rule.name");
        return new Set(names).size < names.length ? "two rules of a management policy have the same name" : undefined;
      }),
    ],
  },
};
