import { type BastionTier, standsInNetwork } from "./jump-host";
import { containsCidr, firstFree, formatCidr, overlaps, parseCidr, type Cidr } from "./cidr";

/** Length of a subnet nobody sized: 64 addresses, of which Azure keeps five. */
const DEFAULT_PREFIX = 26;

/** The blocks of an environment's subnets. */
export interface Subnets {
  /** Private endpoints of workspace, storage, vault and container registry. */
  readonly privateEndpoints: string;
  /** Machines that reach them: self-hosted runners, jump hosts. */
  readonly operations: string;
  /** Runners that a service puts into the network, which wants a subnet of its own; undefined without any. */
  readonly runners?: string;
  /** Bastion of the environment's own, which wants a subnet of its own; undefined without one. */
  readonly bastion?: string;
}
type Use = keyof Subnets;

const uses = ["privateEndpoints", "operations", "runners", "bastion"] as const satisfies readonly Use[];

/** What the blocks are computed from: an environment, or part of one. */
export interface SubnetSource {
  readonly network: {
    readonly addressSpace: string;
    readonly subnets?: { readonly [use in Use]?: string | undefined };
    /** What runners there are. @default - none, and no subnet for them unless it is named */
    readonly runners?: unknown;
    /** The machine that people get in by, if there is one. @default - none, and no subnet for Bastion unless it is named */
    readonly jumpHost?: { readonly bastion?: BastionTier | undefined } | undefined;
  };
}

/**
 * The blocks of an environment's subnets: those it names, and for the others the first free /26 of its address space.
 * Naming one never moves the other into it, and runners that come later move none; nor does Bastion.
 */
export function subnetsOf(environment: SubnetSource): Subnets {
  const { addressSpace, subnets = {}, runners, jumpHost } = environment.network;
  const space = parseCidr(addressSpace)!;
  const taken = uses.flatMap((use) => parseCidr(subnets[use] ?? "") ?? []);
  const next = (): string => {
    const block: Cidr = firstFree(space, DEFAULT_PREFIX, taken) ?? { address: space.address, prefix: DEFAULT_PREFIX };
    taken.push(block);
    return formatCidr(block);
  };
  const privateEndpoints = subnets.privateEndpoints ?? next();
  const operations = subnets.operations ?? next();
  const wanted = { runners: runners !== undefined, bastion: standsInNetwork(jumpHost?.bastion) };
  const more = (["runners", "bastion"] as const)
    .filter((use) => subnets[use] !== undefined || wanted[use])
    .map((use) => [use, subnets[use] ?? next()] as const);
  return { privateEndpoints, operations, ...Object.fromEntries(more) };
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
  const named: readonly Use[] = uses.filter((use) => subnets[use] !== undefined);
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
  const pairs = uses.flatMap((one, index) => uses.slice(index + 1).map((other) => [one, other] as const));
  for (const [first, second] of pairs) {
    const [one, two] = [blocks[first], blocks[second]];
    if (one === undefined || two === undefined || !overlaps(parseCidr(one)!, parseCidr(two)!)) continue;
    const [subnet, other] = named.includes(second) ? [second, first] : [first, second];
    yield {
      rule: "overlap",
      subnet,
      says: named.includes(other)
        ? `shares addresses with ${other} (${blocks[other]!})`
        : `leaves no room for ${other}, which needs a /${DEFAULT_PREFIX}`,
      given: blocks[subnet]!,
      fix: `choose blocks inside ${addressSpace} that share nothing`,
    };
  }
}
