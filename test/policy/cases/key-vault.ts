import { attributeCase, id, LATER, type RuleCase } from "../fixtures";

const vault = "azurerm_key_vault";
const arm = "Microsoft.KeyVault/vaults";
const endpoint = (target: string) => ({ private_service_connection: [{ private_connection_resource_id: target }] });
const locks = "Microsoft.Authorization/locks";

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
  attributeCase("key-vault-key-expiry", {
    azurerm_key_vault_key: ["expiration_date", "2027-01-01T00:00:00Z", [""], "fail"],
    [`${arm}/keys`]: ["properties.attributes.exp", 1798761600, [""], "fail"],
  }),
  attributeCase("key-vault-key-hsm", {
    azurerm_key_vault_key: ["key_type", "RSA-HSM", ["RSA", "EC"], "fail"],
    [`${arm}/keys`]: ["properties.kty", "EC-HSM", ["RSA"], "fail"],
  }),
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
