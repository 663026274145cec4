import { bastionNeeds } from "../../../domain/network/bastion-needs";
import { attributeCase, id, LATER, type RuleCase } from "../fixtures";

const group = "azurerm_network_security_group";
const single = "azurerm_network_security_rule";
const groupArm = "Microsoft.Network/networkSecurityGroups";
const singleArm = `${groupArm}/securityRules`;
const subnet = "azurerm_subnet";
const nicArm = "Microsoft.Network/networkInterfaces";
const subnetArm = "Microsoft.Network/virtualNetworks/subnets";

const inbound = (source: unknown, more: object = {}) => ({
  name: "AllowSsh",
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  source_address_prefix: source,
  destination_address_prefix: "*",
  destination_port_range: "22",
  ...more,
});
const outbound = (destination: unknown, more: object = {}) => ({
  name: "AllowOut",
  direction: "Outbound",
  access: "Allow",
  protocol: "*",
  source_address_prefix: "*",
  destination_address_prefix: destination,
  destination_port_range: "443",
  ...more,
});
const deny = (ports: unknown) => ({
  ...outbound("*"),
  access: "Deny",
  destination_port_range: null,
  destination_port_ranges: ports,
});
const arm = (properties: object) => ({ name: "Rule", properties });
const armIn = (source: unknown) => ({ direction: "Inbound", access: "Allow", sourceAddressPrefix: source });
const armOut = (destination: unknown) => ({
  direction: "Outbound",
  access: "Allow",
  destinationAddressPrefix: destination,
});

/** Rules that let through what Bastion needs, as azurerm writes them. */
const bastionRules = bastionNeeds.map(({ direction, source, destination, ports }, index) => ({
  name: `Needed${index}`,
  direction,
  access: "Allow",
  protocol: "*",
  source_address_prefix: source,
  destination_address_prefix: destination,
  destination_port_ranges: ports,
}));
/** A security group of a subnet by its name. */
const bastionGroup = (rules: unknown, name = "AzureBastionSubnet") => ({
  [group]: { security_rule: rules },
  [subnetArm]: { name, properties: { networkSecurityGroup: { id: id() } } },
});

export const networkCases: readonly RuleCase[] = [
  {
    rule: "nsg-no-open-ingress",
    pass: [
      { [group]: {} },
      { [group]: { security_rule: [inbound("VirtualNetwork"), inbound("*", { access: "Deny" }), outbound("*")] } },
      { [single]: inbound("10.0.0.0/8") },
      { [groupArm]: { properties: { securityRules: [arm(armIn("10.0.0.0/8"))] } } },
      { [singleArm]: arm(armIn("AzureLoadBalancer")) },
    ],
    fail: [
      ...["*", "Internet", "0.0.0.0/0", "::/0", "any"].map((source) => ({
        [group]: { security_rule: [inbound(source)] },
      })),
      { [group]: { security_rule: [inbound(null, { source_address_prefixes: ["10.0.0.0/8", "0.0.0.0/0"] })] } },
      { [group]: { security_rule: [inbound("*", { protocol: "Udp" })] } },
      { [single]: inbound("Internet") },
      { [groupArm]: { properties: { securityRules: [arm(armIn("*"))] } } },
      { [singleArm]: arm(armIn("*")) },
    ],
    unknown: [
      { [group]: { security_rule: LATER } },
      { [group]: { security_rule: [inbound(LATER)] } },
      { [single]: inbound(LATER) },
      { [groupArm]: { properties: LATER } },
      { [singleArm]: { name: "Rule", properties: LATER } },
    ],
  },
  {
    rule: "nsg-no-open-egress",
    pass: [
      { [group]: { security_rule: [outbound("AzureMonitor"), outbound("*", { access: "Deny" }), inbound("*")] } },
      { [single]: outbound("10.0.0.0/8") },
      { [groupArm]: { properties: { securityRules: [arm(armOut("Storage"))] } } },
      { [singleArm]: arm(armOut("Storage")) },
    ],
    fail: [
      { [group]: { security_rule: [outbound("*")] } },
      { [group]: { security_rule: [outbound("Internet")] } },
      { [single]: outbound("0.0.0.0/0") },
      { [groupArm]: { properties: { securityRules: [arm(armOut("*"))] } } },
      { [singleArm]: arm(armOut("*")) },
    ],
    unknown: [
      { [group]: { security_rule: [outbound(LATER)] } },
      { [single]: outbound(LATER) },
      { [groupArm]: { properties: { securityRules: LATER } } },
      { [singleArm]: arm(armOut(LATER)) },
    ],
  },
  {
    rule: "nsg-no-lateral-traversal",
    pass: [
      { [group]: { security_rule: [deny(["22", "3389"])] } },
      { [group]: { security_rule: [deny(["20-30"]), deny(["3000-4000"])] } },
      { [group]: { security_rule: [deny(["*"])] } },
      {
        [groupArm]: {
          properties: {
            securityRules: [arm({ direction: "Outbound", access: "Deny", destinationPortRanges: ["22", "3389"] })],
          },
        },
      },
    ],
    fail: [
      { [group]: {} },
      { [group]: { security_rule: [deny(["22"])] } },
      { [group]: { security_rule: [{ ...deny(["*"]), access: "Allow" }] } },
      { [groupArm]: { properties: { securityRules: [] } } },
    ],
    unknown: [
      { [group]: { security_rule: LATER } },
      { [group]: { security_rule: [deny(LATER)] } },
      { [groupArm]: { properties: LATER } },
    ],
  },
  {
    rule: "subnet-has-nsg",
    pass: [
      { [subnet]: { name: "a" }, azurerm_subnet_network_security_group_association: { subnet_id: id() } },
      { [subnetArm]: { properties: { networkSecurityGroup: { id: "/subscriptions/1/nsg" } } } },
    ],
    fail: [
      { [subnet]: { name: "a" } },
      {
        [subnet]: { name: "a", private_endpoint_network_policies: "Disabled" },
        azurerm_subnet_network_security_group_association: { subnet_id: id() },
        azurerm_private_endpoint: { subnet_id: id() },
      },
      {
        [subnet]: { name: "a" },
        [`${subnet}#other`]: { name: "b" },
        azurerm_subnet_network_security_group_association: { subnet_id: id("other") },
      },
      { [subnetArm]: { properties: {} } },
    ],
    unknown: [
      { [subnet]: { name: "a" }, azurerm_subnet_network_security_group_association: { subnet_id: LATER } },
      { [subnetArm]: { properties: LATER } },
    ],
    silent: [{ [subnet]: { name: "AzureBastionSubnet" } }, { [subnetArm]: { name: "GatewaySubnet" } }],
  },
  {
    rule: "subnet-delegated-to-runners",
    pass: [
      { [subnetArm]: { properties: { delegations: [] } } },
      {
        [subnetArm]: {
          properties: {
            delegations: [
              { properties: { serviceName: "GitHub.Network/networkSettings" } },
              { properties: { serviceName: "microsoft.devopsinfrastructure/pools" } },
            ],
            natGateway: { id: "/subscriptions/1/gateway" },
          },
        },
      },
    ],
    fail: [
      { [subnetArm]: { properties: { delegations: [{ name: "a" }] } } },
      { [subnetArm]: { properties: { delegations: [{ properties: { serviceName: "Microsoft.Web/serverFarms" } }] } } },
      { [subnetArm]: { properties: { natGateway: { id: "/subscriptions/1/gateway" } } } },
    ],
    unknown: [{ [subnetArm]: { properties: { delegations: LATER } } }],
  },
  {
    rule: "bastion-nsg-complete",
    pass: [bastionGroup(bastionRules), bastionGroup([...bastionRules, inbound("10.0.0.0/8")])],
    fail: [
      bastionGroup([]),
      {
        [groupArm]: { properties: { securityRules: [] } },
        [subnetArm]: { name: "AzureBastionSubnet", properties: { networkSecurityGroup: { id: id() } } },
      },
      ...bastionRules.map((_, index) => bastionGroup(bastionRules.filter((_rule, other) => other !== index))),
    ],
    unknown: [bastionGroup(LATER)],
    silent: [{ [group]: { security_rule: [] } }, bastionGroup([], "operations")],
  },
  {
    rule: "machine-no-public-address",
    pass: [{ [nicArm]: { properties: { ipConfigurations: [{ properties: { subnet: { id: "/s" } } }] } } }],
    fail: [
      { [nicArm]: { properties: { ipConfigurations: [{ properties: { publicIPAddress: { id: "/p" } } }] } } },
      { azurerm_network_interface: { ip_configuration: [{ public_ip_address_id: "/p" }] } },
    ],
    unknown: [{ [nicArm]: { properties: { ipConfigurations: LATER } } }],
  },
  attributeCase("subnet-no-default-outbound", {
    [subnet]: ["default_outbound_access_enabled", false, [true], "fail"],
    [subnetArm]: ["properties.defaultOutboundAccess", false, [true], "fail"],
  }),
  {
    rule: "private-endpoint-dns",
    pass: [
      { azurerm_private_endpoint: { private_dns_zone_group: [{ private_dns_zone_ids: ["/subscriptions/1/zone"] }] } },
      {
        azurerm_private_endpoint: { private_dns_zone_group: [{ private_dns_zone_ids: [id("zone")] }] },
        "azurerm_private_dns_zone#zone": {},
      },
      { azurerm_private_endpoint: {}, "azurerm_private_endpoint#other": {} },
      {
        azurerm_private_endpoint: { private_dns_zone_group: [] },
        "azurerm_private_endpoint#other": { private_dns_zone_group: [] },
      },
    ],
    fail: [
      { azurerm_private_endpoint: {}, azurerm_private_dns_zone: {} },
      { azurerm_private_endpoint: { private_dns_zone_group: [] }, azurerm_private_dns_zone: {} },
      { azurerm_private_endpoint: { private_dns_zone_group: [{ private_dns_zone_ids: [] }] } },
    ],
    unknown: [
      { azurerm_private_endpoint: { private_dns_zone_group: LATER } },
      { azurerm_private_endpoint: { private_dns_zone_group: [{ private_dns_zone_ids: [LATER] }] } },
    ],
  },
];
