import { Construct } from "constructs";
import { JumpHostAccess } from "../constructs/access";
import type { Logs, Placement } from "../constructs/arm-resource";
import { Bastion, type IEnvironmentNetwork, JumpHost } from "../constructs/network";
import { resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import type { EnvironmentNames } from "../domain/azure/names";
import { findRegion } from "../domain/azure/regions";
import { standsInNetwork } from "../domain/network/jump-host";
import type { Environment, Organization } from "../schema/configuration";
import { roleHomeOf } from "../schema/own-roles";

interface WayInPlace {
  readonly organization: Organization;
  readonly environment: Environment;
  readonly names: EnvironmentNames;
  readonly placement: Placement;
  readonly network: IEnvironmentNetwork;
  readonly logs: Logs;
  readonly group: ResourceGroupRef;
}

/** The machine that people get in by, what leads to it and who may use both, of an environment that asks for one. */
export function addWayIn(scope: Construct, place: WayInPlace): void {
  const { organization, environment, names, placement, network, logs, group } = place;
  const { jumpHost } = environment.network;
  if (jumpHost === undefined || network.operationsSubnet === undefined) return;
  const parts = new Construct(scope, "WayIn");
  const host = new JumpHost(parts, "JumpHost", {
    ...placement,
    name: names.jumpHost,
    subnet: network.operationsSubnet,
    size: jumpHost.size,
    shutdown: jumpHost.shutdown,
  });
  const bastion =
    jumpHost.bastion === undefined
      ? undefined
      : new Bastion(parts, "Bastion", {
          ...placement,
          name: names.bastion,
          tier: jumpHost.bastion,
          network,
          ...(standsInNetwork(jumpHost.bastion) && { subnet: network.bastionSubnet! }),
          publicIpAddressName: names.bastionPublicIpAddress,
          zones: findRegion(environment.location)!.zones,
          logs,
        });
  const idOf = (type: string, name: string): string => resourceId(group, type, name);
  new JumpHostAccess(parts, "Access", {
    targets: {
      jumpHost: { id: host.id, key: idOf("Microsoft.Compute/virtualMachines", names.jumpHost) },
      jumpHostInterface: {
        id: host.networkInterface.id,
        key: idOf("Microsoft.Network/networkInterfaces", `${names.jumpHost}-nic`),
      },
      ...(bastion !== undefined && {
        bastion: { id: bastion.id, key: idOf("Microsoft.Network/bastionHosts", names.bastion) },
      }),
    },
    groups: jumpHost.access,
    home: roleHomeOf(organization, environment),
    resourceGroupId: placement.resourceGroup.id,
  });
}
