import type { Construct } from "constructs";
import type { Logs, Placement } from "../constructs/arm-resource";
import { EnvironmentNetwork, type IEnvironmentNetwork } from "../constructs/network";
import type { EnvironmentNames } from "../domain/azure/names";
import { BASTION_DEVELOPER_ADDRESS, type BastionTier, standsInNetwork } from "../domain/network/jump-host";
import { subnetsOf } from "../domain/network/subnets";
import type { Environment } from "../schema/configuration";

interface NetworkPlace {
  readonly environment: Environment;
  readonly names: EnvironmentNames;
  readonly placement: Placement;
  readonly logs: Logs;
}

/** The environment's own network, or the one that others made. */
export function addNetwork(
  scope: Construct,
  { environment, names, placement, logs }: NetworkPlace,
): IEnvironmentNetwork {
  const { network } = environment;
  const { addressSpace, existing, dnsServers, firewall, hub, runners, jumpHost } = network;
  if (existing !== undefined || addressSpace === undefined) {
    const { virtualNetwork: id, privateEndpoints } = existing!;
    return { id, privateEndpointsSubnet: { id: `${id}/subnets/${privateEndpoints}` } };
  }
  const subnets = subnetsOf({ network: { ...network, addressSpace } });
  const subnet = (name: string, addresses: string) => ({
    addresses,
    securityGroupName: names.networkSecurityGroup(name),
  });
  return new EnvironmentNetwork(scope, "Network", {
    ...placement,
    name: names.virtualNetwork,
    addressSpace,
    subnets: {
      privateEndpoints: subnet("private-endpoints", subnets.privateEndpoints),
      operations: subnet("operations", subnets.operations),
      ...(subnets.runners !== undefined && { runners: subnet("runners", subnets.runners) }),
      ...(subnets.bastion !== undefined && { bastion: subnet("bastion", subnets.bastion) }),
    },
    ...(runners !== undefined && {
      runners:
        runners.type === "github"
          ? { service: "github", businessId: runners.businessId, name: names.gitHubNetworkSettings }
          : { service: "azure-devops" },
    }),
    ...(jumpHost !== undefined && { jumpHost: { from: comesFrom(jumpHost.bastion) } }),
    ...((runners ?? jumpHost) !== undefined && {
      gateway: { name: names.natGateway, publicIpAddressName: names.publicIpAddress },
    }),
    dnsServers,
    ...(firewall !== undefined && { firewall: { address: firewall, routeTableName: names.routeTable } }),
    ...(hub !== undefined && { hub: { ...hub, peeringName: names.hubPeering } }),
    logs,
  });
}

/** Where people who go to a jump host come from; from the hub, or by whatever else leads in, without a Bastion of its own. */
function comesFrom(bastion: BastionTier | undefined): string {
  if (bastion === undefined) return "VirtualNetwork";
  return standsInNetwork(bastion) ? "bastion" : BASTION_DEVELOPER_ADDRESS;
}
