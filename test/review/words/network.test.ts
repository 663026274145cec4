import { domainChanges } from "../../../review/words";
import { azapi, change, context, reviewOf, stack, type Values } from "../../support/review-plan";

const HUB = "/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks";
const ZONES = "providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net";
const peering = (name: string, useRemoteGateways = false) =>
  azapi("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "peer", {
    remoteVirtualNetwork: { id: `${HUB}/${name}` },
    useRemoteGateways,
  });
const routes = (nextHopIpAddress: string) =>
  azapi("Microsoft.Network/routeTables", "rt", {
    routes: [{ name: "all", properties: { addressPrefix: "0.0.0.0/0", nextHopIpAddress } }],
  });
const runners = (businessId: string) => azapi("GitHub.Network/networkSettings", "ghns", { businessId });
const pool = (maximumConcurrency: number, size = "Standard_D2ads_v5", project = "ML") =>
  azapi("Microsoft.DevOpsInfrastructure/pools", "mdp", {
    maximumConcurrency,
    organizationProfile: { organizations: [{ url: "https://dev.azure.com/nwe", projects: [project] }] },
    fabricProfile: { sku: { name: size } },
  });
const machine = azapi("Microsoft.Compute/virtualMachines", "vm-jump", {});
const bastion = (tier: string) => {
  const one = azapi("Microsoft.Network/bastionHosts", "bas", {});
  return { ...one, body: { ...(one["body"] as object), sku: { name: tier } } };
};
const endpoint = (group: string) => ({
  name: "pep",
  private_dns_zone_group: [{ private_dns_zone_ids: [`/subscriptions/s/resourceGroups/${group}/${ZONES}`] }],
});
/** Something that stays, so that the stack neither comes nor goes. */
const STAYS = change("azurerm_resource_group.G", { before: { name: "rg" }, after: { name: "rg", tags: { a: "b" } } });

const told = (address: string, values: Values) =>
  domainChanges(reviewOf(stack("prod", [STAYS, change(address, values)]))).map(({ text }) => text);

describe("what surrounds an environment's network", () => {
  test.each<[string, string, Values, string[]]>([
    [
      "a peering that comes",
      "azapi_resource.P",
      { after: peering("vnet-hub"), actions: ["create"] },
      ["the network is peered with vnet-hub: what is there and behind it may reach in"],
    ],
    [
      "a peering that goes",
      "azapi_resource.P",
      { before: peering("vnet-hub"), actions: ["delete"] },
      ["the network is no longer peered with vnet-hub: nobody reaches in from there"],
    ],
    [
      "another hub",
      "azapi_resource.P",
      { before: peering("vnet-hub"), after: peering("vnet-new") },
      ["the network is peered with vnet-new instead of vnet-hub"],
    ],
    [
      "the hub's gateway",
      "azapi_resource.P",
      { before: peering("vnet-hub"), after: peering("vnet-hub", true) },
      ["offices are reached through the hub's gateway"],
    ],
    [
      "agents of Azure DevOps",
      "azapi_resource.A",
      { after: pool(2), actions: ["create"] },
      [
        "Azure DevOps puts agents of ML in https://dev.azure.com/nwe into the network: what they run reaches what is private there",
      ],
    ],
    [
      "agents of Azure DevOps that go",
      "azapi_resource.A",
      { before: pool(2), actions: ["delete"] },
      ["Azure DevOps puts no more agents into the network: what needs one there waits until there are others"],
    ],
    [
      "more and larger agents of another project",
      "azapi_resource.A",
      { before: pool(2), after: pool(4, "Standard_D4ads_v5", "Data") },
      [
        "agents in the network are those of Data in https://dev.azure.com/nwe instead of ML in https://dev.azure.com/nwe; agents at once 2 → 4; machines of agents Standard_D2ads_v5 → Standard_D4ads_v5",
      ],
    ],
    ["the same agents", "azapi_resource.A", { before: pool(2), after: { ...pool(2), tags: {} } }, []],
    ["the same peering", "azapi_resource.P", { before: peering("a"), after: { ...peering("a"), tags: {} } }, []],
    [
      "a jump host",
      "azapi_resource.V",
      { after: machine, actions: ["create"] },
      [
        "after this people get in from the hub, or by whatever else leads in: from the jump host vm-jump they reach what is private",
      ],
    ],
    [
      "a jump host that goes",
      "azapi_resource.V",
      { before: machine, actions: ["delete"] },
      ["the jump host goes: people no longer get in by it, and what they kept on it is gone"],
    ],
    ["a larger jump host", "azapi_resource.V", { before: machine, after: { ...machine, tags: {} } }, []],
    [
      "another Bastion",
      "azapi_resource.B",
      { before: bastion("Basic"), after: bastion("Standard") },
      ["Bastion becomes Basic → Standard; while it is made anew nobody gets in through it"],
    ],
    [
      "a Bastion that goes",
      "azapi_resource.B",
      { before: bastion("Basic"), actions: ["delete"] },
      ["Bastion goes: nobody gets to the jump host through it"],
    ],
    [
      "runners of GitHub",
      "azapi_resource.G",
      { after: runners("9919"), actions: ["create"] },
      [
        "GitHub puts runners of the organization or enterprise 9919 into the network: what they run reaches what is private there",
      ],
    ],
    [
      "runners of GitHub that go",
      "azapi_resource.G",
      { before: runners("9919"), actions: ["delete"] },
      ["GitHub puts no more runners into the network: what needs one there waits until there are others"],
    ],
    [
      "runners of others",
      "azapi_resource.G",
      { before: runners("9919"), after: runners("17") },
      ["runners in the network are those of the organization or enterprise 17 instead of 9919"],
    ],
    ["the same runners", "azapi_resource.G", { before: runners("1"), after: { ...runners("1"), tags: {} } }, []],
    [
      "a firewall",
      "azapi_resource.R",
      { after: routes("10.0.0.4"), actions: ["create"] },
      ["what leaves the network goes by Azure's own routes → through 10.0.0.4"],
    ],
    [
      "another firewall",
      "azapi_resource.R",
      { before: routes("10.0.0.4"), after: routes("10.0.0.9") },
      ["what leaves the network goes through 10.0.0.4 → through 10.0.0.9"],
    ],
    [
      "a network of others",
      "azurerm_virtual_network.N",
      { before: { name: "vnet" }, actions: ["delete"] },
      ["moves into a network that others made; its own goes"],
    ],
    [
      "central zones",
      "azurerm_private_endpoint.E",
      { before: endpoint("rg-own"), after: endpoint("rg-dns") },
      ["names of private endpoints are kept in rg-own → rg-dns; in between they do not resolve"],
    ],
  ])("are told: %s", (_, address, values, expected) => {
    expect(told(address, values)).toEqual(expected);
  });

  test("are told where the second region has them written, but for what both have", () => {
    const at = (line: number) => ({ file: "prod.yaml", line, column: 1 });
    const [prod] = context.environments.filter(({ name }) => name === "prod");
    const written = {
      ...prod!,
      at: { "network.hub": at(1), "network.privateDns": at(2), "recovery.network.hub": at(3) },
    };
    const places = (name: string, recovery: object) =>
      domainChanges({
        ...reviewOf(
          stack(name, [
            STAYS,
            change("azapi_resource.P", { after: peering("vnet-hub"), actions: ["create"] }),
            change("azurerm_private_endpoint.E", { before: endpoint("rg-own"), after: endpoint("rg-dns") }),
          ]),
        ),
        context: {
          ...context,
          environments: [written],
          stacks: [...context.stacks.filter((one) => one.name !== name), { name, environment: "prod", ...recovery }],
        },
      })
        .map(({ where }) => where?.line)
        .sort();
    expect(places("prod", {})).toEqual([1, 2]);
    expect(places("prod-recovery", { recovery: "northeurope" })).toEqual([2, 3]);
  });
});
