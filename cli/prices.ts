import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isMachine } from "../cost/meters";
import { armTypeOf, idleMonth, type Rates } from "../cost/estimate";
import { usualLoad } from "../cost/load";
import type { CostedResource } from "../cost/parts";
import { rateOf, type PriceList, type Rate } from "../cost/price-list";
import shipped from "../cost/retail-prices.json";
import { requireNone, UserError } from "../domain/problem/problem";
import type { Prices, ValuedResource } from "../review/cost";
import { shapeProblems } from "../schema/shape-problems";
import { YamlFile } from "../schema/yaml/file";

const price = () => z.number().nonnegative();

const pricesSchema = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("Currency of the prices, e.g. EUR."),
  perHour: z.record(z.string(), price()).describe("Price of an hour by VM size, as you pay it."),
  perMonth: z
    .record(z.string(), price())
    .optional()
    .describe(
      "Price of a month by kind of resource: azurerm's type, the ARM type, or what a review calls it, e.g. `private endpoint`.",
    ),
});

/**
 * Reads a price file of the user's: what is paid by contract, in place of list prices.
 * @throws UserError with every problem in it
 */
export function readPrices(path: string): Prices {
  const file = YamlFile.read(path, path);
  requireNone([...file.problems, ...(file.value === undefined ? [] : shapeProblems(pricesSchema, file))]);
  const { perMonth, ...prices } = pricesSchema.parse(file.value);
  return { ...prices, ...(perMonth !== undefined && { perMonth }) };
}

/** Where `mlops prices` keeps what it fetched, below the folder that a command runs in. */
export const PRICES_FOLDER = "prices";

const priceListSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  sources: z.record(z.string(), z.strictObject({ title: z.string(), asOf: z.iso.date() })),
  prices: z.record(z.string(), z.record(z.string(), z.record(z.string(), price()))),
});

/** Prices that ship: public ones, each with its source and date. */
export const shippedPrices: PriceList = shipped;

/**
 * Lists of prices, the first asked first: what was fetched for the folder that a command runs in, then what ships.
 * @throws UserError MLOPS-PRICES-002 with every file that is no list
 */
export function priceLists(folder: string = PRICES_FOLDER): readonly PriceList[] {
  if (!existsSync(folder)) return [shippedPrices];
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const read = files.map((name) => ({ name, list: priceListIn(join(folder, name)) }));
  const wrong = read.filter(({ list }) => list === undefined);
  requireNone(
    wrong.map(({ name }) => ({
      code: "MLOPS-PRICES-002",
      where: join(folder, name),
      message: "this is no list of prices",
      fix: `remove it, or fetch it again: mlops prices --region ${name.slice(0, -".json".length)}`,
    })),
  );
  return [...read.map(({ list }) => list!), shippedPrices];
}

function priceListIn(path: string): PriceList | undefined {
  try {
    const parsed = priceListSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Prices by lists, or of the user's own file where it has one. */
export function ratesBy(lists: readonly PriceList[], own?: Prices): Rates {
  if (own === undefined) return { currency: lists[0]!.currency, of: (meter, region) => rateOf(lists, meter, region) };
  const usable = lists.filter(({ currency }) => currency === own.currency);
  return {
    currency: own.currency,
    of: (meter, region) => {
      const paid = Object.hasOwn(own.perHour, meter) ? own.perHour[meter] : undefined;
      if (paid !== undefined) return { price: paid, region, standIn: false, asOf: "", source: "your price file" };
      return usable.length === 0 ? undefined : rateOf(usable, meter, region);
    },
    month: ({ type, armType }, noun) => {
      const names = [type, armType, noun].map((name) => name.toLowerCase());
      const found = Object.entries(own.perMonth ?? {}).find(([name]) => names.includes(name.toLowerCase()));
      return found?.[1];
    },
  };
}

/**
 * List prices of a region in the form that a review takes. What has no price there has one of another region, and the words
 * say so.
 */
export function listPrices(lists: readonly PriceList[], region: string): Prices {
  const rates = ratesBy(lists);
  const bySource = lists.flatMap(({ prices }) => Object.values(prices).flatMap((sources) => Object.values(sources)));
  const known = new Set(bySource.flatMap((prices) => Object.keys(prices)));
  const sizes = [...known].filter(isMachine).flatMap((size) => {
    const rate = rates.of(size, region);
    return rate === undefined ? [] : [[size, rate] as const];
  });
  return {
    currency: rates.currency,
    perHour: Object.fromEntries(sizes.map(([size, rate]) => [size, rate.price])),
    monthOf: (resource, siblings) => {
      const month = idleMonth(costed(resource), rates, { siblings: siblings.map(costed), load: usualLoad, region });
      return month === 0 ? undefined : month;
    },
    about: aboutLists(lists, region),
  };
}

const costed = ({ type, values }: ValuedResource): CostedResource => ({
  type,
  armType: armTypeOf(type, values),
  name: typeof values["name"] === "string" ? values["name"] : "",
  values,
});

/** `list prices of Azure, as of 2024-07-01 to 2025-12-01; westeurope has none of some sizes here: those of eastus stand in` */
export function aboutLists(lists: readonly PriceList[], region: string, used?: readonly Rate[]): string {
  const currency = lists[0]!.currency;
  const dates =
    used?.map(({ asOf }) => asOf) ?? lists.filter((list) => list.currency === currency).flatMap(datesOf(region));
  const [first, last] = [[...dates].sort()[0], [...dates].sort().at(-1)];
  const when = first === last ? first : `${first} to ${last}`;
  const fetched = lists.length > 1 && lists.some((list) => list !== shippedPrices && list.prices[region] !== undefined);
  return fetched
    ? `list prices of Azure in ${region}, as of ${when}`
    : `list prices of Azure that ship, as of ${when}, some of other regions: \`mlops prices --region ${region}\` fetches those of today`;
}

const datesOf =
  (region: string) =>
  ({ prices, sources }: PriceList): readonly string[] => {
    const names = [...Object.keys(prices[region] ?? {}), ...Object.keys(prices["global"] ?? {})];
    return names.flatMap((name) => sources[name]?.asOf ?? []);
  };

/** @throws UserError if it is no currency as Azure writes it */
export function requireCurrency(currency: string): void {
  if (/^[A-Z]{3}$/.test(currency)) return;
  throw new UserError([
    {
      code: "MLOPS-PRICES-003",
      where: "--currency",
      message: "this is no currency",
      given: currency,
      allowed: "three letters, e.g. EUR",
    },
  ]);
}
