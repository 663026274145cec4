import { isPrivate, parseAddress, parseCidr, sizeOf, canonical } from "../domain/network/cidr";

/** All of IPv4. */
export const EVERYWHERE = 2 ** 32;

/** Service tags of a network security group that stand for the internet, or for whatever anyone rents from Azure. */
const OPEN_TAGS = /^(\*|any|internet|azurecloud(\..+)?)$/i;
/** A name and no address. */
const TAG = /^[a-z][a-z0-9.]*$/i;
/** From which length on a block of IPv6 is one organization's. */
const OWN_IPV6 = 32;

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * How many public IPv4 addresses a list of addresses, blocks, ranges and service tags lets in, each once: two halves are the whole.
 * Private ones count nothing. What cannot be read is everywhere.
 */
export function breadthOf(prefixes: readonly string[]): number {
  const ranges: Range[] = [];
  for (const prefix of prefixes) {
    const range = rangeOf(prefix.trim());
    if (range === "everywhere") return EVERYWHERE;
    if (range !== "none") ranges.push(range);
  }
  let sum = 0;
  let reached = -1;
  for (const { first, last } of ranges.sort((a, b) => a.first - b.first)) {
    sum += Math.max(0, last - Math.max(first, reached + 1) + 1);
    reached = Math.max(reached, last);
  }
  return sum;
}

function rangeOf(prefix: string): Range | "everywhere" | "none" {
  if (OPEN_TAGS.test(prefix)) return "everywhere";
  if (TAG.test(prefix)) return "none";
  if (prefix.includes(":")) return Number(prefix.split("/")[1] ?? 128) < OWN_IPV6 ? "everywhere" : "none";
  const [from, to] = prefix.split("-");
  if (to !== undefined) {
    const [first, last] = [parseAddress(from!.trim()), parseAddress(to.trim())];
    return first === undefined || last === undefined ? "everywhere" : { first, last };
  }
  const block = parseCidr(prefix.includes("/") ? prefix : `${prefix}/32`);
  if (block === undefined) return "everywhere";
  if (isPrivate(block)) return "none";
  const { address } = canonical(block);
  return { first: address, last: address + sizeOf(block) - 1 };
}
