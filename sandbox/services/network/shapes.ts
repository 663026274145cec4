import { sameId } from "../../../domain/azure/ids";
import { block, blocks, items, present, type ShapeTable, succeeded } from "../../engine/azurerm/shape";
import { subnetPrefixes } from "./subnet-prefixes";
import type { Json, JsonObject } from "../../engine/store/store";

/** Groups, networks and private endpoints, as Microsoft.Resources and Microsoft.Network answer. */
export const networkShapes: ShapeTable = {
  azurerm_resource_group: ({ values }) => ({
    ...present({ managedBy: values["managed_by"] }),
    properties: succeeded,
  }),
  azurerm_virtual_network: ({ id, values, cloud }) => ({
    properties: {
      ...succeeded,
      ...present({ resourceGuid: values["guid"] }),
      addressSpace: { addressPrefixes: items(values, "address_space") },
      dhcpOptions: { dnsServers: items(values, "dns_servers") },
      subnets: cloud
        .within(id)
        .filter(({ type }) => sameId(type, "Microsoft.Network/virtualNetworks/subnets"))
        .map((subnet) => ({
          id: subnet.id,
          name: subnet.name,
          type: subnet.type,
          properties: { ...succeeded, addressPrefixes: subnetPrefixes(subnet.properties) },
        })),
      virtualNetworkPeerings: [],
      ...present({
        bgpCommunities: valued("virtualNetworkCommunity", values["bgp_community"]),
        flowTimeoutInMinutes: values["flow_timeout_in_minutes"],
        privateEndpointVNetPolicies: values["private_endpoint_vnet_policies"],
        ddosProtectionPlan: valued("id", block(values, "ddos_protection_plan")?.["id"]),
      }),
      enableDdosProtection: block(values, "ddos_protection_plan")?.["enable"] === true,
      ...blocks(values, "encryption").reduce<JsonObject>(
        (_none, { enforcement }) => ({ encryption: { enabled: true, ...present({ enforcement }) } }),
        {},
      ),
    },
  }),
  azurerm_subnet: ({ values }) => ({
    properties: {
      ...succeeded,
      addressPrefix: items(values, "address_prefixes")[0] ?? "",
      addressPrefixes: items(values, "address_prefixes"),
      serviceEndpoints: items(values, "service_endpoints").map((service) => ({ service })),
      delegations: blocks(values, "delegation").map((delegation) => ({
        name: delegation["name"]!,
        properties: {
          ...succeeded,
          serviceName: block(delegation, "service_delegation")?.["name"] ?? "",
          actions: items(block(delegation, "service_delegation"), "actions"),
        },
      })),
      privateEndpointNetworkPolicies: values["private_endpoint_network_policies"] ?? "Disabled",
      privateLinkServiceNetworkPolicies:
        values["private_link_service_network_policies_enabled"] === false ? "Disabled" : "Enabled",
      defaultOutboundAccess: values["default_outbound_access_enabled"] !== false,
      serviceEndpointPolicies: references(values, "service_endpoint_policy_ids"),
      ...present({ sharingScope: values["sharing_scope"] }),
    },
  }),
  azurerm_network_security_group: ({ id, values }) => ({
    properties: { ...succeeded, securityRules: blocks(values, "security_rule").map((rule) => securityRule(id, rule)) },
  }),
  azurerm_private_endpoint: ({ id, values }) => ({
    properties: {
      ...succeeded,
      subnet: { id: values["subnet_id"]! },
      ...present({ customNetworkInterfaceName: values["custom_network_interface_name"] }),
      networkInterfaces: blocks(values, "network_interface").map((one) => ({ id: one["id"]! })),
      ipConfigurations: blocks(values, "ip_configuration").map(ipConfiguration),
      privateLinkServiceConnections: connections(id, values, false),
      manualPrivateLinkServiceConnections: connections(id, values, true),
      customDnsConfigs: blocks(values, "custom_dns_configs").map((one) =>
        present({ fqdn: one["fqdn"], ipAddresses: items(one, "ip_addresses") }),
      ),
    },
  }),
  azurerm_private_dns_zone: ({ values }) => ({
    location: "global",
    properties: {
      ...succeeded,
      ...present({
        numberOfRecordSets: values["number_of_record_sets"],
        maxNumberOfRecordSets: values["max_number_of_record_sets"],
        maxNumberOfVirtualNetworkLinks: values["max_number_of_virtual_network_links"],
      }),
    },
  }),
  azurerm_private_dns_zone_virtual_network_link: ({ values }) => ({
    location: "global",
    properties: {
      ...succeeded,
      virtualNetwork: { id: values["virtual_network_id"]! },
      registrationEnabled: values["registration_enabled"] === true,
      resolutionPolicy: values["resolution_policy"] ?? "Default",
      virtualNetworkLinkState: "Completed",
    },
  }),
};

/** One member, if it has a value. */
const valued = (member: string, value: Json | undefined): JsonObject | undefined =>
  value === undefined || value === null || value === "" ? undefined : { [member]: value };

const references = (values: JsonObject, argument: string): readonly JsonObject[] =>
  items(values, argument).map((id) => ({ id }));

/** Groups of machines that a rule is about, which only rules have that are about some. */
const grouped = (rule: JsonObject, argument: string, property: string): JsonObject =>
  items(rule, argument).length === 0 ? {} : { [property]: references(rule, argument) };

/** Source: `expandPrivateEndpointIPConfigurations`. */
const ipConfiguration = (one: JsonObject): JsonObject => ({
  name: one["name"]!,
  properties: present({
    privateIPAddress: one["private_ip_address"],
    groupId: one["subresource_name"],
    memberName: one["member_name"] || one["subresource_name"],
  }),
});

function securityRule(group: string, rule: JsonObject): JsonObject {
  const both = (argument: string, property: string): JsonObject => ({
    ...present({ [property]: rule[argument] }),
    [property.endsWith("Prefix") ? `${property}es` : `${property}s`]: items(
      rule,
      argument.endsWith("prefix") ? `${argument}es` : `${argument}s`,
    ),
  });
  return {
    id: `${group}/securityRules/${String(rule["name"])}`,
    name: rule["name"]!,
    properties: {
      ...succeeded,
      ...present({ description: rule["description"], protocol: rule["protocol"] }),
      ...both("source_port_range", "sourcePortRange"),
      ...both("destination_port_range", "destinationPortRange"),
      ...both("source_address_prefix", "sourceAddressPrefix"),
      ...both("destination_address_prefix", "destinationAddressPrefix"),
      ...grouped(rule, "source_application_security_group_ids", "sourceApplicationSecurityGroups"),
      ...grouped(rule, "destination_application_security_group_ids", "destinationApplicationSecurityGroups"),
      access: rule["access"]!,
      priority: rule["priority"]!,
      direction: rule["direction"]!,
    },
  };
}

function connections(endpoint: string, values: JsonObject, manual: boolean): readonly JsonObject[] {
  return blocks(values, "private_service_connection")
    .filter((connection) => (connection["is_manual_connection"] === true) === manual)
    .map((connection) => ({
      id: `${endpoint}/privateLinkServiceConnections/${String(connection["name"])}`,
      name: connection["name"]!,
      properties: {
        ...succeeded,
        ...present({
          privateLinkServiceId:
            connection["private_connection_resource_id"] || connection["private_connection_resource_alias"],
          requestMessage: connection["request_message"],
        }),
        groupIds: items(connection, "subresource_names"),
        privateLinkServiceConnectionState: manual
          ? { status: "Pending", description: "", actionsRequired: "None" }
          : { status: "Approved", description: "Auto-Approved", actionsRequired: "None" },
      },
    }));
}
