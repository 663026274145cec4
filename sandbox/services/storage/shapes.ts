import { block, blocks, enabled, items, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";
import type { JsonObject } from "../../engine/store/store";
import { lifecycle } from "./lifecycle-shape";

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

/** What an account has only where somebody asks for it. Source: the `expandAccount…` functions of azurerm 4.55.0. */
function parts(values: JsonObject): Record<string, JsonObject | undefined> {
  const of = (name: string, shape: (one: JsonObject) => JsonObject): JsonObject | undefined => {
    const one = block(values, name);
    return one === undefined ? undefined : shape(one);
  };
  return {
    sasPolicy: of("sas_policy", (one) => ({
      expirationAction: one["expiration_action"] ?? "Log",
      ...present({ sasExpirationPeriod: one["expiration_period"] }),
    })),
    routingPreference: of("routing", (one) => ({
      routingChoice: one["choice"] ?? "MicrosoftRouting",
      publishInternetEndpoints: one["publish_internet_endpoints"] === true,
      publishMicrosoftEndpoints: one["publish_microsoft_endpoints"] === true,
    })),
    customDomain: of("custom_domain", (one) =>
      present({ name: one["name"], useSubDomainName: one["use_subdomain"] === true }),
    ),
    immutableStorageWithVersioning: of("immutability_policy", (one) => ({
      enabled: true,
      immutabilityPolicy: present({
        allowProtectedAppendWrites: one["allow_protected_append_writes"],
        immutabilityPeriodSinceCreationInDays: one["period_since_creation_in_days"],
        state: one["state"],
      }),
    })),
    azureFilesIdentityBasedAuthentication: of("azure_files_authentication", (one) =>
      present({
        directoryServiceOptions: one["directory_type"],
        defaultSharePermission: one["default_share_level_permission"],
        activeDirectoryProperties: directory(block(one, "active_directory")),
      }),
    ),
  };
}

const directory = (one: JsonObject | undefined): JsonObject | undefined =>
  one &&
  present({
    domainGuid: one["domain_guid"],
    domainName: one["domain_name"],
    azureStorageSid: one["storage_sid"],
    domainSid: one["domain_sid"],
    forestName: one["forest_name"],
    netBiosDomainName: one["netbios_domain_name"],
  });

/** Storage accounts and what is in them, as Microsoft.Storage answers at 2023-05-01. */
export const storageShapes: ShapeTable = {
  azurerm_storage_account: ({ values }) => ({
    kind: values["account_kind"] ?? "StorageV2",
    sku: {
      name: `${String(values["account_tier"])}${String(values["provisioned_billing_model_version"] ?? "")}_${String(values["account_replication_type"])}`,
      tier: values["account_tier"]!,
    },
    properties: {
      ...succeeded,
      ...present({
        accessTier: values["access_tier"],
        primaryLocation: values["primary_location"],
        secondaryLocation: values["secondary_location"],
        minimumTlsVersion: values["min_tls_version"],
        allowedCopyScope: values["allowed_copy_scope"],
        dnsEndpointType: values["dns_endpoint_type"],
        largeFileSharesState: values["large_file_share_enabled"] === true ? "Enabled" : undefined,
        ...parts(values),
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
      isNfsV3Enabled: values["nfsv3_enabled"] === true,
      isLocalUserEnabled: values["local_user_enabled"] !== false,
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
      defaultEncryptionScope: values["default_encryption_scope"] ?? "$account-encryption-key",
      denyEncryptionScopeOverride: values["encryption_scope_override_enabled"] === false,
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
