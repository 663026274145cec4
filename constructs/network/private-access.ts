import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ArmResource, Placement } from "../arm-resource";

/**
 * What a private endpoint can lead to: the part of the resource it connects, and the DNS zones its names live in.
 * Source: Azure Private Link, private endpoint DNS configuration.
 */
export const privateLinks = {
  workspace: {
    subresource: "amlworkspace",
    zones: ["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"],
  },
  mlRegistry: { subresource: "amlregistry", zones: ["privatelink.api.azureml.ms"] },
  blob: { subresource: "blob", zones: ["privatelink.blob.core.windows.net"] },
  file: { subresource: "file", zones: ["privatelink.file.core.windows.net"] },
  dfs: { subresource: "dfs", zones: ["privatelink.dfs.core.windows.net"] },
  queue: { subresource: "queue", zones: ["privatelink.queue.core.windows.net"] },
  table: { subresource: "table", zones: ["privatelink.table.core.windows.net"] },
  vault: { subresource: "vault", zones: ["privatelink.vaultcore.azure.net"] },
  containerRegistry: { subresource: "registry", zones: ["privatelink.azurecr.io"] },
} as const satisfies Record<string, { readonly subresource: string; readonly zones: readonly string[] }>;

const ZONE_TYPE = "Microsoft.Network/privateDnsZones";

/** A kind of target that {@link privateLinks} knows. */
export type PrivateLinkKind = keyof typeof privateLinks;

/** Which DNS zones lead to private endpoints. */
export type PrivateDns =
  /** Zones of their own, linked to the network. */
  | { readonly mode: "own" }
  /** Zones that exist, by their standard names in this resource group. */
  | { readonly mode: "central"; readonly resourceGroup: string }
  /** Those that a policy connects endpoints to after they are made. */
  | { readonly mode: "policy" };

export interface PrivateAccessProps extends Placement {
  /** The network whose machines resolve the private names. */
  readonly virtualNetwork: ArmResource;
  /** The subnet that endpoints get their addresses from. */
  readonly subnet: ArmResource;
  /** @default - zones of their own */
  readonly dns?: PrivateDns;
}

export interface PrivateEndpointProps {
  /** Name of the private endpoint. */
  readonly name: string;
  /** What it leads to. */
  readonly target: ArmResource & {
    /** What must be there before, where the id refers to nothing. @default - nothing */
    readonly after?: ITerraformDependable;
  };
}

/**
 * Private endpoints in one subnet, and the private DNS zones that lead a network to them, unless others have them. A zone is
 * made once, for the first endpoint that needs it.
 *
 * An endpoint waits for its subnet, its target and its zones, and for nothing else: endpoints are made side by side,
 * and links between zones and network are on nobody's path.
 */
export class PrivateAccess extends Construct {
  private readonly zones = new Map<string, PrivateDnsZone>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PrivateAccessProps,
  ) {
    super(scope, id);
  }

  /**
   * Defines a private endpoint of this kind.
   * @param id - what tells it from others of its kind. Default: the kind
   */
  addEndpoint(kind: PrivateLinkKind, { name, target }: PrivateEndpointProps, id: string = kind): PrivateEndpoint {
    const { subresource, zones } = privateLinks[kind];
    const { dns = { mode: "own" } } = this.props;
    return new PrivateEndpoint(this, id, {
      name,
      ...(target.after !== undefined && { dependsOn: [target.after] }),
      location: this.props.location,
      resourceGroupName: this.props.resourceGroup.name,
      subnetId: this.props.subnet.id,
      privateServiceConnection: {
        name,
        isManualConnection: false,
        privateConnectionResourceId: target.id,
        subresourceNames: [subresource],
      },
      // An endpoint has one group of zones: where a policy writes it, ours would be refused, or theirs removed.
      ...(dns.mode === "policy"
        ? { lifecycle: { ignoreChanges: ["private_dns_zone_group"] } }
        : {
            privateDnsZoneGroup: { name: "default", privateDnsZoneIds: zones.map((zone) => this.zoneId(zone, dns)) },
          }),
    });
  }

  private zoneId(name: string, dns: Exclude<PrivateDns, { readonly mode: "policy" }>): string {
    return dns.mode === "own" ? this.zone(name).id : `${dns.resourceGroup}/providers/${ZONE_TYPE}/${name}`;
  }

  private zone(name: string): PrivateDnsZone {
    const existing = this.zones.get(name);
    if (existing !== undefined) return existing;
    const parts = new Construct(this, name);
    const zone = new PrivateDnsZone(parts, "Zone", { name, resourceGroupName: this.props.resourceGroup.name });
    new PrivateDnsZoneVirtualNetworkLink(parts, "Link", {
      name: "environment",
      resourceGroupName: this.props.resourceGroup.name,
      privateDnsZoneName: zone.name,
      virtualNetworkId: this.props.virtualNetwork.id,
      registrationEnabled: false,
    });
    this.zones.set(name, zone);
    return zone;
  }
}
