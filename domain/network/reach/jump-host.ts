import { sameId } from "../../azure/ids";
import { parentOf, Reading, scopeOf } from "./described";
import type { ResourceIndex } from "./resource-index";

/** By which way people get to a machine inside a network: Bastion, or from what the network is connected with. */
export type PeoplesWay = "Bastion" | "connected networks";

/** The way in which people get to a machine that stands in a subnet; undefined if none does. */
export function peoplesWay(resources: ResourceIndex, subnet: string): PeoplesWay | undefined {
  const inScope = (type: string) => resources.by(type, "scope", scopeOf(subnet));
  const stands = inScope("microsoft.network/networkinterfaces").some(({ arguments: written, body }) =>
    [
      ...new Reading(written).each("ip_configuration", "subnet_id"),
      ...new Reading(body).each("properties.ipConfigurations", "properties.subnet.id"),
    ].some((one) => sameId(one, subnet)),
  );
  if (!stands) return undefined;
  const network = parentOf(subnet);
  const bastion = inScope("microsoft.network/bastionhosts").some(({ arguments: written, body }) => {
    const [a, b] = [new Reading(written), new Reading(body)];
    const around = [
      ...a.each("ip_configuration", "subnet_id"),
      ...b.each("properties.ipConfigurations", "properties.subnet.id"),
    ].map(parentOf);
    return [...around, ...a.texts("virtual_network_id"), ...b.texts("properties.virtualNetwork.id")].some((one) =>
      sameId(one, network),
    );
  });
  return bastion ? "Bastion" : "connected networks";
}
