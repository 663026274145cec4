import { attributeCase, id, LATER, type RuleCase } from "../fixtures";

const account = "azurerm_storage_account";
const arm = "Microsoft.Storage/storageAccounts";
const endpoint = (target: string) => ({ private_service_connection: [{ private_connection_resource_id: target }] });
const setting = (target: string, ...categories: readonly string[]) => ({
  target_resource_id: target,
  enabled_log: categories.map((category) => ({ category })),
});
const blobs = "${@it.id}/blobServices/default";
const all = ["StorageRead", "StorageWrite", "StorageDelete"];

export const storageCases: readonly RuleCase[] = [
  attributeCase("storage-https-only", {
    [account]: ["https_traffic_only_enabled", true, [false], "pass"],
    [arm]: ["properties.supportsHttpsTrafficOnly", true, [false], "pass"],
  }),
  attributeCase("storage-min-tls", {
    [account]: ["min_tls_version", "TLS1_2", ["TLS1_0", "TLS1_1"], "pass"],
    [arm]: ["properties.minimumTlsVersion", "TLS1_3", ["TLS1_1"], "fail"],
  }),
  attributeCase("storage-no-shared-key", {
    [account]: ["shared_access_key_enabled", false, [true], "fail"],
    [arm]: ["properties.allowSharedKeyAccess", false, [true], "fail"],
  }),
  attributeCase("storage-no-public-network", {
    [account]: ["public_network_access_enabled", false, [true], "fail"],
    [arm]: ["properties.publicNetworkAccess", "Disabled", ["Enabled", "SecuredByPerimeter"], "fail"],
  }),
  attributeCase("storage-no-public-blobs", {
    [account]: ["allow_nested_items_to_be_public", false, [true], "fail"],
    [arm]: ["properties.allowBlobPublicAccess", false, [true], "fail"],
  }),
  attributeCase("storage-container-private", {
    azurerm_storage_container: ["container_access_type", "private", ["blob", "container"], "pass"],
    "Microsoft.Storage/storageAccounts/blobServices/containers": [
      "properties.publicAccess",
      "None",
      ["Blob", "Container"],
      "pass",
    ],
  }),
  {
    rule: "storage-default-deny",
    pass: [
      { [account]: { network_rules: [{ default_action: "Deny" }] } },
      { azurerm_storage_account_network_rules: { default_action: "Deny", storage_account_id: "/subscriptions/1/st" } },
      { [arm]: { properties: { networkAcls: { defaultAction: "Deny" } } } },
    ],
    fail: [
      { [account]: {} },
      { [account]: { network_rules: [{ default_action: "Allow" }] } },
      { azurerm_storage_account_network_rules: { default_action: "Allow", storage_account_id: "/subscriptions/1/st" } },
      { [arm]: { properties: { networkAcls: { defaultAction: "Allow" } } } },
      { [arm]: { properties: {} } },
      {
        [account]: {},
        [`${account}#other`]: {},
        azurerm_storage_account_network_rules: { default_action: "Deny", storage_account_id: id("other") },
      },
    ],
    unknown: [
      { [account]: { network_rules: [{ default_action: LATER }] } },
      { azurerm_storage_account_network_rules: { default_action: LATER } },
      { [arm]: { properties: { networkAcls: LATER } } },
    ],
    silent: [
      { [account]: {}, azurerm_storage_account_network_rules: { default_action: "Allow", storage_account_id: id() } },
    ],
  },
  {
    rule: "storage-trusted-services",
    pass: [
      { [account]: { network_rules: [{ default_action: "Deny", bypass: ["Logging", "AzureServices"] }] } },
      { azurerm_storage_account_network_rules: { default_action: "Deny", bypass: ["AzureServices"] } },
      { [arm]: { properties: { networkAcls: { defaultAction: "Deny", bypass: "Logging, AzureServices" } } } },
    ],
    fail: [
      { [account]: { network_rules: [{ default_action: "Deny", bypass: ["None"] }] } },
      { [account]: { network_rules: [{ default_action: "Deny" }] } },
      { azurerm_storage_account_network_rules: { default_action: "Deny", bypass: ["Logging"] } },
      { [arm]: { properties: { networkAcls: { defaultAction: "Deny", bypass: "None" } } } },
    ],
    unknown: [
      { [account]: { network_rules: [{ default_action: "Deny", bypass: LATER }] } },
      { [account]: { network_rules: LATER } },
      { azurerm_storage_account_network_rules: { default_action: "Deny", bypass: [LATER] } },
      { [arm]: { properties: { networkAcls: { defaultAction: "Deny", bypass: LATER } } } },
    ],
    silent: [{ [account]: { network_rules: [{ default_action: "Allow", bypass: ["None"] }] } }],
  },
  attributeCase("storage-name", {
    [account]: ["name", "stpfsprod1", ["st", "st-pfs", "STPFS", "s".repeat(25)], "fail"],
    [arm]: ["name", "stpfsprod1", ["st_pfs"], "fail"],
  }),
  attributeCase("storage-replication", {
    [account]: ["account_replication_type", "GZRS", ["LRS", "ZRS"], "fail"],
    [arm]: ["sku.name", "Standard_RAGRS", ["Standard_LRS", "Premium_ZRS"], "fail"],
  }),
  attributeCase("storage-no-local-users", {
    [account]: ["local_user_enabled", false, [true], "fail"],
    [arm]: ["properties.isLocalUserEnabled", false, [true], "pass"],
  }),
  {
    rule: "storage-sas-expiry",
    pass: [
      { [account]: { sas_policy: [{ expiration_period: "01.00:00:00" }] } },
      { [arm]: { properties: { sasPolicy: { sasExpirationPeriod: "1.00:00:00" } } } },
    ],
    fail: [{ [account]: { shared_access_key_enabled: true } }, { [account]: {} }, { [arm]: { properties: {} } }],
    unknown: [
      { [account]: { sas_policy: [{ expiration_period: LATER }] } },
      { [arm]: { properties: { allowSharedKeyAccess: true, sasPolicy: LATER } } },
    ],
    silent: [
      { [account]: { shared_access_key_enabled: false } },
      { [arm]: { properties: { allowSharedKeyAccess: false } } },
    ],
  },
  attributeCase("storage-blob-soft-delete", {
    [account]: ["blob_properties.delete_retention_policy.days", 7, [6, 1], "fail"],
    [`${arm}/blobServices`]: ["properties.deleteRetentionPolicy.enabled", true, [false], "fail"],
  }),
  attributeCase("storage-container-soft-delete", {
    [account]: ["blob_properties.container_delete_retention_policy.days", 7, [6], "fail"],
    [`${arm}/blobServices`]: ["properties.containerDeleteRetentionPolicy.enabled", true, [false], "fail"],
  }),
  {
    rule: "storage-share-soft-delete",
    pass: [
      {
        [account]: { share_properties: [{ retention_policy: [{ days: 7 }] }] },
        azurerm_machine_learning_workspace: { storage_account_id: id() },
      },
    ],
    fail: [
      { [account]: {}, azurerm_machine_learning_workspace: { storage_account_id: id() } },
      { [account]: {}, "Microsoft.MachineLearningServices/workspaces": { properties: { storageAccount: id() } } },
      { [account]: { share_properties: [{ retention_policy: [{ days: 6 }] }] } },
    ],
    unknown: [
      {
        [account]: { share_properties: [{ retention_policy: [{ days: LATER }] }] },
        azurerm_machine_learning_workspace: { storage_account_id: id() },
      },
    ],
    silent: [
      { [account]: {}, azurerm_machine_learning_workspace: { storage_account_id: LATER } },
      { [account]: { share_properties: LATER } },
    ],
  },
  {
    rule: "storage-private-endpoint",
    pass: [
      { [account]: {}, azurerm_private_endpoint: endpoint(id()) },
      { [arm]: {}, azurerm_private_endpoint: endpoint(id()) },
      {
        [account]: { id: "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/St" },
        azurerm_private_endpoint: endpoint(
          "/subscriptions/1/resourcegroups/r/providers/Microsoft.Storage/storageAccounts/st",
        ),
      },
    ],
    fail: [
      { [account]: {} },
      { [arm]: {} },
      { [account]: {}, [`${account}#other`]: {}, azurerm_private_endpoint: endpoint(id("other")) },
    ],
    unknown: [
      { [account]: {}, azurerm_private_endpoint: endpoint(LATER) },
      { [arm]: {}, azurerm_private_endpoint: { private_service_connection: LATER } },
    ],
  },
  attributeCase("storage-infrastructure-encryption", {
    [account]: ["infrastructure_encryption_enabled", true, [false], "fail"],
    [arm]: ["properties.encryption.requireInfrastructureEncryption", true, [false], "fail"],
  }),
  {
    rule: "storage-diagnostics",
    pass: [
      { [account]: {}, azurerm_monitor_diagnostic_setting: setting(blobs, ...all) },
      {
        [arm]: {},
        azurerm_monitor_diagnostic_setting: { target_resource_id: blobs, enabled_log: [{ category_group: "allLogs" }] },
      },
      {
        [account]: { id: "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st" },
        azurerm_monitor_diagnostic_setting: setting(
          "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st/blobServices/default",
          ...all,
        ),
      },
    ],
    fail: [
      { [account]: {} },
      { [arm]: {} },
      { [account]: {}, azurerm_monitor_diagnostic_setting: setting(blobs, "StorageRead", "StorageWrite") },
      { [account]: {}, azurerm_monitor_diagnostic_setting: { target_resource_id: blobs } },
      {
        [account]: { id: "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st" },
        azurerm_monitor_diagnostic_setting: setting(
          "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st/fileServices/default",
          ...all,
        ),
      },
    ],
    unknown: [
      { [account]: {}, azurerm_monitor_diagnostic_setting: setting(LATER, ...all) },
      { [account]: {}, azurerm_monitor_diagnostic_setting: setting(blobs, LATER) },
      { [arm]: {}, azurerm_monitor_diagnostic_setting: { target_resource_id: blobs, enabled_log: LATER } },
    ],
  },
];
