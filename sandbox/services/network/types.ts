import { guidOf } from "../../engine/arm/identities";
import {
  between,
  type Check,
  exactlyOne,
  matches,
  oneOf,
  resourceId,
  rule,
  valuesAt,
} from "../../engine/azurerm/checks";
import { recased } from "../../engine/azurerm/as-read";
import { azureName } from "../../engine/azurerm/name-checks";
import { endpointValues } from "./private-endpoint-values";
import { securityRuleChecks } from "./security-rule-checks";
import { policyZones, protectionOf, recordsOf, subnetsOf } from "./told";
import type { TypeTable } from "../../engine/azurerm/type-entry";

/** Of a private endpoint and its parts. Source: azurerm 4.55.0, `PrivateLinkName`. */
const linkName = (path: string): Check =>
  matches(
    path,
    /^[a-zA-Z\d]([\w.-]{0,78}\w)?$/,
    "1 to 80 letters, digits, _, . and -, beginning with a letter or digit and not ending with . or -",
  );

/** Resource groups and networks: what azurerm 4.55.0 does with each type. */
export const networkTypes: TypeTable = {
  azurerm_resource_group: {
    arm: "Microsoft.Resources/resourceGroups",
    id: "/subscriptions/{subscription}/resourceGroups/{name}",
    replaces: ["location", "name"],
    checks: [azureName("resourceGroup")],
  },
  azurerm_virtual_network: {
    arm: "Microsoft.Network/virtualNetworks",
    id: "{group}/Microsoft.Network/virtualNetworks/{name}",
    optionalComputed: ["dns_servers", "subnet"],
    replaces: ["edge_zone", "location", "name", "resource_group_name"],
    defaults: {
      private_endpoint_vnet_policies: "Disabled",
      "subnet.default_outbound_access_enabled": true,
      "subnet.private_endpoint_network_policies": "Disabled",
      "subnet.private_link_service_network_policies_enabled": true,
    },
    items: {
      address_space: [1],
      ddos_protection_plan: [0, 1],
      encryption: [0, 1],
      ip_address_pool: [0, 2],
      "subnet.address_prefixes": [1],
      "subnet.delegation": [0, 1],
      "subnet.delegation.service_delegation": [1, 1],
    },
    objectLists: ["subnet"],
    checks: [
      azureName("virtualNetwork"),
      exactlyOne("address_space", "ip_address_pool"),
      between("flow_timeout_in_minutes", 4, 30),
      oneOf("encryption.enforcement", "AllowUnencrypted", "DropUnencrypted"),
      oneOf("private_endpoint_vnet_policies", "Basic", "Disabled"),
      resourceId("ddos_protection_plan.id", "Microsoft.Network/ddosProtectionPlans"),
    ],
    computed: ({ id }) => ({ guid: guidOf("network", id), dns_servers: [], subnet: [] }),
    // A network is read with the subnets in it, whoever made them. Source: `flattenVirtualNetworkSubnets`.
    told: ({ id, cloud }) => ({ subnet: subnetsOf(cloud, id), ...protectionOf(cloud, id) }),
  },
  azurerm_subnet: {
    arm: "Microsoft.Network/virtualNetworks/subnets",
    id: "{group}/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
    replaces: ["name", "resource_group_name", "virtual_network_name"],
    defaults: {
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
    },
    items: { address_prefixes: [1], "delegation.service_delegation": [1, 1], ip_address_pool: [0, 1] },
    checks: [
      matches("name", /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/, "1 to 80 letters, digits, _, . and -"),
      exactlyOne("address_prefixes", "ip_address_pool"),
      oneOf(
        "private_endpoint_network_policies",
        "Disabled",
        "Enabled",
        "NetworkSecurityGroupEnabled",
        "RouteTableEnabled",
      ),
    ],
  },
  azurerm_network_security_group: {
    arm: "Microsoft.Network/networkSecurityGroups",
    id: "{group}/Microsoft.Network/networkSecurityGroups/{name}",
    optionalComputed: ["security_rule"],
    replaces: ["location", "name", "resource_group_name"],
    objectLists: ["security_rule"],
    checks: [azureName("networkSecurityGroup"), ...securityRuleChecks],
    computed: () => ({ security_rule: [] }),
    // Source: `flattenNetworkSecurityRules`.
    read: recased("security_rule.protocol", "*", "Ah", "Esp", "Icmp", "Tcp", "Udp"),
  },
  azurerm_subnet_network_security_group_association: {
    arm: "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroupAssociations",
    id: "{subnet_id}",
    armId: (id) => `${id}/networkSecurityGroupAssociations/default`,
    replaces: ["network_security_group_id", "subnet_id"],
    checks: [
      resourceId("subnet_id", "Microsoft.Network/virtualNetworks/subnets"),
      resourceId("network_security_group_id", "Microsoft.Network/networkSecurityGroups"),
    ],
  },
  azurerm_private_endpoint: {
    arm: "Microsoft.Network/privateEndpoints",
    id: "{group}/Microsoft.Network/privateEndpoints/{name}",
    optionalComputed: ["ip_configuration.member_name"],
    replaces: [
      "custom_network_interface_name",
      "ip_configuration.member_name",
      "ip_configuration.name",
      "ip_configuration.private_ip_address",
      "ip_configuration.subresource_name",
      "location",
      "name",
      "private_service_connection.is_manual_connection",
      "private_service_connection.name",
      "private_service_connection.private_connection_resource_alias",
      "private_service_connection.private_connection_resource_id",
      "private_service_connection.subresource_names",
      "resource_group_name",
      "subnet_id",
    ],
    items: { private_dns_zone_group: [0, 1], private_service_connection: [1, 1] },
    checks: [
      resourceId("subnet_id", "Microsoft.Network/virtualNetworks/subnets"),
      ...["name", "private_dns_zone_group.name", "private_service_connection.name", "ip_configuration.name"].map(
        linkName,
      ),
      resourceId("private_dns_zone_group.private_dns_zone_ids", "Microsoft.Network/privateDnsZones"),
      resourceId("private_service_connection.private_connection_resource_id"),
      matches(
        "private_service_connection.subresource_names",
        /^[a-zA-Z0-9][\w.-]{1,61}[a-zA-Z0-9]$/,
        "3 to 63 letters, digits, _, . and -, a letter or digit at both ends",
      ),
      matches("private_service_connection.request_message", /^[^]{1,140}$/, "1 to 140 characters"),
      exactlyOne(
        "private_service_connection.private_connection_resource_id",
        "private_service_connection.private_connection_resource_alias",
      ),
      rule(["private_service_connection.is_manual_connection"], (values) => {
        const manual = valuesAt(values, "private_service_connection.is_manual_connection")[0] === true;
        const message = valuesAt(values, "private_service_connection.request_message")[0];
        if (manual && !message) return "`request_message` is required when `is_manual_connection` is true";
        return !manual && message ? "`request_message` must be empty when `is_manual_connection` is false" : undefined;
      }),
    ],
    computed: endpointValues,
    told: ({ id, cloud }) => policyZones(cloud, id),
  },
  azurerm_private_dns_zone: {
    arm: "Microsoft.Network/privateDnsZones",
    id: "{group}/Microsoft.Network/privateDnsZones/{name}",
    optionalComputed: ["soa_record"],
    replaces: ["name", "resource_group_name", "soa_record"],
    defaults: {
      "soa_record.expire_time": 2419200,
      "soa_record.minimum_ttl": 10,
      "soa_record.refresh_time": 3600,
      "soa_record.retry_time": 300,
      "soa_record.ttl": 3600,
    },
    items: { soa_record: [0, 1] },
    checks: [matches("name", /^(?!.*\.\.)[\w-]+(\.[\w-]+)+$/, "a domain name of at least two labels")],
    told: ({ id, cloud }) => ({ number_of_record_sets: 1 + recordsOf(cloud, id) }),
    computed: ({ values }) => ({
      number_of_record_sets: 1,
      max_number_of_record_sets: 25_000,
      max_number_of_virtual_network_links: 1_000,
      max_number_of_virtual_network_links_with_registration: 100,
      soa_record: [
        {
          email: "azureprivatedns-host.microsoft.com",
          expire_time: 2_419_200,
          fqdn: `${String(values["name"])}.`,
          host_name: "azureprivatedns.net",
          minimum_ttl: 10,
          refresh_time: 3_600,
          retry_time: 300,
          serial_number: 1,
          tags: {},
          ttl: 3_600,
        },
      ],
    }),
  },
  azurerm_private_dns_zone_virtual_network_link: {
    arm: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    id: "{group}/Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}",
    optionalComputed: ["resolution_policy"],
    replaces: ["name", "private_dns_zone_name", "resource_group_name", "virtual_network_id"],
    defaults: { registration_enabled: false },
    checks: [
      resourceId("virtual_network_id", "Microsoft.Network/virtualNetworks"),
      oneOf("resolution_policy", "Default", "NxDomainRedirect"),
    ],
    computed: () => ({ resolution_policy: "Default" }),
  },
};
