import { BASTION_SUBNET } from "../domain/network/jump-host";
import type { PolicyResource } from "./resource";
import type { World } from "./world";

/** Whether a subnet is the one that Bastion stands in. */
export const isBastionSubnet = (subnet: PolicyResource): boolean =>
  (subnet.text("name") ?? "").toLowerCase() === BASTION_SUBNET.toLowerCase();

/**
 * Whether a security group is that of Bastion's own subnet, and of no other: Azure prescribes rules for it that nothing else
 * should have.
 */
export function guardsBastion(group: PolicyResource, world: World): boolean {
  const guarded = world
    .in(group.stack, "Microsoft.Network/virtualNetworks/subnets")
    .filter((subnet) => world.pointsAt(subnet, "properties.networkSecurityGroup.id", group) === true);
  return guarded.length > 0 && guarded.every(isBastionSubnet);
}
