/** Sides of a peering that an environment makes: its own, or the hub's as well. */
export const peeringSides = ["own", "both"] as const;
export type PeeringSides = (typeof peeringSides)[number];

/** Keys of a network that somebody else's has from its owner. */
const OWN_KEYS = ["addressSpace", "subnets", "hub", "dnsServers", "firewall", "wayIn", "runners", "jumpHost"] as const;
type OwnKey = (typeof OWN_KEYS)[number];

/** Keys of an environment with private endpoints. */
const PRIVATE_KEYS = ["privateDns", "wayIn"] as const;
type PrivateKey = (typeof PRIVATE_KEYS)[number];

/** What of a network decides whether its keys go together. */
export interface NetworkSource {
  /** Where it is written, e.g. `network`. */
  readonly at: string;
  /** Keys that somebody wrote. */
  readonly written: ReadonlySet<string>;
  readonly inbound: "private" | "public" | undefined;
}

/** What is wrong with the keys of a network as a whole. */
export interface NetworkMistake {
  readonly rule: "missing" | "together";
  readonly key: OwnKey | PrivateKey;
  /** After the key's name. */
  readonly says: string;
  readonly fix: string;
}

/** Keys that do not go together: of a network of one's own, and of one that others made. */
export function* checkNetworkKeys({ at, written, inbound }: NetworkSource): Generator<NetworkMistake> {
  if (!written.has("existing")) {
    if (!written.has("addressSpace"))
      yield {
        rule: "missing",
        key: "addressSpace",
        says: "is missing",
        fix: `add it, or name a network that exists in ${at}.existing`,
      };
  } else {
    for (const key of OWN_KEYS.filter((one) => written.has(one)))
      yield {
        rule: "together",
        key,
        says: "is for a network of the environment's own, and there is an existing one",
        fix: "remove it: whoever made the network sets it there",
      };
  }
  if (inbound !== "public") return;
  for (const key of PRIVATE_KEYS.filter((one) => written.has(one)))
    yield {
      rule: "together",
      key,
      says: "is for private endpoints, and where inbound is public there are none",
      fix: "remove it, or set network.inbound.mode to private",
    };
}
