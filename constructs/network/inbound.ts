import { formatCidr, parseAddress, parseCidr, sizeOf } from "../../domain/network/cidr";

/** From where a resource's endpoint can be reached. */
export type Inbound =
  /** Through private endpoints only. */
  | { readonly mode: "private" }
  /** Over the internet as well, from these IPv4 addresses and blocks; from none if the list is empty. */
  | { readonly mode: "public"; readonly allowedAddresses: readonly string[] };

/**
 * The blocks of addresses that may come in over the internet, sorted: the order in configuration is no change. Single
 * addresses are written as blocks of one, the way vaults and container registries give them back.
 */
export const allowedBlocks = (inbound: Inbound): string[] =>
  inbound.mode === "public" ? inbound.allowedAddresses.map(toBlock).sort() : [];

const toBlock = (text: string): string => (parseAddress(text) === undefined ? text : `${text}/32`);

/** The same blocks the way storage takes them: it refuses /31 and /32 and wants the single addresses instead. */
export const storageIpRules = (inbound: Inbound): string[] =>
  allowedBlocks(inbound).flatMap((block) => {
    const cidr = parseCidr(block);
    if (cidr === undefined || cidr.prefix < 31) return [block];
    const addresses = Array.from({ length: sizeOf(cidr) }, (_, offset) => cidr.address + offset);
    return addresses.map((address) => formatCidr({ address, prefix: 32 }).replace("/32", ""));
  });
