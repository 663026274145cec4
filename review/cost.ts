import { isChargeless, isThing } from "../domain/azure/types";
import { isTree, type Tree } from "../domain/json/tree";
import type { CostChange, CostReview, Monthly, ReviewInput, Uncounted } from "./model";
import { cents } from "../cost/estimate";
import { HOURS_PER_MONTH } from "../cost/meters";
import { armTypeOf, kindOf } from "./names";
import { isCountedAsRunning, runningIn, type Machines, type Running } from "./running";
import type { Classified, PlannedStack } from "./stacks";
import { at } from "./words/json";
import { plannedResources } from "./words/planned";

/** A resource as Terraform has it, at one time. */
export interface ValuedResource {
  /** Terraform's type. */
  readonly type: string;
  readonly values: Tree;
}

/** What things cost, as the user pays for them. */
export interface Prices {
  /** `EUR` */
  readonly currency: string;
  /** Price of an hour by VM size. */
  readonly perHour: Readonly<Record<string, number>>;
  /** Price of a month by azurerm's type, ARM type or kind in words (`private endpoint`); the first of these that is there. */
  readonly perMonth?: Readonly<Record<string, number>>;
  /** Price of a month in which nobody uses it, of a resource that has none in `perMonth`. @default - none */
  monthOf?(resource: ValuedResource, siblings: readonly ValuedResource[]): number | undefined;
  /** Where the prices are from, in words. @default - they are the user's */
  readonly about?: string;
}

/** Prices of everywhere, or those of each region. */
export type PricesByRegion = Prices | ((region: string) => Prices);

/** A part of a stack. */
interface Counted {
  /** All of it, also what stays as it is. */
  readonly monthly: Monthly;
  readonly changes: readonly CostChange[];
  readonly uncounted: readonly Uncounted[];
}

const nothing: Counted = { monthly: { before: 0, after: 0 }, changes: [], uncounted: [] };

/** What the plans change in the money of a month, and what each stack costs before and after, by its name. */
export interface Costs {
  readonly review: CostReview;
  readonly stacks: ReadonlyMap<string, Monthly>;
}

/**
 * What plans change in the money of a month, by what runs all the time: instances of deployments at their least number,
 * least nodes of clusters, compute instances that never shut down, and what has a price of a month. What Azure bills by
 * use (trainings, monitors, storage, traffic) is not in it. What has no price is named, never guessed.
 */
export function costsOf(input: ReviewInput, planned: readonly PlannedStack[], given: PricesByRegion): Costs {
  const resources = plannedResources(input);
  const regions = new Map(planned.map(({ name, resources: classified }) => [name, regionOf(classified)]));
  const known = [...regions.values()].find((region) => region !== undefined) ?? "";
  const pricesOf = oncePerRegion(given, known);
  const found = planned.map(({ name, resources: classified }) => {
    const prices = pricesOf(regions.get(name));
    const own = resources.filter(({ stack }) => stack === name);
    const parts = [...runningIn(own).map((one) => ofMachines(one, name, prices)), ofThings(classified, name, prices)];
    const sum = (side: keyof Monthly): number => cents(parts.reduce((total, { monthly }) => total + monthly[side], 0));
    return { name, parts, monthly: { before: sum("before"), after: sum("after") } };
  });
  const parts = found.flatMap((one) => one.parts);
  const { currency } = pricesOf(undefined);
  const places = [...new Set(regions.values())].filter((region) => region !== undefined).sort();
  const abouts = (places.length === 0 ? [undefined] : places).map((region) => pricesOf(region).about);
  const about = [...new Set(abouts)].filter((one) => one !== undefined).join("; ");
  return {
    review: {
      currency,
      ...(about !== "" && { about }),
      changes: parts.flatMap(({ changes }) => changes),
      uncounted: parts.flatMap(({ uncounted }) => uncounted),
    },
    stacks: new Map(found.map(({ name, monthly }) => [name, monthly])),
  };
}

/** Where most of a stack is. */
function regionOf(classified: readonly Classified[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { resource } of classified) {
    const { before, after } = resource.change;
    const location = at(after, "location") ?? at(before, "location");
    if (typeof location === "string" && location !== "global") counts.set(location, (counts.get(location) ?? 0) + 1);
  }
  return [...counts].sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1))[0]?.[0];
}

/** Prices by region, each asked for once; a stack that says no region is where the first is that says one. */
function oncePerRegion(given: PricesByRegion, usual: string): (region: string | undefined) => Prices {
  if (typeof given !== "function") return () => given;
  const found = new Map<string, Prices>();
  return (region = usual) => {
    const prices = found.get(region) ?? given(region);
    found.set(region, prices);
    return prices;
  };
}

function ofMachines({ what, before, after }: Running, stack: string, { perHour }: Prices): Counted {
  const sides = [before, after].filter((side) => side !== undefined);
  const text = `${inWords(before)} → ${inWords(after)}`;
  const changed = inWords(before) !== inWords(after) || before?.unknown !== after?.unknown;
  const used = sides.filter(({ count }) => count > 0);
  const missing = [...new Set(used.map(({ size }) => size))].filter((size) => !Object.hasOwn(perHour, size));
  const why =
    sides.find(({ unknown }) => unknown !== undefined)?.unknown ??
    (missing.length > 0 ? `no price of ${missing.join(" and ")}` : undefined);
  if (why !== undefined) return changed ? { ...nothing, uncounted: [{ stack, what, text, why }] } : nothing;
  const month = (side: Machines | undefined): number =>
    side === undefined || side.count === 0 ? 0 : cents(side.count * perHour[side.size]! * HOURS_PER_MONTH);
  const monthly = { before: month(before), after: month(after) };
  return { ...nothing, monthly, changes: changed && used.length > 0 ? [{ stack, what, text, ...monthly }] : [] };
}

const inWords = (machines: Machines | undefined): string =>
  machines === undefined || machines.count === 0 ? "none" : `${machines.count} × ${machines.size}`;

/** What has a price of a month, by kind; and in one line, what comes or goes without one. */
function ofThings(classified: readonly Classified[], stack: string, prices: Prices): Counted {
  const kinds = new Map<string, Kind>();
  const siblings = (side: keyof Monthly): readonly ValuedResource[] =>
    classified.flatMap(({ resource: { type, change } }) =>
      isTree(change[side]) ? [{ type, values: change[side] }] : [],
    );
  const all = { before: siblings("before"), after: siblings("after") };
  for (const { resource } of classified) {
    if (!isThing(resource.type)) continue;
    const { before, after, actions } = resource.change;
    // What Terraform forgets stays in Azure.
    const later = actions.includes("forget") ? before : after;
    const month = (values: unknown, side: keyof Monthly): number | undefined =>
      isTree(values) ? monthOf(resource, values, all[side], prices) : undefined;
    const months = [month(before, "before"), month(later, "after")];
    const priced = months.some((month) => month !== undefined);
    if (!priced && isChargeless(resource.type, armTypeOf(resource))) continue;
    const kind = kinds.get(kindOf(resource)) ?? {
      priced,
      count: { before: 0, after: 0 },
      month: { before: 0, after: 0 },
    };
    const add = (side: keyof Monthly, values: unknown, price: number | undefined): void => {
      if (!isTree(values)) return;
      kind.count[side] += 1;
      kind.month[side] += price ?? 0;
    };
    add("before", before, months[0]);
    add("after", later, months[1]);
    kinds.set(kindOf(resource), { ...kind, priced: kind.priced || priced });
  }
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const counted = sorted.filter(([, { priced }]) => priced);
  const changes = counted
    .filter(([, { month }]) => cents(month.before) !== cents(month.after))
    .map(([what, { count, month }]) => {
      const text = `${count.before} → ${count.after}`;
      return { stack, what, text, before: cents(month.before), after: cents(month.after) };
    });
  const unpriced = sorted.filter(([, { priced, count }]) => !priced && count.before !== count.after);
  const list = unpriced.map(
    ([
      what,
      {
        count: { before, after },
      },
    ]) => `${after - before > 0 ? "+" : ""}${after - before} × ${what}`,
  );
  const sum = (side: keyof Monthly): number => cents(counted.reduce((total, [, { month }]) => total + month[side], 0));
  return {
    monthly: { before: sum("before"), after: sum("after") },
    changes,
    uncounted:
      list.length === 0 ? [] : [{ stack, what: "other resources", text: list.join(", "), why: "no price of a month" }],
  };
}

/** Resources of one kind. */
interface Kind {
  /** Whether any of them has a price of a month. */
  readonly priced: boolean;
  readonly count: { before: number; after: number };
  readonly month: { before: number; after: number };
}

/** What a resource costs in a month as it is with these values; machines are counted by how many of them run. */
const monthOf = (
  resource: Classified["resource"],
  values: Tree,
  siblings: readonly ValuedResource[],
  prices: Prices,
): number | undefined =>
  priceOf(resource, prices.perMonth ?? {}) ??
  (isCountedAsRunning(armTypeOf(resource)) ? undefined : prices.monthOf?.({ type: resource.type, values }, siblings));

function priceOf(resource: Classified["resource"], perMonth: NonNullable<Prices["perMonth"]>): number | undefined {
  const names = [resource.type, armTypeOf(resource), kindOf(resource)];
  const lower = new Map(Object.entries(perMonth).map(([name, price]) => [name.toLowerCase(), price]));
  return names.map((name) => lower.get((name ?? "").toLowerCase())).find((price) => price !== undefined);
}
