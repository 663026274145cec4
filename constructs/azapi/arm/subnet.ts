import type { runnerDelegations, RunnerService } from "../../../domain/network/runners";

type RunnerDelegation = (typeof runnerDelegations)[RunnerService];

/** `Microsoft.Network/virtualNetworks/subnets@2024-05-01`. */
export interface SubnetBody {
  readonly properties: {
    /** A block inside the network's address space. */
    readonly addressPrefix: string;
    readonly networkSecurityGroup: { readonly id: string };
    /** `null`: Azure's own routes. */
    readonly routeTable: { readonly id: string } | null;
    /** What leads machines out to the internet. `null`: nothing of the subnet's own. */
    readonly natGateway?: { readonly id: string } | null;
    /** The service whose machines the subnet is for, and nobody else's. */
    readonly delegations?: readonly {
      readonly name: string;
      readonly properties: { readonly serviceName: RunnerDelegation };
    }[];
    /** Whether machines without a way out get one of Azure's. */
    readonly defaultOutboundAccess: boolean;
    /** What applies to private endpoints, too: rules of the security group, routes, both or neither. */
    readonly privateEndpointNetworkPolicies:
      "Enabled" | "Disabled" | "NetworkSecurityGroupEnabled" | "RouteTableEnabled";
  };
}
