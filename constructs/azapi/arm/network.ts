import type { BastionTier } from "../../../domain/network/jump-host";

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

/** `Microsoft.Network/networkInterfaces@2024-05-01`: how a machine is joined to a subnet. */
export interface NetworkInterfaceBody {
  readonly properties: {
    readonly ipConfigurations: readonly {
      readonly name: string;
      readonly properties: {
        readonly subnet: { readonly id: string };
        readonly privateIPAllocationMethod: "Dynamic";
      };
    }[];
  };
}

/** `Microsoft.Network/bastionHosts@2024-05-01`. */
export interface BastionBody {
  readonly sku: { readonly name: BastionTier };
  readonly properties: {
    /** Of the Developer tier, which stands in no subnet: the network whose machines it leads to. */
    readonly virtualNetwork?: { readonly id: string };
    /** Of the other tiers: where they stand, and by which address people get there. */
    readonly ipConfigurations?: readonly {
      readonly name: string;
      readonly properties: {
        readonly subnet: { readonly id: string };
        readonly publicIPAddress: { readonly id: string };
      };
    }[];
    /** Whether `az network bastion ssh` and `tunnel` may be used beside a browser. Of Standard only. */
    readonly enableTunneling?: boolean;
  };
}

/** `Microsoft.Network/publicIPAddresses@2024-05-01`. */
export interface PublicAddressBody {
  readonly sku: { readonly name: "Standard" };
  /** Zones of the region that the address outlives the loss of. Left to Azure where it is not given. */
  readonly zones?: readonly string[];
  readonly properties: {
    readonly publicIPAllocationMethod: "Static";
    readonly publicIPAddressVersion: "IPv4";
  };
}

/** `Microsoft.Network/natGateways@2024-05-01`. */
export interface NatGatewayBody {
  readonly sku: { readonly name: "Standard" };
  readonly properties: { readonly publicIpAddresses: readonly { readonly id: string }[] };
}

/** `GitHub.Network/networkSettings@2024-04-02`: a subnet that GitHub puts runners into. */
export interface GitHubNetworkSettingsBody {
  readonly properties: {
    /** A subnet that is delegated to `GitHub.Network/networkSettings`. */
    readonly subnetId: string;
    /** `databaseId` of the GitHub organization, or of its enterprise. */
    readonly businessId: string;
  };
}
