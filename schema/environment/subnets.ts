import { firstFree, formatCidr, parseCidr, type Cidr } from "../../domain/network/cidr";

/** Length of a subnet nobody sized: 64 addresses, of which Azure keeps five. */
const DEFAULT_PREFIX = 26;

/** The blocks of an environment's subnets. */
export interface Subnets {
  /** Private endpoints of workspace, storage, vault and container registry. */
  readonly privateEndpoints: string;
  /** Machines that reach them: self-hosted runners, jump hosts. */
  readonly operations: string;
}

/** What the blocks are computed from: an environment, or part of one. */
export interface SubnetSource {
  readonly network: {
    readonly addressSpace: string;
    readonly subnets?: { readonly privateEndpoints?: string; readonly operations?: string };
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
