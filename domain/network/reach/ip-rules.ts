import { containsCidr, isPublic, parseAddress, parseCidr } from "../cidr";

/**
 * Why the firewall of a service takes no such rule; undefined if it takes it. They are about public IPv4 addresses; storage
 * wants single addresses written without a suffix, and no block of fewer than four.
 * Source: learn.microsoft.com/azure/storage/common/storage-network-security-limitations.
 */
export function ipRuleProblem(rule: string, of: "storage" | "vault" | "container-registry"): string | undefined {
  const single = parseAddress(rule) !== undefined;
  const block = parseCidr(single ? `${rule}/32` : rule);
  if (block === undefined) return "not an IPv4 address or block";
  if (!isPublic(block)) return "not public: callers are seen by their public address, and these have none";
  if (of === "storage" && !single && block.prefix > 30) return "too small a block: write single addresses";
  return undefined;
}

/** Whether a rule names an address. */
export function coversAddress(rule: string, address: string): boolean {
  const [block, one] = [parseCidr(rule.includes("/") ? rule : `${rule}/32`), parseCidr(`${address}/32`)];
  return block !== undefined && one !== undefined && containsCidr(block, one);
}
