import { isChargeless, isThing } from "../domain/azure/types";
import type { CostChange, CostReview, Monthly, ReviewInput, Uncounted } from "./model";
import { armTypeOf, kindOf } from "./names";
import { runningIn, type Machines, type Running } from "./running";
import type { Classified, PlannedStack } from "./stacks";
import { plannedResources } from "./words/planned";

/** A month as Azure's own calculator has it. */
export const HOURS_PER_MONTH = 730;

/** What things cost, as the user pays for them. */
export interface Prices {
  /** `EUR` */
  readonly currency: string;
  /** Price of an hour by VM size. */
  readonly perHour: Readonly<Record<string, number>>;
  /** Price of a month by azurerm's type, ARM type or kind in words (`private endpoint`); the first of these that is there. */
  readonly perMonth?: Readonly<Record<string, number>>;
}

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
export function costsOf(input: ReviewInput, planned: readonly PlannedStack[], prices: Prices): Costs {
  const resources = plannedResources(input);
  const found = planned.map(({ name, resources: classified }) => {
    const own = resources.filter(({ stack }) => stack === name);
    const parts = [...runningIn(own).map((one) => ofMachines(one, name, prices)), ofThings(classified, name, prices)];
    const sum = (side: keyof Monthly): number => cents(parts.reduce((total, { monthly }) => total + monthly[side], 0));
    return { name, parts, monthly: { before: sum("before"), after: sum("after") } };
  });
  const parts = found.flatMap((one) => one.parts);
  return {
    review: {
      currency: prices.currency,
      changes: parts.flatMap(({ changes }) => changes),
      uncounted: parts.flatMap(({ uncounted }) => uncounted),
    },
    stacks: new Map(found.map(({ name, monthly }) => [name, monthly])),
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
function ofThings(classified: readonly Classified[], stack: string, { perMonth = {} }: Prices): Counted {
  const kinds = new Map<string, { price?: number; before: number; after: number }>();
  for (const { resource } of classified) {
    if (!isThing(resource.type)) continue;
    const price = priceOf(resource, perMonth);
    if (price === undefined && isChargeless(resource.type, armTypeOf(resource))) continue;
    const { before, after, actions } = resource.change;
    const kind = kinds.get(kindOf(resource)) ?? { price, before: 0, after: 0 };
    if (before !== null) kind.before += 1;
    // What Terraform forgets stays in Azure.
    if (after !== null || actions.includes("forget")) kind.after += 1;
    kinds.set(kindOf(resource), kind);
  }
  const all = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const counted = all.flatMap(([what, { price, before, after }]) =>
    price === undefined ? [] : [{ stack, what, before, after, price }],
  );
  const changes = counted
    .filter(({ before, after }) => before !== after)
    .map(({ what, before, after, price }) => {
      return { stack, what, text: `${before} → ${after}`, before: cents(before * price), after: cents(after * price) };
    });
  const unpriced = all.filter(([, { price, before, after }]) => price === undefined && before !== after);
  const list = unpriced.map(
    ([what, { before, after }]) => `${after - before > 0 ? "+" : ""}${after - before} × ${what}`,
  );
  const sum = (side: keyof Monthly): number => cents(counted.reduce((total, one) => total + one[side] * one.price, 0));
  return {
    monthly: { before: sum("before"), after: sum("after") },
    changes,
    uncounted:
      list.length === 0 ? [] : [{ stack, what: "other resources", text: list.join(", "), why: "no price of a month" }],
  };
}

function priceOf(resource: Classified["resource"], perMonth: NonNullable<Prices["perMonth"]>): number | undefined {
  const names = [resource.type, armTypeOf(resource), kindOf(resource)];
  const lower = new Map(Object.entries(perMonth).map(([name, price]) => [name.toLowerCase(), price]));
  return names.map((name) => lower.get((name ?? "").toLowerCase())).find((price) => price !== undefined);
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
