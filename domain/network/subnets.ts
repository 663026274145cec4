import { containsCidr, firstFree, formatCidr, overlaps, parseCidr, type Cidr } from "./cidr";

/** Length of a subnet nobody sized: 64 addresses, of which Azure keeps five. */
const DEFAULT_PREFIX = 26;

/** The blocks of an environment's subnets. */
export interface Subnets {
  /** Private endpoints of workspace, storage, vault and container registry. */
  readonly privateEndpoints: string;
  /** Machines that reach them: self-hosted runners, jump hosts. */
  readonly operations: string;
}
type Use = keyof Subnets;

/** What the blocks are computed from: an environment, or part of one. */
export interface SubnetSource {
  readonly network: {
    readonly addressSpace: string;
    readonly subnets?: { readonly [use in Use]?: string | undefined };
  };
}

/**
 * The blocks of an environment's subnets: those it names, and for the others the first free /26 of its address space.
 * Naming one never moves the other into it.
 */
export function subnetsOf(environment: SubnetSource): Subnets {
  const { addressSpace, subnets = {} } = environment.network;
  const space = parseCidr(addressSpace)!;
  const taken = [subnets.privateEndpoints, subnets.operations].flatMap((text) => parseCidr(text ?? "") ?? []);
  const next = (): string => {
    const block: Cidr = firstFree(space, DEFAULT_PREFIX, taken) ?? { address: space.address, prefix: DEFAULT_PREFIX };
    taken.push(block);
    return formatCidr(block);
  };
  const privateEndpoints = subnets.privateEndpoints ?? next();
  return { privateEndpoints, operations: subnets.operations ?? next() };
}

/** What is wrong with the block of a subnet. */
export interface SubnetMistake {
  readonly rule: "outside" | "overlap";
  readonly subnet: Use;
  /** After the subnet's name: `is not inside the address space`. */
  readonly says: string;
  readonly given: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** Everything that keeps blocks from being the subnets of a network. Those that nobody named are computed. */
export function* checkSubnets({ network }: SubnetSource): Generator<SubnetMistake> {
  const { addressSpace, subnets = {} } = network;
  const space = parseCidr(addressSpace);
  const named = (["privateEndpoints", "operations"] as const).filter((use) => subnets[use] !== undefined);
  const outside = named.filter((use) => {
    const block = parseCidr(subnets[use]!);
    return space === undefined || block === undefined || !containsCidr(space, block);
  });
  for (const subnet of outside) {
    yield {
      rule: "outside",
      subnet,
      says: "is not inside the address space",
      given: subnets[subnet]!,
      allowed: `blocks inside ${addressSpace}`,
    };
  }
  if (space === undefined || outside.length > 0) return;
  const blocks = subnetsOf({ network });
  if (!overlaps(parseCidr(blocks.privateEndpoints)!, parseCidr(blocks.operations)!)) return;
  const subnet = named.includes("operations") ? "operations" : "privateEndpoints";
  const other = subnet === "operations" ? "privateEndpoints" : "operations";
  yield {
    rule: "overlap",
    subnet,
    says: named.includes(other)
      ? `shares addresses with ${other} (${blocks[other]})`
      : `leaves no room for ${other}, which needs a /${DEFAULT_PREFIX}`,
    given: blocks[subnet],
    fix: `choose blocks inside ${addressSpace} that share nothing`,
  };
}
