import { subnetPrefixes } from "./subnet-prefixes";
import type { JsonObject } from "../../engine/store/store";
import type { ComputeContext, Values } from "../../engine/azurerm/type-entry";

/** What a private endpoint exports: its network interface, its address, and its records in the DNS zones. */
export function endpointValues({ id, values, cloud }: ComputeContext): Values {
  const subnet = cloud.show(String(values["subnet_id"]));
  const prefix = subnetPrefixes(subnet?.properties ?? {})[0] ?? "10.0.0.0/24";
  const address = addressIn(prefix, id);
  const name = `${String(values["custom_network_interface_name"] ?? "") || `${String(values["name"])}.nic`}`;
  const interfaceId = id.replace(/\/privateEndpoints\/.*$/i, `/networkInterfaces/${name}`);
  const groups = (values["private_dns_zone_group"] ?? []) as readonly JsonObject[];
  const zones = groups.flatMap((group) =>
    ((group["private_dns_zone_ids"] ?? []) as readonly string[]).map((zone) => ({
      group: String(group["name"]),
      zone,
    })),
  );
  return {
    network_interface: [{ id: interfaceId, name }],
    private_service_connection: [{ private_ip_address: address }],
    private_dns_zone_group: groups.map((group) => ({ id: `${id}/privateDnsZoneGroups/${String(group["name"])}` })),
    private_dns_zone_configs: zones.map(({ group, zone }) => ({
      id: `${id}/privateDnsZoneGroups/${group}/privateDnsZoneConfigs/${zone.split("/").at(-1)!}`,
      name: zone.split("/").at(-1)!,
      private_dns_zone_id: zone,
      record_sets: [],
    })),
    custom_dns_configs: [],
  };
}

/** An address in the subnet: a function of the endpoint's id, behind the five that Azure reserves. */
function addressIn(prefix: string, id: string): string {
  const [network, bits] = prefix.split("/") as [string, string];
  const reserved = 4;
  const room = Math.max(1, 2 ** Math.min(8, 32 - Number(bits)) - reserved - 1);
  const offset = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % room, 7) + reserved;
  const parts = network.split(".").map(Number);
  return [...parts.slice(0, 3), (parts[3] ?? 0) + offset].join(".");
}
