import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { bastionNeeds } from "../../../domain/network/bastion-needs";
import { EnvironmentNetwork, type EnvironmentNetworkProps } from "../../../constructs/network";
import { type Attributes, synth } from "../../support/synth";
import { LOGS, PLACEMENT } from "../../support/placement";

const minimal: EnvironmentNetworkProps = {
  ...PLACEMENT,
  name: "vnet-test",
  addressSpace: "10.40.0.0/22",
  subnets: {
    privateEndpoints: { addresses: "10.40.0.0/26", securityGroupName: "nsg-private-endpoints" },
    operations: { addresses: "10.40.0.64/26", securityGroupName: "nsg-operations" },
  },
  logs: LOGS,
};
const network = (props: Partial<EnvironmentNetworkProps> = {}) =>
  synth((stack) => new EnvironmentNetwork(stack, "Network", { ...minimal, ...props }));

describe("EnvironmentNetwork", () => {
  it("makes one network of the given addresses", () => {
    expect(network().only(VirtualNetwork)).toEqual({
      name: "vnet-test",
      location: "westeurope",
      resource_group_name: "rg-test",
      address_space: ["10.40.0.0/22"],
      // Left out, azurerm would keep those of before.
      dns_servers: [],
      lifecycle: { ignore_changes: ["ddos_protection_plan"] },
    });
  });

  it("looks names up where it is told to", () => {
    const dnsServers = ["10.0.0.4", "10.0.0.5"];
    expect(network({ dnsServers }).only(VirtualNetwork)["dns_servers"]).toEqual(dnsServers);
  });

  describe("with runners of GitHub", () => {
    const runners = { service: "github", businessId: "9919", name: "ghns" } as const;
    const gateway = { name: "ng", publicIpAddressName: "pip" };
    const subnets = { ...minimal.subnets, runners: { addresses: "10.40.0.128/26", securityGroupName: "nsg-runners" } };
    const firewall = { address: "10.0.0.4", routeTableName: "rt-test" };
    const bodiesOf = (props: Partial<EnvironmentNetworkProps>) => {
      const all = Object.values(network(props).resources("azapi_resource"));
      return (type: string) => all.filter((one) => String(one["type"]).startsWith(`${type}@`));
    };

    it("gives them a subnet of their own that is GitHub's, with a way out", () => {
      const made = bodiesOf({ runners, gateway, subnets });
      const subnet = made("Microsoft.Network/virtualNetworks/subnets").find(({ name }) => name === "runners")!;
      expect(subnet["body"].properties).toMatchObject({
        addressPrefix: "10.40.0.128/26",
        natGateway: { id: expect.stringContaining("NatGateway") },
        delegations: [{ name: "github-runners", properties: { serviceName: "GitHub.Network/networkSettings" } }],
        networkSecurityGroup: { id: expect.stringContaining("Runners") },
        defaultOutboundAccess: false,
      });
      expect(made("Microsoft.Network/natGateways")).toHaveLength(1);
      expect(made("Microsoft.Network/publicIPAddresses")).toHaveLength(1);
      expect(made("GitHub.Network/networkSettings")).toEqual([
        expect.objectContaining({
          name: "ghns",
          location: "westeurope",
          body: { properties: { subnetId: expect.stringContaining("Runners_Subnet"), businessId: "9919" } },
          // Azure adds the id that GitHub asks for as a tag.
          lifecycle: { ignore_changes: ['tags["GitHubId"]'] },
        }),
      ]);
    });

    it("gives agents of Azure DevOps the same, delegated to their service, and makes no settings of GitHub", () => {
      const made = bodiesOf({ runners: { service: "azure-devops" }, gateway, subnets });
      const subnet = made("Microsoft.Network/virtualNetworks/subnets").find(({ name }) => name === "runners")!;
      expect(subnet["body"].properties).toMatchObject({
        natGateway: { id: expect.stringContaining("NatGateway") },
        delegations: [
          { name: "azure-devops-runners", properties: { serviceName: "Microsoft.DevOpsInfrastructure/pools" } },
        ],
      });
      expect(made("GitHub.Network/networkSettings")).toEqual([]);
    });

    it("leaves the other subnets as they were", () => {
      const others = (props: Partial<EnvironmentNetworkProps>) =>
        bodiesOf(props)("Microsoft.Network/virtualNetworks/subnets").filter(({ name }) => name !== "runners");
      expect(others({ runners, gateway, subnets })).toEqual(others({}));
    });

    it("leads them through the firewall where there is one", () => {
      const made = bodiesOf({ runners, gateway, subnets, firewall });
      const subnet = made("Microsoft.Network/virtualNetworks/subnets").find(({ name }) => name === "runners")!;
      expect(subnet["body"].properties).toMatchObject({ natGateway: null, routeTable: { id: expect.any(String) } });
      expect(made("Microsoft.Network/natGateways")).toEqual([]);
      expect(made("Microsoft.Network/publicIPAddresses")).toEqual([]);
    });

    it("rejects runners without a subnet, a subnet without runners, and an id that is none", () => {
      expect(() => network({ runners })).toThrow("MLOPS-NETWORK-007");
      expect(() => network({ subnets })).toThrow("MLOPS-NETWORK-007");
      for (const businessId of ["", "0", "pfs", "E_kgDO"])
        expect(() => network({ subnets, runners: { ...runners, businessId } })).toThrow("MLOPS-NETWORK-006");
      const overlapping = { ...subnets, runners: { ...subnets.runners, addresses: "10.40.0.64/27" } };
      expect(() => network({ runners, subnets: overlapping })).toThrow(
        "subnets.runners shares addresses with operations (10.40.0.64/26)",
      );
    });
  });

  describe("with a jump host", () => {
    const gateway = { name: "ng", publicIpAddressName: "pip" };
    const bastion = { addresses: "10.40.0.192/26", securityGroupName: "nsg-bastion" };
    const subnets = { ...minimal.subnets, bastion };
    const own = (props: Partial<EnvironmentNetworkProps>) => {
      const made = network(props);
      const subnet = (name: string) =>
        Object.values(made.resources("azapi_resource")).find((one) => one["name"] === name)?.["body"].properties;
      const rules = (group: string) =>
        made.all(NetworkSecurityGroup).find(({ name }) => name === group)!["security_rule"];
      return { subnet, rules };
    };

    it.each(["VirtualNetwork", "168.63.129.16"])("lets people from %s in by SSH, and leads the machine out", (from) => {
      const { subnet, rules } = own({ jumpHost: { from }, gateway });
      expect(subnet("operations").natGateway).toEqual({ id: expect.stringContaining("NatGateway") });
      const [first, last] = rules("nsg-operations");
      expect(first).toMatchObject({ access: "Allow", source_address_prefix: from, destination_port_range: "22" });
      expect(last).toMatchObject({ name: "DenyAllInbound" });
      expect(subnet("AzureBastionSubnet")).toBeUndefined();
    });

    it("lets them in from Bastion's subnet only, where it stands in the network", () => {
      const { subnet, rules } = own({ jumpHost: { from: "bastion" }, gateway, subnets });
      expect(rules("nsg-operations")[0]).toMatchObject({ source_address_prefix: "10.40.0.192/26" });
      expect(subnet("AzureBastionSubnet")).toMatchObject({ addressPrefix: "10.40.0.192/26", routeTable: null });
      const allowed = (rules("nsg-bastion") as Attributes[]).filter(({ access }) => access === "Allow");
      expect(
        bastionNeeds.filter(
          ({ direction, source, destination, ports }) =>
            !allowed.some(
              (rule) =>
                rule["direction"] === direction &&
                rule["source_address_prefix"] === source &&
                rule["destination_address_prefix"] === destination &&
                [rule["destination_port_range"], rule["destination_port_ranges"]].flat().filter(Boolean).join() ===
                  ports.join(),
            ),
        ),
      ).toEqual([]);
      expect(allowed).toHaveLength(bastionNeeds.length);
    });

    it("leads no route of a firewall into Bastion's subnet", () => {
      const firewall = { address: "10.0.0.4", routeTableName: "rt" };
      const { subnet } = own({ jumpHost: { from: "bastion" }, gateway, subnets, firewall });
      expect(subnet("AzureBastionSubnet").routeTable).toBeNull();
      expect(subnet("operations")).toMatchObject({ natGateway: null, routeTable: { id: expect.any(String) } });
    });

    it("rejects Bastion without a subnet, and a subnet without Bastion", () => {
      expect(() => network({ jumpHost: { from: "bastion" } })).toThrow("MLOPS-NETWORK-012");
      expect(() => network({ jumpHost: { from: "VirtualNetwork" }, subnets })).toThrow("MLOPS-NETWORK-012");
    });
  });

  it("leads what leaves it to a firewall, by a route table in each subnet's first request", () => {
    const { resources } = network({ firewall: { address: "10.0.0.4", routeTableName: "rt-test" } });
    const [[table], subnets] = split(Object.values(resources("azapi_resource")), "Microsoft.Network/routeTables@");
    expect(table).toMatchObject({
      name: "rt-test",
      body: {
        properties: {
          disableBgpRoutePropagation: true,
          routes: [
            {
              properties: { addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.0.4" },
            },
          ],
        },
      },
    });
    expect(subnets).toHaveLength(2);
    for (const { body } of subnets)
      expect(body).toMatchObject({
        properties: { routeTable: { id: "${azapi_resource.Network_Routes_A01E4C4B.id}" } },
      });
  });

  const HUB = "/subscriptions/hub/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
  const hub = { virtualNetwork: HUB, peeringName: "peer-test", peering: "own", useGateway: false } as const;
  const sidesOf = (props: Partial<EnvironmentNetworkProps>) =>
    split(
      Object.values(network(props).resources("azapi_resource")),
      "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@",
    )[0].map(({ parent_id: from, body, depends_on: after }) => ({
      from: from as string,
      ...((body as Attributes)["properties"] as Attributes),
      after: ((after ?? []) as string[]).filter((one) => one.includes("Hub_")).length,
    }));

  it("is peered with a hub on its own side", () => {
    expect(sidesOf({})).toEqual([]);
    expect(sidesOf({ hub })).toEqual([
      {
        from: "${azurerm_virtual_network.Network_1C6012B5.id}",
        remoteVirtualNetwork: { id: HUB },
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: true,
        allowGatewayTransit: false,
        useRemoteGateways: false,
        after: 0,
      },
    ]);
  });

  it("makes the hub's side first where it makes both, as its gateway can be used only then", () => {
    const sides = sidesOf({ hub: { ...hub, peering: "both", useGateway: true } });
    expect(sides).toHaveLength(2);
    expect(sides.find(({ from }) => from === HUB)).toMatchObject({
      allowGatewayTransit: true,
      useRemoteGateways: false,
      after: 0,
    });
    expect(sides.find(({ from }) => from !== HUB)).toMatchObject({
      allowGatewayTransit: false,
      useRemoteGateways: true,
      after: 1,
    });
  });

  it("makes a peering anew, on both sides, when it leads elsewhere", () => {
    const { resources } = network({ hub: { ...hub, peering: "both" } });
    const [sides] = split(
      Object.values(resources("azapi_resource")),
      "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@",
    );
    const remotes = sides.map(({ body, replace_triggers_external_values: triggers }) => [
      ((body as Attributes)["properties"] as Attributes)["remoteVirtualNetwork"].id as string,
      (triggers as Attributes)["remote"] as string,
    ]);
    const own = "${azurerm_virtual_network.Network_1C6012B5.id}";
    expect(remotes.sort()).toEqual([
      [own, own],
      [HUB, HUB],
    ]);
  });

  it("makes two subnets without a default way out, each with its security group in the first request", () => {
    const { resources } = network();
    const subnets = Object.values(resources("azapi_resource"));
    expect(subnets.map(({ name }) => name as string).sort()).toEqual(["operations", "private-endpoints"]);
    const addresses: Record<string, string> = { operations: "10.40.0.64/26", "private-endpoints": "10.40.0.0/26" };
    for (const { name, type, parent_id: parent, locks, body } of subnets) {
      expect({ type, parent, locks }).toEqual({
        type: "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
        parent: "${azurerm_virtual_network.Network_1C6012B5.id}",
        locks: ["${azurerm_virtual_network.Network_1C6012B5.id}"],
      });
      const { networkSecurityGroup, ...others } = (body as Attributes)["properties"] as Attributes;
      expect(others).toEqual({
        addressPrefix: addresses[name as string],
        defaultOutboundAccess: false,
        privateEndpointNetworkPolicies: "Enabled",
        routeTable: null,
      });
      const group = lookUp(resources("azurerm_network_security_group"), (networkSecurityGroup as { id: string }).id);
      expect(group["name"]).toBe(`nsg-${name as string}`);
    }
  });

  it("lets in HTTPS from the network to private endpoints, and nothing else anywhere", () => {
    const inbound = (name: string) =>
      rulesOf(name)
        .filter((rule) => rule["direction"] === "Inbound")
        .map((rule) => [
          rule["priority"],
          rule["access"],
          rule["source_address_prefix"],
          rule["destination_port_range"],
        ]);
    expect(inbound("nsg-private-endpoints")).toEqual([
      [100, "Allow", "VirtualNetwork", "443"],
      [4096, "Deny", "*", "*"],
    ]);
    expect(inbound("nsg-operations")).toEqual([[4096, "Deny", "*", "*"]]);
  });

  it("keeps machines from managing others remotely", () => {
    for (const name of ["nsg-private-endpoints", "nsg-operations"]) {
      const outbound = rulesOf(name).filter((rule) => rule["direction"] === "Outbound");
      expect(outbound).toMatchObject([
        { access: "Deny", protocol: "Tcp", destination_port_ranges: ["22", "3389", "5985", "5986"] },
      ]);
    }
  });

  it("writes every key of every rule, null where unset, as Terraform wants it", () => {
    const keys = [
      ...["access", "description", "destination_address_prefix", "destination_address_prefixes"],
      ...["destination_application_security_group_ids", "destination_port_range", "destination_port_ranges"],
      ...["direction", "name", "priority", "protocol", "source_address_prefix", "source_address_prefixes"],
      ...["source_application_security_group_ids", "source_port_range", "source_port_ranges"],
    ];
    for (const rule of rulesOf("nsg-private-endpoints")) expect(Object.keys(rule).sort()).toEqual(keys);
  });

  it("logs what its security groups do", () => {
    const settings = Object.values(network().resources("azurerm_monitor_diagnostic_setting"));
    expect(settings).toHaveLength(2);
    for (const setting of settings) {
      expect(setting["target_resource_id"]).toMatch(/^\$\{azurerm_network_security_group\..*\.id\}$/);
      expect(setting["enabled_log"]).toEqual([
        { category: "NetworkSecurityGroupEvent" },
        { category: "NetworkSecurityGroupRuleCounter" },
      ]);
    }
  });

  it("rejects a subnet outside the network", () => {
    const subnets = { ...minimal.subnets, operations: { addresses: "10.41.0.0/26", securityGroupName: "nsg" } };
    expect(() => network({ subnets })).toThrow(
      "test/Network MLOPS-NETWORK-002 subnets.operations is not inside the address space " +
        "(given 10.41.0.0/26; allowed blocks inside 10.40.0.0/22)",
    );
  });

  it("rejects subnets that share addresses", () => {
    const subnets = { ...minimal.subnets, operations: { addresses: "10.40.0.32/27", securityGroupName: "nsg" } };
    expect(() => network({ subnets })).toThrow(
      "MLOPS-NETWORK-003 subnets.operations shares addresses with privateEndpoints (10.40.0.0/26) (given 10.40.0.32/27",
    );
  });
});

function rulesOf(name: string): Attributes[] {
  const group = network()
    .all(NetworkSecurityGroup)
    .find((candidate) => candidate["name"] === name)!;
  return group["security_rule"];
}

/** The resource that a reference such as `${azurerm_subnet.A.id}` leads to. */
function lookUp(resources: Record<string, Attributes>, reference: string): Attributes {
  return resources[reference.split(".")[1]!]!;
}

/** Resources of a type of azapi's, and the others. */
function split(
  resources: readonly Attributes[],
  type: string,
): readonly [readonly Attributes[], readonly Attributes[]] {
  const isOne = (one: Attributes) => (one["type"] as string).startsWith(type);
  return [resources.filter(isOne), resources.filter((one) => !isOne(one))];
}
