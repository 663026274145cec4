import { attributeCase, id, LATER, type RuleCase } from "../fixtures";

const registry = "azurerm_container_registry";
const arm = "Microsoft.ContainerRegistry/registries";

export const containerRegistryCases: readonly RuleCase[] = [
  attributeCase("container-registry-no-admin", {
    [registry]: ["admin_enabled", false, [true], "pass"],
    [arm]: ["properties.adminUserEnabled", false, [true], "pass"],
  }),
  attributeCase("container-registry-no-anonymous-pull", {
    [registry]: ["anonymous_pull_enabled", false, [true], "pass"],
    [arm]: ["properties.anonymousPullEnabled", false, [true], "pass"],
  }),
  attributeCase("container-registry-no-public-network", {
    [registry]: ["public_network_access_enabled", false, [true], "fail"],
    [arm]: ["properties.publicNetworkAccess", "Disabled", ["Enabled"], "fail"],
  }),
  {
    rule: "container-registry-default-deny",
    pass: [
      { [registry]: { network_rule_set: [{ default_action: "Deny" }] } },
      { [arm]: { properties: { networkRuleSet: { defaultAction: "Deny" } } } },
    ],
    fail: [
      { [registry]: {} },
      { [registry]: { public_network_access_enabled: true, network_rule_set: [{ default_action: "Allow" }] } },
      { [arm]: { properties: { publicNetworkAccess: "Enabled" } } },
    ],
    unknown: [{ [registry]: { network_rule_set: LATER } }, { [arm]: { properties: { networkRuleSet: LATER } } }],
    silent: [
      { [registry]: { public_network_access_enabled: false } },
      { [arm]: { properties: { publicNetworkAccess: "Disabled" } } },
    ],
  },
  attributeCase("container-registry-sku", {
    [registry]: ["sku", "Premium", ["Basic"], "fail"],
    [arm]: ["sku.name", "Standard", ["Basic"], "fail"],
  }),
  {
    rule: "container-registry-geo-replication",
    pass: [
      { [registry]: { georeplications: [{ location: "northeurope" }] } },
      { [arm]: {}, [`${arm}/replications`]: { parent_id: id() } },
    ],
    fail: [{ [registry]: {} }, { [registry]: { georeplications: [] } }, { [arm]: {} }],
    unknown: [{ [registry]: { georeplications: LATER } }, { [arm]: {}, [`${arm}/replications`]: { parent_id: LATER } }],
  },
  attributeCase("container-registry-retention", {
    [registry]: ["retention_policy_in_days", 30, [0], "fail"],
    [arm]: ["properties.policies.retentionPolicy.status", "enabled", ["disabled"], "fail"],
  }),
  {
    rule: "container-registry-zone-redundant",
    pass: [
      { [registry]: { zone_redundancy_enabled: true, georeplications: [{ zone_redundancy_enabled: true }] } },
      { [registry]: { zone_redundancy_enabled: true } },
      { [arm]: { properties: { zoneRedundancy: "Enabled" } } },
    ],
    fail: [
      { [registry]: {} },
      { [registry]: { zone_redundancy_enabled: true, georeplications: [{ zone_redundancy_enabled: false }] } },
      { [registry]: { zone_redundancy_enabled: true, georeplications: [{ location: "northeurope" }] } },
      { [arm]: { properties: { zoneRedundancy: "Disabled" } } },
    ],
    unknown: [
      { [registry]: { zone_redundancy_enabled: LATER } },
      { [registry]: { zone_redundancy_enabled: true, georeplications: [{ zone_redundancy_enabled: LATER }] } },
      { [registry]: { zone_redundancy_enabled: true, georeplications: LATER } },
      { [arm]: { properties: { zoneRedundancy: LATER } } },
    ],
  },
  attributeCase("container-registry-data-endpoint", {
    [registry]: ["data_endpoint_enabled", true, [false], "fail"],
    [arm]: ["properties.dataEndpointEnabled", true, [false], "fail"],
  }),
  attributeCase("container-registry-webhook-https", {
    azurerm_container_registry_webhook: ["service_uri", "https://ci.pfs.example", ["http://ci.pfs.example"], "fail"],
    [`${arm}/webhooks`]: ["properties.serviceUri", "https://ci.pfs.example", ["http://ci.pfs.example"], "fail"],
  }),
  attributeCase("container-registry-name", {
    [registry]: ["name", "crpfsprod", ["cr", "cr-pfs", "c".repeat(51)], "fail"],
    [arm]: ["name", "crpfsprod", ["cr_pfs"], "fail"],
  }),
];
