/** `Microsoft.Network/virtualNetworks/subnets@2024-05-01`. */
export interface SubnetBody {
  readonly properties: {
    /** A block inside the network's address space. */
    readonly addressPrefix: string;
    readonly networkSecurityGroup: { readonly id: string };
    /** `null`: Azure's own routes. */
    readonly routeTable: { readonly id: string } | null;
    /** Whether machines without a way out get one of Azure's. */
    readonly defaultOutboundAccess: boolean;
    /** What applies to private endpoints, too: rules of the security group, routes, both or neither. */
    readonly privateEndpointNetworkPolicies:
      "Enabled" | "Disabled" | "NetworkSecurityGroupEnabled" | "RouteTableEnabled";
  };
}
