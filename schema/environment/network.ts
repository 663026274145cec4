import { z } from "zod";
import { peeringSides } from "../../domain/network/landing-zone";
import { armId, innerAddress, matching, networkBlock, reason } from "../fields";
import { jumpHost } from "./jump-host";
import { inbound } from "./inbound";
import { outbound } from "./outbound";
import { runners } from "./runners";

const HUB =
  "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
const ZONES = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-private-dns";

const subnetName = () =>
  matching(/^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/, "the name of a subnet: 1 to 80 letters, digits, _, . and -", {
    examples: ["snet-private-endpoints"],
  });

const existing = z
  .strictObject({
    virtualNetwork: armId("Microsoft.Network/virtualNetworks", HUB).describe(
      "ARM id of the network. In the environment's region; its subscription may be another.",
    ),
    privateEndpoints: subnetName().describe(
      "Name of its subnet for private endpoints, with 16 free addresses or more.",
    ),
  })
  .describe(
    "A network that others made, instead of one of the environment's own. Whoever deploys needs `subnets/join/action` there. Groups, routes, DNS servers and peerings are its owner's.",
  );

const hub = z
  .strictObject({
    virtualNetwork: armId("Microsoft.Network/virtualNetworks", HUB).describe("ARM id of the hub's virtual network."),
    peering: z
      .enum(peeringSides)
      .default("own")
      .describe(
        "Which sides of the peering are made: `own` (the hub's team makes theirs) or `both` (whoever deploys needs Network Contributor on the hub's network).",
      ),
    useGateway: z
      .boolean()
      .default(false)
      .describe("Whether what the hub's gateway leads to, such as offices, is reached through it."),
  })
  .describe("Peering with a hub. Left out, none is made: with a Virtual WAN, or where a policy makes it.");

const privateDns = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("own").describe("Zones in the environment's resource group, linked to its network."),
    }),
    z.strictObject({
      mode: z
        .literal("central")
        .describe(
          "Zones that exist, by their standard names. Whoever deploys needs Private DNS Zone Contributor there.",
        ),
      resourceGroup: armId("Microsoft.Resources/resourceGroups", ZONES).describe(
        "ARM id of the resource group that holds the zones.",
      ),
    }),
    z.strictObject({
      mode: z
        .literal("policy")
        .describe("None: a policy connects each private endpoint to zones of its own, some minutes after it is made."),
    }),
  ])
  .default({ mode: "own" })
  .describe("Which private DNS zones private endpoints are found by: `own`, `central` (existing ones) or `policy`.");

/** Blocks of the subnets that a network of an environment's own has in either region. */
export const subnets = z.strictObject({
  privateEndpoints: networkBlock(16, 27, "10.40.0.0/26")
    .optional()
    .describe("Block for private endpoints, /27 or larger. Default: the first free /26 of the address space."),
  operations: networkBlock(16, 27, "10.40.0.64/26")
    .optional()
    .describe("Block for runners and jump hosts, /27 or larger. Default: the next free /26."),
  bastion: networkBlock(16, 26, "10.40.0.192/26")
    .optional()
    .describe("Block for a Bastion in the network, /26 or larger, as Azure asks. Default: the next free /26."),
});

export const SUBNETS = "Blocks of the subnets, inside the address space.";

/** The virtual network, and who may get in and out. */
export const network = z
  .strictObject({
    addressSpace: networkBlock(16, 24, "10.40.0.0/22")
      .optional()
      .describe(
        "Addresses of the virtual network, /16 to /24, unless there is an `existing` one. No two environments may overlap. Outside RFC 1918 and 100.64.0.0/10 it needs a reason.",
      ),
    reason: reason().optional(),
    subnets: subnets
      .extend({
        runners: networkBlock(16, 28, "10.40.0.128/26")
          .optional()
          .describe("Block for `runners`, /28 or larger: an address each. Default: the next free /26."),
      })
      .prefault({})
      .describe(SUBNETS),
    existing: existing.optional(),
    hub: hub.optional(),
    dnsServers: z
      .array(innerAddress("10.0.0.4"))
      .max(20)
      .default([])
      .describe("Addresses of name servers, such as the hub's, at most 20, the first asked first. Empty: Azure's own."),
    firewall: innerAddress("10.0.0.4")
      .optional()
      .describe(
        "Private address of a firewall that everything that leaves the network goes through. Default: no route.",
      ),
    runners: runners.optional(),
    jumpHost: jumpHost.optional(),
    wayIn: z
      .strictObject({
        reason: reason().describe("What leads in, and who keeps it: a sentence of 15 characters or more."),
      })
      .optional()
      .describe(
        "A way into a private network that nothing else here tells of, such as a Virtual WAN or a VPN. `mlops validate` tells of private environments without any.",
      ),
    privateDns,
    inbound: inbound("storage, vault and container registry let nobody in; the workspace itself takes no list").default(
      { mode: "private" },
    ),
    outbound: outbound().prefault({ mode: "approved-only" }),
  })
  .describe("The virtual network, and who may get in and out.");
