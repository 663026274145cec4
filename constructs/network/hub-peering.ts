import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PeeringSides } from "../../domain/network/landing-zone";
import type { ArmResource } from "../arm-resource";
import { AzapiResource } from "../azapi";

/** The hub that a network is peered with, which others own. */
export interface HubProps {
  /** ARM id of the hub's virtual network. */
  readonly virtualNetwork: string;
  /** Name of each side of the peering. */
  readonly peeringName: string;
  /** Sides that are made. */
  readonly peering: PeeringSides;
  /** Whether this network uses the hub's gateway. */
  readonly useGateway: boolean;
}

export interface HubPeeringProps extends HubProps {
  /** The network on this side. */
  readonly network: ArmResource;
  /** What has to be there before: Azure refuses changes of subnets while a peering is being made. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * A peering of a network with a hub's: traffic that a firewall in the hub forwards is let in, and the hub's gateway is used if
 * asked for. The link works once both sides are there.
 *
 * Through azapi, as its hub's side lies in another subscription than the one that azurerm is set up for.
 *
 * Limitations: a hub of a Virtual WAN takes no peering; its team connects the network. What is peered with the hub is not
 * reached by that, but for what the hub forwards. After the address space of the network has changed, routes to what is new are
 * missing until the peering is synchronized (`az network vnet peering sync`), on the hub's side. Where both sides are made, to
 * stop using the hub's gateway takes the peering out and in again: Azure keeps the hub from taking back what is in use.
 */
export class HubPeering extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: HubPeeringProps) {
    super(scope, id);
    const { network, after, virtualNetwork, peeringName, peering, useGateway } = props;
    const side = (
      name: string,
      from: string,
      to: string,
      gateway: { readonly transit: boolean; readonly remote: boolean; readonly after: readonly ITerraformDependable[] },
    ) =>
      new AzapiResource(this, name, {
        type: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01",
        name: peeringName,
        parentId: from,
        body: {
          properties: {
            remoteVirtualNetwork: { id: to },
            allowVirtualNetworkAccess: true,
            allowForwardedTraffic: true,
            allowGatewayTransit: gateway.transit,
            useRemoteGateways: gateway.remote,
          },
        },
        ignoreCasing: true,
        // Azure refuses to lead a peering elsewhere. Source: azurerm 4.55.0, `remote_virtual_network_id` forces a new one.
        replaceTriggersExternalValues: { remote: to },
        // A network takes one change at a time.
        locks: [network.id],
        dependsOn: [...gateway.after],
      });
    // A side may use the other's gateway only once the other lets it.
    const theirs =
      peering === "both"
        ? [side("Hub", virtualNetwork, network.id, { transit: useGateway, remote: false, after })]
        : [];
    const own = { transit: false, remote: useGateway, after: [...after, ...theirs] };
    this.resource = side("Own", network.id, virtualNetwork, own);
  }
}
