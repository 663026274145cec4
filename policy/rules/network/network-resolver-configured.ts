import { shown } from "../../attributes";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import { Unknown } from "../../value";

const SERVERS = "dns_servers";

/** Without the configuration, nothing is said: plans do not tell whose server an address is. */
export const networkResolverConfigured: Rule = {
  title: "Networks ask the name servers that the configuration names, and no others",
  severity: "high",
  upstream: [],
  why: "Whoever answers for names decides where traffic to storage, vaults and registries goes, private endpoints or not.",
  fix: "name the servers in network.dnsServers of the environment, or leave Azure's own",
  kinds: ["azurerm_virtual_network"],
  check: (network, world) => {
    const { nameServers } = world.expected;
    if (nameServers === undefined) return undefined;
    const planned = network.entries(SERVERS);
    if (planned === "unknown" || planned.some((one) => one instanceof Unknown)) return unknownAt(SERVERS);
    const configured = nameServers[network.stack] ?? [];
    const foreign = planned.filter((one) => !configured.includes(String(one)));
    if (foreign.length > 0) return fail(`asks ${foreign.map(shown).join(", ")}, which the environment does not name`);
    const left = configured.filter((one) => !planned.includes(one));
    return left.length === 0 ? pass : fail(`does not ask ${left.map(shown).join(", ")}`);
  },
};
