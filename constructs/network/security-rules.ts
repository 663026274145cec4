import type { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";

/** One rule of a network security group. Lower priorities win, 100–4096. */
export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly direction: "Inbound" | "Outbound";
  readonly access: "Allow" | "Deny";
  readonly protocol: "Tcp" | "Udp" | "*";
  /** An address block or a service tag; `*` is anywhere. */
  readonly source: string;
  readonly destination: string;
  /** A port, a range, or several of them; `*` is any. */
  readonly ports: string | readonly string[];
}

/** Nothing comes in but what a rule before this one allows: not from the internet, nor from peered networks. */
const DENY_ALL_INBOUND: SecurityRule = {
  name: "DenyAllInbound",
  priority: 4096,
  direction: "Inbound",
  access: "Deny",
  protocol: "*",
  source: "*",
  destination: "*",
  ports: "*",
};

/** A machine that was taken over must not reach others by SSH, RDP or WinRM. */
const DENY_LATERAL_MOVEMENT: SecurityRule = {
  name: "DenyRemoteManagementOutbound",
  priority: 100,
  direction: "Outbound",
  access: "Deny",
  protocol: "Tcp",
  source: "*",
  destination: "*",
  ports: ["22", "3389", "5985", "5986"],
};

/** Where people on their way to a jump host come from. An address, a block, or a service tag. */
const allowSsh = (source: string): SecurityRule => ({
  name: "AllowSshToJumpHost",
  priority: 100,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  source,
  destination: "VirtualNetwork",
  ports: "22",
});

const allowed = (
  name: string,
  priority: number,
  direction: SecurityRule["direction"],
  [source, destination]: readonly [string, string],
  [protocol, ports]: readonly [SecurityRule["protocol"], SecurityRule["ports"]],
): SecurityRule => ({ name, priority, direction, access: "Allow", protocol, source, destination, ports });

/**
 * What Azure demands of a group on `AzureBastionSubnet`; with a rule missing it refuses the Bastion, or keeps updates from it.
 * Source: Azure Bastion, bastion-nsg, "Required NSG rules".
 */
const BASTION: readonly SecurityRule[] = [
  allowed("AllowHttpsInbound", 100, "Inbound", ["Internet", "*"], ["Tcp", "443"]),
  allowed("AllowGatewayManagerInbound", 110, "Inbound", ["GatewayManager", "*"], ["Tcp", "443"]),
  allowed("AllowAzureLoadBalancerInbound", 120, "Inbound", ["AzureLoadBalancer", "*"], ["Tcp", "443"]),
  allowed(
    "AllowBastionHostCommunicationInbound",
    130,
    "Inbound",
    ["VirtualNetwork", "VirtualNetwork"],
    ["*", ["8080", "5701"]],
  ),
  DENY_ALL_INBOUND,
  allowed("AllowSshRdpOutbound", 100, "Outbound", ["*", "VirtualNetwork"], ["*", ["22", "3389"]]),
  allowed("AllowAzureCloudOutbound", 110, "Outbound", ["*", "AzureCloud"], ["Tcp", "443"]),
  allowed(
    "AllowBastionHostCommunicationOutbound",
    120,
    "Outbound",
    ["VirtualNetwork", "VirtualNetwork"],
    ["*", ["8080", "5701"]],
  ),
  allowed("AllowHttpOutbound", 130, "Outbound", ["*", "Internet"], ["*", "80"]),
];

/** The rules of each subnet. */
export const subnetRules = {
  privateEndpoints: [
    {
      name: "AllowHttpsFromVirtualNetwork",
      priority: 100,
      direction: "Inbound",
      access: "Allow",
      protocol: "Tcp",
      source: "VirtualNetwork",
      destination: "VirtualNetwork",
      ports: "443",
    },
    DENY_ALL_INBOUND,
    DENY_LATERAL_MOVEMENT,
  ],
  operations: [DENY_ALL_INBOUND, DENY_LATERAL_MOVEMENT],
  // GitHub and Azure DevOps ask runners for nothing: they are asked, by HTTPS.
  runners: [DENY_ALL_INBOUND, DENY_LATERAL_MOVEMENT],
  bastion: BASTION,
} as const satisfies Record<string, readonly SecurityRule[]>;

/** The rules of the subnet `operations` where a jump host stands that is reached from an address, a block or a service tag. */
export const jumpHostRules = (source: string): readonly SecurityRule[] => [allowSsh(source), ...subnetRules.operations];

/**
 * Writes the rules into the group itself: one resource, changed in one request.
 *
 * They go in as an override because `security_rule` is an attribute made of objects, not a block: Terraform wants
 * every key of every object, null where unset, and the bindings leave unset keys out
 * (developer.hashicorp.com/terraform/language/attr-as-blocks).
 */
export function setSecurityRules(group: NetworkSecurityGroup, rules: readonly SecurityRule[]): void {
  group.addOverride("security_rule", rules.map(renderRule));
}

const renderRule = (rule: SecurityRule) => ({
  name: rule.name,
  priority: rule.priority,
  direction: rule.direction,
  access: rule.access,
  protocol: rule.protocol,
  source_address_prefix: rule.source,
  destination_address_prefix: rule.destination,
  source_port_range: "*",
  destination_port_range: typeof rule.ports === "string" ? rule.ports : null,
  destination_port_ranges: typeof rule.ports === "string" ? null : rule.ports,
  description: null,
  destination_address_prefixes: null,
  destination_application_security_group_ids: null,
  source_address_prefixes: null,
  source_application_security_group_ids: null,
  source_port_ranges: null,
});
