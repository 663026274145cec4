import type { Construct } from "constructs";
import type { Logs, Placement } from "../constructs/arm-resource";
import { EnvironmentNetwork, type IEnvironmentNetwork } from "../constructs/network";
import type { EnvironmentNames } from "../domain/azure/names";
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
  const { addressSpace, existing, dnsServers, firewall, hub, runners } = network;
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
    },
    ...(runners !== undefined && {
      runners: {
        businessId: runners.businessId,
        name: names.gitHubNetworkSettings,
        natGatewayName: names.natGateway,
        publicIpAddressName: names.publicIpAddress,
      },
    }),
    dnsServers,
    ...(firewall !== undefined && { firewall: { address: firewall, routeTableName: names.routeTable } }),
    ...(hub !== undefined && { hub: { ...hub, peeringName: names.hubPeering } }),
    logs,
  });
}
