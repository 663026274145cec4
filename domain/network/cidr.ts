import { IPv4 } from "ipaddr.js";

/** A block of IPv4 addresses. */
export interface Cidr {
  /** First address as written, as an unsigned 32-bit number; not masked, see {@link canonical}. */
  readonly address: number;
  /** Length of the network part in bits, 0–32. */
  readonly prefix: number;
}

/** Reads `10.40.0.0/22`: four decimal parts and a length. Undefined if the text is not that. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", prefix = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^(\d|[12]\d|3[0-2])$/.test(prefix)) return undefined;
  const number = parseAddress(address);
  return number === undefined ? undefined : { address: number, prefix: Number(prefix) };
}

/** Reads `203.0.113.7` as an unsigned 32-bit number; undefined if the text is not four decimal parts. */
export function parseAddress(text: string): number | undefined {
  if (!IPv4.isValidFourPartDecimal(text)) return undefined;
  return IPv4.parse(text).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** `10.40.0.0/22` */
export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr.address)}/${cidr.prefix}`;

/** How many addresses the block holds. */
export const sizeOf = (cidr: Cidr): number => 2 ** (32 - cidr.prefix);

/** The same block written with its first address: host bits zero. */
export const canonical = (cidr: Cidr): Cidr => ({ ...cidr, address: cidr.address - (cidr.address % sizeOf(cidr)) });

export const isCanonical = (cidr: Cidr): boolean => canonical(cidr).address === cidr.address;

const firstOf = (cidr: Cidr): number => canonical(cidr).address;
const lastOf = (cidr: Cidr): number => firstOf(cidr) + sizeOf(cidr) - 1;

/** Whether every address of `inner` is in `outer`. */
export const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  firstOf(outer) <= firstOf(inner) && lastOf(inner) <= lastOf(outer);

/** Whether the two blocks share an address. */
export const overlaps = (a: Cidr, b: Cidr): boolean => firstOf(a) <= lastOf(b) && firstOf(b) <= lastOf(a);

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parseCidr(text)!);

/** Of carriers, between their customers and themselves (RFC 6598); companies number inner networks with it. */
const SHARED = parseCidr("100.64.0.0/10")!;

/** Blocks that Azure takes for no network. Source: Azure virtual network FAQ, "What address ranges can I use in my virtual networks?" */
const REFUSED_BY_AZURE = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255/32",
].map((text) => parseCidr(text)!);

/** Blocks that are no one's address on the internet: private, shared, loopback, link-local, multicast, reserved. */
const NOT_PUBLIC = [
  ...PRIVATE,
  ...["0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"].map((text) => parseCidr(text)!),
];

/** Whether the block lies in one of the three private ranges of RFC 1918. */
export const isPrivate = (cidr: Cidr): boolean => PRIVATE.some((range) => containsCidr(range, cidr));

/** Whether the block is nobody's on the internet, so that a network of one's own may have it: RFC 1918 or 6598. */
export const isInternal = (cidr: Cidr): boolean => [...PRIVATE, SHARED].some((range) => containsCidr(range, cidr));

/** Whether Azure takes the block for a network. */
export const isNetwork = (cidr: Cidr): boolean => !REFUSED_BY_AZURE.some((range) => overlaps(range, cidr));

/** Whether every address of the block can be someone's on the internet. Documentation ranges count as such. */
export const isPublic = (cidr: Cidr): boolean => !NOT_PUBLIC.some((range) => overlaps(range, cidr));

/**
 * The first block of length `prefix` in `space` that shares no address with any of `taken`; undefined if none is left.
 */
export function firstFree(space: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
  if (prefix < space.prefix) return undefined;
  const step = 2 ** (32 - prefix);
  let address = firstOf(space);
  while (address <= lastOf(space)) {
    const candidate = { address, prefix };
    const blocking = taken.filter((block) => overlaps(block, candidate));
    if (blocking.length === 0) return candidate;
    const behind = Math.max(...blocking.map(lastOf)) + 1;
    address = Math.ceil(behind / step) * step;
  }
  return undefined;
}

/** A block that shares addresses with another one before it. */
export interface Overlap<T> {
  readonly item: T;
  readonly other: T;
}

/**
 * Which blocks overlap. Two blocks either nest or share nothing, so one pass over the blocks in order of their first
 * address finds, for each that overlaps, the wider one it lies in. Takes O(n log n); the order of `items` decides only
 * which of two equal blocks is reported.
 */
export function findOverlaps<T>(items: readonly T[], cidrOf: (item: T) => Cidr): Overlap<T>[] {
  const sorted = items
    .map((item) => ({ item, cidr: canonical(cidrOf(item)) }))
    .sort((a, b) => a.cidr.address - b.cidr.address || a.cidr.prefix - b.cidr.prefix);
  const found: Overlap<T>[] = [];
  let widest: (typeof sorted)[number] | undefined;
  for (const entry of sorted) {
    if (widest !== undefined && entry.cidr.address <= lastOf(widest.cidr)) {
      found.push({ item: entry.item, other: widest.item });
    } else {
      widest = entry;
    }
  }
  return found;
}
