import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { checkSubnets, type SubnetMistake } from "../../domain/network/subnets";
import type { ArmResource, Logs, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { named, requireValid, told, type Rule } from "../rules";
import { HubPeering, type HubProps } from "./hub-peering";
import { setSecurityRules, subnetRules } from "./security-rules";

/** One subnet: its addresses, and the name of the security group that guards it. */
export interface SubnetProps {
  /** A block inside the network's address space, e.g. `10.40.0.0/26`. */
  readonly addresses: string;
  readonly securityGroupName: string;
}

export interface EnvironmentNetworkProps extends Placement {
  /** Name of the virtual network. */
  readonly name: string;
  /** Block of addresses of the network, e.g. `10.40.0.0/22`. */
  readonly addressSpace: string;
  readonly subnets: {
    /** Where the private endpoints of the environment's resources get their addresses. */
    readonly privateEndpoints: SubnetProps;
    /** For what operates the environment from inside: a runner, a jump host. */
    readonly operations: SubnetProps;
  };
  /**
   * Addresses of name servers, the first asked first.
   * @default - Azure's own
   */
  readonly dnsServers?: readonly string[];
  /**
   * A firewall that everything that leaves the network goes through.
   * @default - no route to one
   */
  readonly firewall?: FirewallProps;
  /**
   * A hub that the network is peered with.
   * @default - none
   */
  readonly hub?: HubProps;
  /** The Log Analytics workspace that security group logs go to. */
  readonly logs: Logs;
}

export interface FirewallProps {
  /** Its private address, e.g. `10.0.0.4`. */
  readonly address: string;
  /** Name of the route table that leads there. */
  readonly routeTableName: string;
}

/** What others of an environment need to know of its network, whoever made it. */
export interface IEnvironmentNetwork extends ArmResource {
  /** Where private endpoints get their addresses. */
  readonly privateEndpointsSubnet: ArmResource;
}

const networkRules: readonly Rule<EnvironmentNetworkProps>[] = [
  named("MLOPS-NETWORK-001", "virtualNetwork"),
  { code: "MLOPS-NETWORK-002", check: (props) => mistakeIn(props, "outside") },
  { code: "MLOPS-NETWORK-003", check: (props) => mistakeIn(props, "overlap") },
];

/** The first mistake of a kind, as configuration finds it. Addresses that are known after apply only are not judged. */
function mistakeIn({ addressSpace, subnets }: EnvironmentNetworkProps, kind: SubnetMistake["rule"]) {
  const blocks = { privateEndpoints: subnets.privateEndpoints.addresses, operations: subnets.operations.addresses };
  if ([addressSpace, ...Object.values(blocks)].some((text) => Token.isUnresolved(text))) return undefined;
  const found = [...checkSubnets({ network: { addressSpace, subnets: blocks } })].find(({ rule }) => rule === kind);
  return told(found === undefined ? "" : `subnets.${found.subnet}`, found);
}

/**
 * The virtual network of one environment: a subnet for private endpoints and one for operations, each with its own
 * security group that lets nothing in from outside the network.
 *
 * Subnets are made through azapi, because a landing zone denies one whose first request has no security group
 * (`Deny-Subnet-Without-Nsg`) or no route table (`Deny-Subnet-Without-Udr`), and azurerm adds them in a second. Written into
 * `azurerm_virtual_network` itself, a change of their addresses would not be seen (`resourceAzureSubnetHash`), and subnets of
 * others would be removed.
 *
 * A company's policies may put the network under protection against denial of service; that is left to them.
 *
 * Limitations: computes run in the managed network of the Azure ML workspace, not here. The operations subnet has no
 * way out to the internet until someone adds one (a NAT gateway or a firewall route). File shares can be reached over
 * HTTPS but not mounted over SMB: port 445 is closed.
 */
export class EnvironmentNetwork extends Construct implements IEnvironmentNetwork {
  readonly resource: VirtualNetwork;
  readonly privateEndpointsSubnet: AzapiResource;
  readonly operationsSubnet: AzapiResource;
  private readonly routes: AzapiResource | undefined;

  constructor(scope: Construct, id: string, props: EnvironmentNetworkProps) {
    super(scope, id);
    requireValid(this, networkRules, props);

    this.resource = new VirtualNetwork(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      addressSpace: [props.addressSpace],
      // azurerm keeps the servers of before where none are written.
      dnsServers: [...(props.dnsServers ?? [])],
      // Written by the policy "Virtual networks should be protected by Azure DDoS Protection", which landing zones assign.
      lifecycle: { ignoreChanges: ["ddos_protection_plan"] },
    });
    this.routes = props.firewall && this.addRoutes(props.firewall, props);
    this.privateEndpointsSubnet = this.addSubnet("PrivateEndpoints", "private-endpoints", "privateEndpoints", props);
    this.operationsSubnet = this.addSubnet("Operations", "operations", "operations", props);
    if (props.hub !== undefined) {
      const after = [this.privateEndpointsSubnet, this.operationsSubnet];
      new HubPeering(this, "Hub", { ...props.hub, network: this.resource, after });
    }
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }

  /** Traffic to private endpoints keeps its own way: their addresses are routes that are longer than this one. */
  private addRoutes({ address, routeTableName }: FirewallProps, { resourceGroup, location }: Placement): AzapiResource {
    return new AzapiResource(this, "Routes", {
      type: "Microsoft.Network/routeTables@2024-05-01",
      name: routeTableName,
      parentId: resourceGroup.id,
      location,
      body: {
        properties: {
          // A gateway's routes would lead past the firewall.
          disableBgpRoutePropagation: true,
          routes: [
            {
              name: "everything-to-firewall",
              properties: {
                addressPrefix: "0.0.0.0/0",
                nextHopType: "VirtualAppliance",
                nextHopIpAddress: address,
              },
            },
          ],
        },
      },
      ignoreCasing: true,
      // Azure keeps one that a subnet uses: where it goes, it goes after the subnets let go of it.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private addSubnet(
    id: string,
    name: string,
    use: keyof typeof subnetRules,
    props: EnvironmentNetworkProps,
  ): AzapiResource {
    const parts = new Construct(this, id);
    const { addresses, securityGroupName } = props.subnets[use];
    const group = new NetworkSecurityGroup(parts, "SecurityGroup", {
      name: securityGroupName,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
    });
    setSecurityRules(group, subnetRules[use]);
    const subnet = new AzapiResource(parts, "Subnet", {
      type: "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
      name,
      parentId: this.resource.id,
      body: {
        properties: {
          addressPrefix: addresses,
          networkSecurityGroup: { id: group.id },
          // Said even if there is none: what a body leaves out azapi leaves as it is in Azure.
          routeTable: this.routes === undefined ? null : { id: this.routes.id },
          defaultOutboundAccess: false,
          // Otherwise the security group does not apply to private endpoints.
          privateEndpointNetworkPolicies: "Enabled",
        },
      },
      ignoreCasing: true,
      // Azure changes one subnet of a network at a time.
      locks: [this.resource.id],
    });
    new Diagnostics(parts, "Diagnostics", { target: group, kind: "networkSecurityGroup", logs: props.logs });
    return subnet;
  }
}
