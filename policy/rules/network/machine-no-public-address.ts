import { fail, pass, type Rule, unknown } from "../../rule";
import { isTree, Unknown } from "../../value";

/** Where a network interface names public addresses: its list of configurations, and what of one leads to the address. */
const places = {
  azurerm_network_interface: ["ip_configuration", (one) => one["public_ip_address_id"]],
  "Microsoft.Network/networkInterfaces": [
    "properties.ipConfigurations",
    (one) => (isTree(one["properties"]) ? one["properties"]["publicIPAddress"] : one["properties"]),
  ],
} as const satisfies Record<string, readonly [string, (one: Readonly<Record<string, unknown>>) => unknown]>;

export const machineNoPublicAddress: Rule = {
  title: "Machines have no public address",
  severity: "high",
  upstream: [],
  why: "SSH that the internet can reach is tried within minutes; Bastion leads to a machine without.",
  fix: "leave publicIPAddress out of the network interface, and get to the machine through Bastion",
  kinds: Object.keys(places),
  partial: true,
  attributes: {
    azurerm_network_interface: ["ip_configuration.public_ip_address_id"],
    "Microsoft.Network/networkInterfaces": ["properties.ipConfigurations.properties.publicIPAddress.id"],
  },
  check: (resource) => {
    const kind = (Object.keys(places) as (keyof typeof places)[]).find(
      (one) => one.toLowerCase() === resource.kind.toLowerCase(),
    )!;
    const [path, read] = places[kind];
    const configurations = resource.entries(path);
    if (configurations === "unknown") return unknown(`${path} is known after apply only`);
    const addresses = configurations.map((one) => (isTree(one) ? read(one) : one));
    if (addresses.some((address) => isTree(address) || typeof address === "string"))
      return fail("has a public address");
    return addresses.some((address) => address instanceof Unknown)
      ? unknown("whether it has a public address is known after apply only")
      : pass;
  },
};
