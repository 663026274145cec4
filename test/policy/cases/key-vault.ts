import { attributeCase, type Fixture, id, LATER, type RuleCase } from "../fixtures";

const vault = "azurerm_key_vault";
const arm = "Microsoft.KeyVault/vaults";
const endpoint = (target: string) => ({ private_service_connection: [{ private_connection_resource_id: target }] });
const locks = "Microsoft.Authorization/locks";

const ml = "Microsoft.MachineLearningServices/workspaces";
const KEY = "https://kv-test.vault.azure.net/keys/environment";
const encrypted = {
  customer_managed_key: [{ key_vault_key_id: KEY, user_assigned_identity_id: "/subscriptions/1" }],
  queue_encryption_key_type: "Account",
  table_encryption_key_type: "Account",
};
const encryptionKey = (changed: Readonly<Record<string, unknown>> = {}) => ({
  properties: {
    kty: "RSA",
    keySize: 3072,
    keyOps: ["wrapKey", "unwrapKey"],
    attributes: { enabled: true },
    rotationPolicy: { lifetimeActions: [{ trigger: { timeAfterCreate: "P1Y" }, action: { type: "rotate" } }] },
    ...changed,
  },
});

/** Keys that encrypt other keys only. */
const forOtherKeys: readonly Fixture[] = [
  { [`${arm}/keys`]: encryptionKey() },
  { azurerm_key_vault_key: { key_opts: ["unwrapKey", "wrapKey"] } },
];

export const keyVaultCases: readonly RuleCase[] = [
  attributeCase("key-vault-purge-protection", {
    [vault]: ["purge_protection_enabled", true, [false], "fail"],
    [arm]: ["properties.enablePurgeProtection", true, [false], "fail"],
  }),
  attributeCase("key-vault-soft-delete", {
    [vault]: ["soft_delete_retention_days", 7, [6, 91], "pass"],
    [arm]: [
      ["properties.enableSoftDelete", true, [false], "pass"],
      ["properties.softDeleteRetentionInDays", 90, [1], "pass"],
    ],
  }),
  attributeCase("key-vault-default-deny", {
    [vault]: ["network_acls.default_action", "Deny", ["Allow"], "fail"],
    [arm]: ["properties.networkAcls.defaultAction", "Deny", ["Allow"], "fail"],
  }),
  {
    rule: "key-vault-no-open-network",
    pass: [
      { [vault]: { public_network_access_enabled: false } },
      { [vault]: { public_network_access_enabled: true, network_acls: [{ ip_rules: ["203.0.113.0/24"] }] } },
      { [arm]: { properties: { publicNetworkAccess: "Disabled" } } },
      { [arm]: { properties: { networkAcls: { virtualNetworkRules: [{ id: "/subscriptions/1" }] } } } },
    ],
    fail: [
      { [vault]: {} },
      { [vault]: { public_network_access_enabled: true, network_acls: [{ ip_rules: [] }] } },
      { [arm]: { properties: { publicNetworkAccess: "Enabled", networkAcls: { ipRules: [] } } } },
    ],
    unknown: [
      { [vault]: { public_network_access_enabled: LATER } },
      { [vault]: { public_network_access_enabled: true, network_acls: LATER } },
      { [arm]: { properties: LATER } },
    ],
  },
  {
    rule: "key-vault-private-endpoint",
    pass: [
      { [vault]: {}, azurerm_private_endpoint: endpoint(id()) },
      { [arm]: {}, azurerm_private_endpoint: endpoint(id()) },
    ],
    fail: [{ [vault]: {} }, { [arm]: {} }],
    unknown: [
      { [vault]: {}, azurerm_private_endpoint: endpoint(LATER) },
      { [arm]: {}, azurerm_private_endpoint: endpoint(LATER) },
    ],
  },
  attributeCase("key-vault-rbac", {
    [vault]: ["rbac_authorization_enabled", true, [false], "fail"],
    [arm]: ["properties.enableRbacAuthorization", true, [false], "fail"],
  }),
  {
    rule: "key-vault-no-access-policies",
    pass: [{ [vault]: {} }, { [vault]: { access_policy: [] } }, { [arm]: { properties: { accessPolicies: [] } } }],
    fail: [
      { [vault]: { access_policy: [{ object_id: "1", secret_permissions: ["Get"] }] } },
      { [arm]: { properties: { accessPolicies: [{ objectId: "1" }] } } },
      { azurerm_key_vault_access_policy: { object_id: "1" } },
    ],
    unknown: [{ [vault]: { access_policy: LATER } }, { [arm]: { properties: { accessPolicies: LATER } } }],
  },
  {
    rule: "key-vault-audit-logs",
    pass: [
      {
        [vault]: {},
        azurerm_monitor_diagnostic_setting: { target_resource_id: id(), enabled_log: [{ category: "AuditEvent" }] },
      },
      {
        [arm]: {},
        azurerm_monitor_diagnostic_setting: { target_resource_id: id(), enabled_log: [{ category_group: "audit" }] },
      },
    ],
    fail: [
      { [vault]: {} },
      { [arm]: {}, azurerm_monitor_diagnostic_setting: { target_resource_id: id(), enabled_log: [] } },
    ],
    unknown: [
      { [vault]: {}, azurerm_monitor_diagnostic_setting: { target_resource_id: LATER } },
      { [arm]: {}, azurerm_monitor_diagnostic_setting: { target_resource_id: id(), enabled_log: LATER } },
    ],
  },
  attributeCase("key-vault-name", {
    [vault]: ["name", "kv-pfs-prod", ["kv", "1kv", "kv--pfs", "kv-", "k".repeat(25)], "fail"],
    [arm]: ["name", "kv-pfs-prod", ["kv_pfs"], "fail"],
  }),
  attributeCase("key-vault-secret-expiry", {
    azurerm_key_vault_secret: ["expiration_date", "2027-01-01T00:00:00Z", [""], "fail"],
    [`${arm}/secrets`]: ["properties.attributes.exp", 1798761600, [""], "fail"],
  }),
  attributeCase("key-vault-secret-content-type", {
    azurerm_key_vault_secret: ["content_type", "password", [""], "fail"],
    [`${arm}/secrets`]: ["properties.contentType", "password", [""], "fail"],
  }),
  {
    ...attributeCase("key-vault-key-expiry", {
      azurerm_key_vault_key: ["expiration_date", "2027-01-01T00:00:00Z", [""], "fail"],
      [`${arm}/keys`]: ["properties.attributes.exp", 1798761600, [""], "fail"],
    }),
    silent: forOtherKeys,
  },
  {
    ...attributeCase("key-vault-key-hsm", {
      azurerm_key_vault_key: ["key_type", "RSA-HSM", ["RSA", "EC"], "fail"],
      [`${arm}/keys`]: ["properties.kty", "EC-HSM", ["RSA"], "fail"],
    }),
    silent: forOtherKeys,
  },
  {
    rule: "encryption-key-lasts",
    pass: [
      { [`${arm}/keys`]: encryptionKey() },
      { [`${arm}/keys`]: encryptionKey({ kty: "RSA-HSM", keySize: 4096, attributes: {} }) },
    ],
    fail: [
      { [`${arm}/keys`]: encryptionKey({ kty: "EC" }) },
      { [`${arm}/keys`]: encryptionKey({ keySize: 2048 }) },
      { [`${arm}/keys`]: encryptionKey({ attributes: { enabled: false } }) },
      { [`${arm}/keys`]: encryptionKey({ attributes: { enabled: true, exp: 1798761600 } }) },
      { [`${arm}/keys`]: encryptionKey({ rotationPolicy: { lifetimeActions: [{ action: { type: "notify" } }] } }) },
      { [`${arm}/keys`]: encryptionKey({ rotationPolicy: {} }) },
    ],
    unknown: [
      { [`${arm}/keys`]: encryptionKey({ keySize: LATER }) },
      { [`${arm}/keys`]: encryptionKey({ rotationPolicy: LATER }) },
    ],
    silent: [{ [`${arm}/keys`]: encryptionKey({ keyOps: ["sign"] }) }],
  },
  {
    rule: "encryption-key-everywhere",
    pass: [
      { azurerm_storage_account: encrypted, expected: { encrypted: ["prod"] } },
      { azurerm_container_registry: { encryption: [{ key_vault_key_id: KEY }] }, azurerm_storage_account: encrypted },
      {
        [ml]: { properties: { encryption: { status: "Enabled" }, enableServiceSideCMKEncryption: true } },
        azurerm_storage_account: encrypted,
      },
    ],
    fail: [
      { azurerm_storage_account: {}, expected: { encrypted: ["prod"] } },
      { azurerm_storage_account: {}, "azurerm_storage_account#other": encrypted },
      { azurerm_storage_account: { ...encrypted, queue_encryption_key_type: "Service" } },
      { azurerm_storage_account: { ...encrypted, table_encryption_key_type: undefined } },
      { azurerm_container_registry: { encryption: [] }, azurerm_storage_account: encrypted },
      {
        [ml]: { properties: { encryption: { status: "Enabled" }, enableServiceSideCMKEncryption: false } },
        azurerm_storage_account: encrypted,
      },
      { [ml]: {}, azurerm_storage_account: encrypted },
    ],
    unknown: [{ azurerm_container_registry: { encryption: LATER }, azurerm_storage_account: encrypted }],
    silent: [{ azurerm_storage_account: {} }, { azurerm_storage_account: {}, expected: { encrypted: ["dev"] } }],
  },
  {
    rule: "key-vault-delete-lock",
    pass: [
      { [vault]: {}, azurerm_management_lock: { scope: id(), lock_level: "CanNotDelete" } },
      { [arm]: {}, [locks]: { parent_id: id(), properties: { level: "CanNotDelete" } } },
    ],
    fail: [
      { [vault]: {} },
      { [arm]: {}, [locks]: { parent_id: id(), properties: { level: "NotSpecified" } } },
      { [arm]: {}, [`${vault}#other`]: {}, [locks]: { parent_id: id("other"), properties: { level: "CanNotDelete" } } },
    ],
    unknown: [
      { [vault]: {}, azurerm_management_lock: { scope: LATER, lock_level: "CanNotDelete" } },
      { [arm]: {}, [locks]: { parent_id: id(), properties: { level: LATER } } },
    ],
  },
];
