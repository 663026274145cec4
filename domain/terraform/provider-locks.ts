/** Where a provider is when its source names no host. */
const DEFAULT_HOST = "registry.terraform.io";
const DEFAULT_NAMESPACE = "hashicorp";
const BLOCK = /^provider "([^"]+)" \{\n[^]*?^\}\n/gm;

/** `registry.terraform.io/azure/azapi` for `azure/azapi`, as lock files write it. */
export function providerAddress(source: string): string {
  const parts = source.toLowerCase().split("/");
  if (parts.length === 1) return [DEFAULT_HOST, DEFAULT_NAMESPACE, ...parts].join("/");
  return parts.length === 2 ? [DEFAULT_HOST, ...parts].join("/") : parts.join("/");
}

/** The entries of a `.terraform.lock.hcl`, by the providers' addresses, each as it is written there. */
export const lockEntries = (file: string): ReadonlyMap<string, string> =>
  new Map([...file.matchAll(BLOCK)].map(([block, address]) => [address!, block]));

/** The lock file of a stack: the entries of the providers it needs. Terraform refuses to be handed others in CI. */
export function lockFor(file: string, sources: readonly string[]): string {
  const entries = lockEntries(file);
  const addresses = [...new Set(sources.map(providerAddress))].sort();
  return addresses.flatMap((address) => entries.get(address) ?? []).join("\n");
}

/** Where a provider is from and which version of it, as `required_providers` says. */
export interface RequiredProvider {
  readonly source: string;
  readonly version?: string;
}

/**
 * Providers of which no sum says which build may run, as `azapi 2.12.0`, in the order of their names: Terraform checks the
 * signature of their publisher and nothing else.
 * @param file - a lock file
 * @param required - by local name
 */
export function withoutSums(file: string, required: Readonly<Record<string, RequiredProvider>>): readonly string[] {
  const entries = lockEntries(file);
  const lacking = Object.entries(required).filter(([, { source, version }]) => {
    const entry = entries.get(providerAddress(source)) ?? "";
    const same = version === undefined || entry.includes(`version     = "${version}"`);
    return !same || !/"(?:zh|h1):/.test(entry);
  });
  return lacking.map(([name, { version }]) => (version === undefined ? name : `${name} ${version}`)).sort();
}
