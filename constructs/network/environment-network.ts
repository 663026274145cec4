import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { BASTION_SUBNET } from "../../domain/network/jump-host";
import { runnerDelegations } from "../../domain/network/runners";
import { checkSubnets, type SubnetMistake } from "../../domain/network/subnets";
import type { ArmResource, Logs, Placement } from "../arm-resource";
import { AzapiResource, type SubnetBody } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { named, requireValid, told, type Rule } from "../rules";
import { GitHubRunners } from "./github-runners";
import { HubPeering, type HubProps } from "./hub-peering";
import { jumpHostRules, setSecurityRules, subnetRules } from "./security-rules";

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
    /** For what {@link EnvironmentNetworkProps.runners} asks for, and only with it. */
    readonly runners?: SubnetProps;
    /** For Bastion of the network's own, and only with it. */
    readonly bastion?: SubnetProps;
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
  /**
   * Runners that a service puts into the network, in a subnet of their own. What leaves that goes through the firewall, and
   * through a NAT gateway of the network's own where there is none.
   * @default - none
   */
  readonly runners?: RunnersProps;
  /**
   * A machine that people get in by stands in the subnet `operations`, which lets them in by SSH from where they come. It goes
   * out as runners do.
   * @default - nobody gets into the subnet
   */
  readonly jumpHost?: JumpHostEntry;
  /**
   * What leads out to the internet where no firewall does and something in the network has to ask for something there.
   * @default - nothing: nothing in the network needs it
   */
  readonly gateway?: GatewayProps;
  /** The Log Analytics workspace that security group logs go to. */
  readonly logs: Logs;
}

export interface FirewallProps {
  /** Its private address, e.g. `10.0.0.4`. */
  readonly address: string;
  /** Name of the route table that leads there. */
  readonly routeTableName: string;
}

export type RunnersProps =
  | {
      readonly service: "github";
      /** `databaseId` of the GitHub organization, or of its enterprise. 1–19 digits. */
      readonly businessId: string;
      /** Name of GitHub's network settings. */
      readonly name: string;
    }
  /** Agents of Azure DevOps, whose pool is a construct of its own: it waits for roles on the network. */
  | { readonly service: "azure-devops" };

/** How people get to a jump host. */
export interface JumpHostEntry {
  /** Where they come from: an address, or a service tag. `bastion`: the subnet of that name. */
  readonly from: "bastion" | (string & {});
}

export interface GatewayProps {
  /** Name of the NAT gateway. 1–80 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** Name of its public address. 1–80 letters, digits, `_`, `.` and `-`. */
  readonly publicIpAddressName: string;
}

/** What others of an environment need to know of its network, whoever made it. */
export interface IEnvironmentNetwork extends ArmResource {
  /** Where private endpoints get their addresses. */
  readonly privateEndpointsSubnet: ArmResource;
  /** Where a jump host may stand; undefined in a network of others. */
  readonly operationsSubnet?: ArmResource;
  /** Where Bastion stands, if there is a place for it. */
  readonly bastionSubnet?: ArmResource | undefined;
  /** Where runners stand, if there is a place for them. */
  readonly runnersSubnet?: ArmResource | undefined;
}

const networkRules: readonly Rule<EnvironmentNetworkProps>[] = [
  named("MLOPS-NETWORK-001", "virtualNetwork"),
  { code: "MLOPS-NETWORK-002", check: (props) => mistakeIn(props, "outside") },
  { code: "MLOPS-NETWORK-003", check: (props) => mistakeIn(props, "overlap") },
  {
    code: "MLOPS-NETWORK-007",
    check: ({ subnets, runners }) =>
      (subnets.runners === undefined) === (runners === undefined)
        ? undefined
        : { message: "runners and subnets.runners need one another", fix: "give both, or neither" },
  },
  {
    code: "MLOPS-NETWORK-012",
    check: ({ subnets, jumpHost }) =>
      (subnets.bastion === undefined) === (jumpHost?.from !== "bastion")
        ? undefined
        : { message: "jumpHost.from bastion and subnets.bastion need one another", fix: "give both, or neither" },
  },
];

/** The first mistake of a kind, as configuration finds it. Addresses that are known after apply only are not judged. */
function mistakeIn({ addressSpace, subnets }: EnvironmentNetworkProps, kind: SubnetMistake["rule"]) {
  const blocks = {
    privateEndpoints: subnets.privateEndpoints.addresses,
    operations: subnets.operations.addresses,
    runners: subnets.runners?.addresses,
    bastion: subnets.bastion?.addresses,
  };
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
 * way out to the internet unless a jump host stands in it. File shares can be reached over
 * HTTPS but not mounted over SMB: port 445 is closed.
 */
export class EnvironmentNetwork extends Construct implements IEnvironmentNetwork {
  readonly resource: VirtualNetwork;
  readonly privateEndpointsSubnet: AzapiResource;
  readonly operationsSubnet: AzapiResource;
  readonly bastionSubnet: AzapiResource | undefined;
  readonly runnersSubnet: AzapiResource | undefined;
  private readonly routes: AzapiResource | undefined;
  private readonly gateway: AzapiResource | undefined;

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
    this.gateway = this.addNatGateway(props);
    const { privateEndpoints, operations, bastion } = props.subnets;
    this.privateEndpointsSubnet = this.addSubnet(
      "PrivateEndpoints",
      "private-endpoints",
      "privateEndpoints",
      props,
      privateEndpoints,
    );
    this.operationsSubnet = this.addSubnet(
      "Operations",
      "operations",
      "operations",
      props,
      operations,
      props.jumpHost === undefined ? {} : this.wayOut,
    );
    this.runnersSubnet = this.addRunners(props);
    this.bastionSubnet =
      bastion &&
      this.addSubnet("Bastion", BASTION_SUBNET, "bastion", props, bastion, {
        // Azure refuses routes here, and has its own way out.
        routeTable: null,
      });
    if (props.hub !== undefined) {
      const own = [this.privateEndpointsSubnet, this.operationsSubnet, this.runnersSubnet, this.bastionSubnet];
      const after = own.filter((subnet) => subnet !== undefined);
      new HubPeering(this, "Hub", { ...props.hub, network: this.resource, after });
    }
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }

  /** Returns the subnet, if there are runners. */
  private addRunners(props: EnvironmentNetworkProps): AzapiResource | undefined {
    const { runners, subnets } = props;
    if (runners === undefined || subnets.runners === undefined) return undefined;
    const subnet = this.addSubnet("Runners", "runners", "runners", props, subnets.runners, {
      ...this.wayOut,
      delegations: [
        { name: `${runners.service}-runners`, properties: { serviceName: runnerDelegations[runners.service] } },
      ],
    });
    if (runners.service === "github") {
      const { name, businessId } = runners;
      const { resourceGroup, location } = props;
      new GitHubRunners(this, "GitHubRunners", { name, businessId, subnet, resourceGroup, location });
    }
    return subnet;
  }

  /** What leads machines of a subnet out, beside the routes. */
  private get wayOut(): Pick<SubnetBody["properties"], "natGateway"> {
    return { natGateway: this.gateway === undefined ? null : { id: this.gateway.id } };
  }

  /** Runners ask for work and machines for updates, so they need a way out; it lets nothing in. */
  private addNatGateway(props: EnvironmentNetworkProps): AzapiResource | undefined {
    const { gateway, resourceGroup, location } = props;
    if (gateway === undefined || this.routes !== undefined) return undefined;
    const common = { parentId: resourceGroup.id, location, ignoreCasing: true } as const;
    const address = new AzapiResource(this, "PublicAddress", {
      ...common,
      type: "Microsoft.Network/publicIPAddresses@2024-05-01",
      name: gateway.publicIpAddressName,
      body: {
        sku: { name: "Standard" },
        properties: { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4" },
      },
    });
    return new AzapiResource(this, "NatGateway", {
      ...common,
      type: "Microsoft.Network/natGateways@2024-05-01",
      name: gateway.name,
      body: { sku: { name: "Standard" }, properties: { publicIpAddresses: [{ id: address.id }] } },
      // Azure keeps one that a subnet uses: where it goes, it goes after the subnet lets go of it.
      lifecycle: { createBeforeDestroy: true },
    });
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
    { addresses, securityGroupName }: SubnetProps,
    more: Partial<Pick<SubnetBody["properties"], "natGateway" | "delegations" | "routeTable">> = {},
  ): AzapiResource {
    const parts = new Construct(this, id);
    const group = new NetworkSecurityGroup(parts, "SecurityGroup", {
      name: securityGroupName,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
    });
    setSecurityRules(group, rulesOf(use, props));
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
          ...more,
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

/** What a subnet lets in and out. */
function rulesOf(use: keyof typeof subnetRules, { jumpHost, subnets }: EnvironmentNetworkProps) {
  if (use !== "operations" || jumpHost === undefined) return subnetRules[use];
  return jumpHostRules(jumpHost.from === "bastion" ? subnets.bastion!.addresses : jumpHost.from);
}
