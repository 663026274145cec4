import type { ArmObject } from "../../azure/connection";
import { fail, pass, unknown, type Finding } from "./line";
import type { Need } from "./needs";

/** A VM size as Azure ML offers it in a region. */
export interface OfferedSize {
  readonly name: string;
  readonly family: string;
  readonly cores: number;
}

/** Cores of a VM family in a subscription and region. */
export interface Quota {
  readonly used: number;
  readonly limit: number;
}

export const sizesOf = (answer: ArmObject | undefined): readonly OfferedSize[] =>
  ((answer?.["value"] ?? []) as readonly ArmObject[]).map((size) => ({
    name: String(size["name"]),
    family: String(size["family"]),
    cores: Number(size["vCPUs"]),
  }));

const TOTAL = "totalclusterdedicatedregionalvcpus";

/** `standardDDSv5Family` and `Standard DDSv5 Family Cluster Dedicated vCPUs` are one family. */
const keyOf = (name: string): string => {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return plain === TOTAL ? plain : plain.replace(/family.*$/, "");
};

/** Quotas by family, those of single workspaces and of low priority left out. */
export function quotasOf(usages: readonly ArmObject[]): ReadonlyMap<string, Quota> {
  const whole = usages.filter(
    ({ id, type, name }) =>
      !/\/workspaces\//i.test(`${String(id)} ${String(type)}`) &&
      !/low.?priority/i.test(`${String(type)} ${nameOf(name)}`),
  );
  return new Map(
    whole.map((usage) => [
      keyOf(nameOf(usage["name"])),
      { used: Number(usage["currentValue"] ?? 0), limit: Number(usage["limit"] ?? 0) },
    ]),
  );
}

const nameOf = (name: unknown): string => String((name as { readonly value?: unknown } | undefined)?.value ?? "");

/** Whether a region offers every size that is asked for. */
export function judgeSizes(needs: readonly Need[], offered: readonly OfferedSize[], location: string): Finding {
  const names = new Set(offered.map(({ name }) => name.toLowerCase()));
  const missing = needs.filter(({ size }) => !names.has(size.toLowerCase()));
  const show = (some: readonly Need[]): string =>
    [...new Set(some.map(({ size, what }) => `${size} (${what})`))].join(", ");
  const certain = missing.filter(({ kind }) => kind !== "endpoint");
  if (certain.length > 0) {
    return fail(
      `${location} does not offer ${show(certain)}`,
      "choose another size, or another region for a new environment",
    );
  }
  if (missing.length > 0) {
    // The list is of what clusters and instances run on. Endpoints have a list of their own, which no API gives.
    return unknown(
      `Azure ML does not list ${show(missing)} in ${location}`,
      "look at 'Managed online endpoints SKU list' in Azure ML's documentation",
    );
  }
  const sizes = [...new Set(needs.map(({ size }) => size))];
  return pass(sizes.length === 0 ? "nothing is asked for" : `${location} offers ${sizes.join(", ")}`);
}

/**
 * Whether the cores suffice for everything that may run at once, by family and in all.
 * @param deployed - whether some of these machines may be running already, and so be among those in use
 */
export function judgeQuota(
  needs: readonly Need[],
  offered: readonly OfferedSize[],
  quotas: ReadonlyMap<string, Quota>,
  deployed: boolean,
): readonly Finding[] {
  const sizes = new Map(offered.map((size) => [size.name.toLowerCase(), size]));
  const families = new Map<string, { family: string; cores: number; by: string[] }>();
  for (const { size, count, what, environment } of needs) {
    const known = sizes.get(size.toLowerCase());
    if (known === undefined) continue;
    const entry = families.get(keyOf(known.family)) ?? { family: known.family, cores: 0, by: [] };
    entry.cores += count * known.cores;
    entry.by.push(`${environment} ${what} ${count * known.cores}`);
    families.set(keyOf(known.family), entry);
  }
  const all = [...families.values()].reduce((sum, { cores }) => sum + cores, 0);
  const each = [...families].map(([key, { family, cores, by }]) =>
    judgeFamily(family, cores, by.join(", "), quotas.get(key), deployed),
  );
  const total = quotas.get(TOTAL);
  return all === 0 || total === undefined
    ? each
    : [...each, judgeFamily("all families together", all, "", total, deployed)];
}

function judgeFamily(family: string, needed: number, by: string, quota: Quota | undefined, deployed: boolean): Finding {
  const of = by === "" ? "" : ` (${by})`;
  if (quota === undefined) {
    return unknown(
      `${family}: ${needed} cores are asked for${of}; Azure ML lists no quota of it`,
      "look in Azure ML studio under Quota",
    );
  }
  const { limit, used } = quota;
  const ask = `request ${needed} cores or more in Azure ML studio under Quota, or lower maxNodes or instances.max`;
  if (needed > limit) return fail(`${family}: ${needed} cores are asked for, the quota is ${limit}${of}`, ask);
  if (!deployed && needed > limit - used) {
    return fail(`${family}: ${needed} cores are asked for, ${limit - used} of ${limit} are free${of}`, ask);
  }
  return pass(`${family}: at most ${needed} of ${limit} cores, ${used} in use now`);
}
