import { breadthOf } from "./addresses";
import type { PolicyResource } from "./resource";
import { isTree, lookup, Unknown } from "./value";

/** One rule of a network security group, as far as it is known. Lists are in lower case. */
export interface SecurityRule {
  readonly name: string;
  readonly direction: string;
  readonly access: string;
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
  /** Whether something that matters is known after apply only. */
  readonly partlyUnknown: boolean;
}

export const securityRuleKinds = [
  "azurerm_network_security_group",
  "azurerm_network_security_rule",
  "Microsoft.Network/networkSecurityGroups",
  "Microsoft.Network/networkSecurityGroups/securityRules",
] as const;

/** The rules of a network security group, or the one that a resource is. */
export function securityRulesOf(resource: PolicyResource): readonly SecurityRule[] | "unknown" {
  if (resource.kind === "azurerm_network_security_rule") return [ruleOf(resource.values, false)];
  if (/\/securityRules$/i.test(resource.kind)) {
    const body = resource.at("properties");
    return body.state === "known" ? [ruleOf(body.value, true, resource.text("name"))] : "unknown";
  }
  const arm = resource.kind !== "azurerm_network_security_group";
  const rules = resource.entries(arm ? "properties.securityRules" : "security_rule");
  if (rules === "unknown" || rules.some((rule) => rule instanceof Unknown)) return "unknown";
  return rules.map((rule) => {
    const inner = arm ? lookup(rule, "properties") : undefined;
    const name = lookup(rule, "name");
    return ruleOf(
      inner?.state === "known" ? inner.value : rule,
      arm,
      name.state === "known" ? String(name.value) : undefined,
    );
  });
}

function ruleOf(written: unknown, arm: boolean, name?: string): SecurityRule {
  const tree = isTree(written) ? written : {};
  const read = (...paths: readonly string[]) => paths.map((path) => lookup(tree, path));
  const lower = (...paths: readonly string[]) =>
    read(...paths).flatMap((found) =>
      found.state === "known" ? [found.value].flat().map((one) => String(one).toLowerCase()) : [],
    );
  const one = (path: string) => lower(path)[0] ?? "";
  const keys = arm
    ? {
        sources: ["sourceAddressPrefix", "sourceAddressPrefixes"],
        destinations: ["destinationAddressPrefix", "destinationAddressPrefixes"],
        ports: ["destinationPortRange", "destinationPortRanges"],
      }
    : {
        sources: ["source_address_prefix", "source_address_prefixes"],
        destinations: ["destination_address_prefix", "destination_address_prefixes"],
        ports: ["destination_port_range", "destination_port_ranges"],
      };
  const all = [...keys.sources, ...keys.destinations, ...keys.ports, "direction", "access"];
  return {
    name: name ?? (typeof tree["name"] === "string" ? tree["name"] : "a rule"),
    direction: one("direction"),
    access: one("access"),
    protocol: one("protocol"),
    sources: lower(...keys.sources),
    destinations: lower(...keys.destinations),
    ports: lower(...keys.ports),
    partlyUnknown: read(...all).some(({ state }) => state === "unknown"),
  };
}

/** As many as a /8 holds. */
const MOST = 2 ** 24;

/** Whether the prefixes together are the internet, or a good part of it. */
export const isAnywhere = (prefixes: readonly string[]): boolean => breadthOf(prefixes) > MOST;

/** Whether a list of ports and ranges holds a port. */
export const holdsPort = (ports: readonly string[], port: number): boolean =>
  ports.some((range) => {
    if (range === "*") return true;
    const [from, to] = range.split("-").map(Number);
    return from! <= port && port <= (to ?? from!);
  });
