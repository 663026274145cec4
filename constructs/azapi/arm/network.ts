/** `Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01`: one side of a peering. */
export interface PeeringBody {
  readonly properties: {
    readonly remoteVirtualNetwork: { readonly id: string };
    /** Whether machines of both networks may talk to each other. */
    readonly allowVirtualNetworkAccess: boolean;
    /** Whether what comes from the other side may have begun elsewhere: in an office, or behind a firewall. */
    readonly allowForwardedTraffic: boolean;
    /** Whether the other network may use this one's gateway. */
    readonly allowGatewayTransit: boolean;
    /** Whether this network uses the other one's gateway. */
    readonly useRemoteGateways: boolean;
  };
}

/** `Microsoft.Network/routeTables@2024-05-01`. */
export interface RouteTableBody {
  readonly properties: {
    /** Whether routes that a gateway learns are left out. */
    readonly disableBgpRoutePropagation: boolean;
    readonly routes: readonly {
      readonly name: string;
      readonly properties: {
        readonly addressPrefix: string;
        readonly nextHopType: "VirtualAppliance";
        readonly nextHopIpAddress: string;
      };
    }[];
  };
}
