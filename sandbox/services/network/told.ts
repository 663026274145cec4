import { sameId } from "../../../domain/azure/ids";
import { isObject } from "../../engine/arm/json";
import type { Cloud } from "../../engine/arm/cloud";
import { block, items } from "../../engine/azurerm/shape";
import type { Values } from "../../engine/azurerm/type-entry";
import { subnetPrefixes } from "./subnet-prefixes";
import type { JsonObject } from "../../engine/store/store";

const subnetType = "Microsoft.Network/virtualNetworks/subnets";

/** The subnets of a network as azurerm tells of them at the network. */
export const subnetsOf = (cloud: Cloud, network: string): readonly Values[] =>
  cloud
    .within(network)
    .filter(({ type }) => sameId(type, subnetType))
    .map(({ id, name, properties }) => {
      const associated = cloud.show(`${id}/networkSecurityGroupAssociations/default`)?.properties;
      const group = associated?.["networkSecurityGroupId"];
      return subnetAtNetwork(
        id,
        name,
        group === undefined ? properties : { ...properties, networkSecurityGroup: { id: group } },
      );
    });

/** azurerm's subnets are kept by its own names, azapi's by ARM's. */
function subnetAtNetwork(id: string, name: string, properties: JsonObject): Values {
  const { networkSecurityGroup, routeTable } = properties;
  return {
    id,
    name,
    address_prefixes: subnetPrefixes(properties),
    security_group: (networkSecurityGroup as JsonObject | undefined)?.["id"] ?? "",
    route_table_id: (routeTable as JsonObject | undefined)?.["id"] ?? "",
    default_outbound_access_enabled: (properties["defaultOutboundAccess"] ??
      properties["defaultOutboundAccessEnabled"] ??
      true) as boolean,
    private_endpoint_network_policies: String(properties["privateEndpointNetworkPolicies"] ?? "Disabled"),
    private_link_service_network_policies_enabled: properties["privateLinkServiceNetworkPolicies"] !== "Disabled",
    service_endpoints: items(properties, "serviceEndpoints"),
    service_endpoint_policy_ids: [],
    delegation: [],
  };
}

/** How many records private endpoints have put into a zone: one for each that is connected to it. */
export const recordsOf = (cloud: Cloud, zone: string): number =>
  cloud
    .ofType("Microsoft.Network/privateEndpoints")
    .filter(({ properties }) =>
      items(block(properties, "privateDnsZoneGroup"), "privateDnsZoneIds").some((one) => sameId(String(one), zone)),
    ).length;

/** The plan against denial of service that a policy put a network under. */
export function protectionOf(cloud: Cloud, network: string): Values {
  const plan = cloud.show(network)?.properties["ddosProtectionPlan"];
  const id = isObject(plan) ? plan["id"] : undefined;
  return typeof id === "string" ? { ddos_protection_plan: [{ enable: true, id }] } : {};
}

/** The group of zones that a policy connected an endpoint to. */
export function policyZones(cloud: Cloud, endpoint: string): Values {
  const [group] = cloud
    .within(endpoint)
    .filter(({ type }) => sameId(type, "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"));
  if (group === undefined) return {};
  const configs = items(group.properties, "privateDnsZoneConfigs").filter(isObject);
  const ids = configs.map((config) => (config["properties"] as JsonObject)["privateDnsZoneId"]!);
  return { private_dns_zone_group: [{ id: group.id, name: group.name, private_dns_zone_ids: ids }] };
}
