/** Traffic that Azure demands to be let through. */
export interface NeededTraffic {
  readonly direction: "Inbound" | "Outbound";
  /** Service tag, or `*`. */
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly string[];
}

const needed = (
  direction: NeededTraffic["direction"],
  source: string,
  destination: string,
  ...ports: readonly string[]
): NeededTraffic => ({ direction, source, destination, ports });

/**
 * What a security group on `AzureBastionSubnet` has to allow: with less Azure refuses the Bastion, or keeps updates from it.
 * Source: Azure Bastion, bastion-nsg, "Required NSG rules".
 */
export const bastionNeeds: readonly NeededTraffic[] = [
  needed("Inbound", "Internet", "*", "443"),
  needed("Inbound", "GatewayManager", "*", "443"),
  needed("Inbound", "AzureLoadBalancer", "*", "443"),
  needed("Inbound", "VirtualNetwork", "VirtualNetwork", "8080", "5701"),
  needed("Outbound", "*", "VirtualNetwork", "22", "3389"),
  needed("Outbound", "*", "AzureCloud", "443"),
  needed("Outbound", "VirtualNetwork", "VirtualNetwork", "8080", "5701"),
  needed("Outbound", "*", "Internet", "80"),
];

/** A need in words: `Inbound GatewayManager to *:443`. */
export const trafficInWords = ({ direction, source, destination, ports }: NeededTraffic): string =>
  `${direction} ${source} to ${destination}:${ports.join(",")}`;
