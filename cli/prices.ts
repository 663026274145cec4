import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isMachine } from "../cost/meters";
import { armTypeOf, idleMonth, type Rates } from "../cost/estimate";
import { usualLoad } from "../cost/load";
import type { CostedResource } from "../cost/parts";
import { rateOf, type PriceList, type Rate } from "../cost/price-list";
import shipped from "../cost/retail-prices.json";
import { requireNone, UserError, type Problem } from "../domain/problem/problem";
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
 * @throws UserError with every problem of every file there; MLOPS-PRICES-002 where prices are of a source that it does not name
 */
export function priceLists(folder: string = PRICES_FOLDER): readonly PriceList[] {
  if (!existsSync(folder)) return [shippedPrices];
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const files = names.map((name) => YamlFile.read(join(folder, name), join(folder, name)));
  requireNone(files.flatMap(listProblems));
  return [...files.map(({ value }) => priceListSchema.parse(value)), shippedPrices];
}

function listProblems(file: YamlFile): readonly Problem[] {
  const problems = [...file.problems, ...(file.value === undefined ? [] : shapeProblems(priceListSchema, file))];
  const parsed = priceListSchema.safeParse(file.value);
  if (!parsed.success) return problems;
  const { sources, prices } = parsed.data;
  const unknown = Object.entries(prices).flatMap(([region, of]) =>
    Object.keys(of)
      .filter((source) => !Object.hasOwn(sources, source))
      .map((source): Problem => ({
        code: "MLOPS-PRICES-002",
        where: file.positionOf(["prices", region, source], "key"),
        message: `these prices of ${region} are of a source that \`sources\` does not name`,
        given: source,
        allowed: Object.keys(sources).join(", ") || "no source is named",
        fix: `name it in \`sources\` with its title and day, or fetch the file again: mlops prices --region ${region}`,
      })),
  );
  return [...problems, ...unknown];
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
 * List prices of a region in the form that a review takes. Where they were fetched, what they lack has no price; else those of
 * other regions stand in, and the words name them.
 */
export function listPrices(lists: readonly PriceList[], region: string): Prices {
  const all = ratesBy(lists);
  const fetched = isFetched(lists, region);
  const rates: Rates = {
    ...all,
    of: (meter, where) => {
      const rate = all.of(meter, where);
      return fetched && rate?.standIn === true ? undefined : rate;
    },
  };
  const bySource = lists.flatMap(({ prices }) => Object.values(prices).flatMap((sources) => Object.values(sources)));
  const known = [...new Set(bySource.flatMap((prices) => Object.keys(prices)))].flatMap((meter) => {
    const rate = rates.of(meter, region);
    return rate === undefined ? [] : [[meter, rate] as const];
  });
  return {
    currency: rates.currency,
    perHour: Object.fromEntries(
      known.filter(([meter]) => isMachine(meter)).map(([size, { price: hour }]) => [size, hour]),
    ),
    monthOf: (resource, siblings) => {
      const month = idleMonth(costed(resource), rates, { siblings: allCosted(siblings), load: usualLoad, region });
      return month === 0 ? undefined : month;
    },
    about: aboutLists(
      lists,
      region === "" ? [] : [region],
      known.map(([, rate]) => rate),
    ),
  };
}

const costed = ({ type, values }: ValuedResource): CostedResource => ({
  type,
  armType: armTypeOf(type, values),
  name: typeof values["name"] === "string" ? values["name"] : "",
  values,
});

const costedOnes = new WeakMap<readonly ValuedResource[], readonly CostedResource[]>();

/** Once for the resources of a stack, each of which is asked for with all of them beside it. */
function allCosted(resources: readonly ValuedResource[]): readonly CostedResource[] {
  const known = costedOnes.get(resources) ?? resources.map(costed);
  costedOnes.set(resources, known);
  return known;
}

/**
 * Where rates are from, in words: `list prices of Azure that ship, as of 2024-07-01 to 2025-12-01, some of eastus: …`
 * @param regions - those that were asked about
 */
export function aboutLists(lists: readonly PriceList[], regions: readonly string[], used: readonly Rate[]): string {
  const dates = used.map(({ asOf }) => asOf).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const when = first === undefined ? "" : `, as of ${first === last ? first : `${first} to ${last}`}`;
  const others = [...new Set(used.flatMap(({ standIn, region }) => (standIn ? [region] : [])))].sort();
  const some = others.length === 0 ? "" : `, some of ${others.join(" and ")}`;
  const missing = regions.filter((region) => !isFetched(lists, region));
  if (regions.length > 0 && missing.length === 0)
    return `list prices of Azure in ${regions.join(" and ")}${when}${some}`;
  const fetches = missing.map((region) => `\`mlops prices --region ${region}\``).join(" and ") || "`mlops prices`";
  const verb = missing.length > 1 ? "fetch" : "fetches";
  return `list prices of Azure that ship${when}${some}: ${fetches} ${verb} those of today`;
}

/** Whether prices of a region were fetched, in the currency that is counted in. */
const isFetched = (lists: readonly PriceList[], region: string): boolean =>
  lists.some(
    (list) => list !== shippedPrices && list.currency === lists[0]!.currency && Object.hasOwn(list.prices, region),
  );

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
