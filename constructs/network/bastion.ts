import { Construct } from "constructs";
import type { BastionTier } from "../../domain/network/jump-host";
import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import type { ArmResource, Logs, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { named, requireValid, type Rule } from "../rules";

export interface BastionProps extends Placement {
  /** Name of the Bastion. 1–80 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** `Developer` is shared by many, `Basic` and `Standard` are the environment's own. */
  readonly tier: BastionTier;
  /** The network whose machines it leads to. */
  readonly network: ArmResource;
  /**
   * The subnet `AzureBastionSubnet`, /26 or larger; with `Basic` and `Standard`, and only with them.
   * @default - none
   */
  readonly subnet?: ArmResource;
  /** Name of its public address, where it has one. */
  readonly publicIpAddressName: string;
  /** Whether the region has zones, of which the address uses all. */
  readonly zones: boolean;
  /** The Log Analytics workspace that says who connected. */
  readonly logs: Logs;
}

const bastionRules: readonly Rule<BastionProps>[] = [
  named("MLOPS-NETWORK-010", "bastion"),
  {
    code: "MLOPS-NETWORK-011",
    check: ({ tier, subnet }) =>
      (tier === "Developer") === (subnet === undefined)
        ? undefined
        : { message: "the tier and the subnet do not go together", fix: "give a subnet to Basic and Standard only" },
  },
];

/**
 * Azure Bastion: people connect to machines of the network from a browser, and with `Standard` from their own terminal, signed in
 * with Entra ID; the machines need no public address.
 *
 * Limitations: `Developer` is offered in some regions only, takes one connection at a time and leads into this network alone. A
 * tier is raised in place and never lowered: that replaces the Bastion. Who connected is logged for `Basic` and `Standard`.
 */
export class Bastion extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: BastionProps) {
    super(scope, id);
    requireValid(this, bastionRules, props);
    const { tier, subnet, network } = props;
    const common = { parentId: props.resourceGroup.id, location: props.location, ignoreCasing: true } as const;
    const type = "Microsoft.Network/bastionHosts@2024-05-01";
    this.resource = new AzapiResource(this, "Resource", {
      ...common,
      type,
      name: props.name,
      body: {
        sku: { name: tier },
        properties:
          subnet === undefined
            ? { virtualNetwork: { id: network.id } }
            : {
                ipConfigurations: [
                  {
                    name: "public",
                    properties: { subnet: { id: subnet.id }, publicIPAddress: { id: this.addAddress(props).id } },
                  },
                ],
                enableTunneling: tier === "Standard",
              },
      },
      replaceTriggersRefs: fixedPathsOf(type),
      // Azure takes its time for both.
      timeouts: { create: "45m", delete: "45m" },
    });
    if (subnet !== undefined) {
      new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "bastion", logs: props.logs });
    }
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }

  private addAddress({ publicIpAddressName, resourceGroup, location, zones }: BastionProps): AzapiResource {
    return new AzapiResource(this, "PublicAddress", {
      type: "Microsoft.Network/publicIPAddresses@2024-05-01",
      name: publicIpAddressName,
      parentId: resourceGroup.id,
      location,
      ignoreCasing: true,
      body: {
        sku: { name: "Standard" },
        ...(zones && { zones: ["1", "2", "3"] }),
        properties: { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4" },
      },
      replaceTriggersRefs: fixedPathsOf("Microsoft.Network/publicIPAddresses"),
    });
  }
}
