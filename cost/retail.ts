import { isTree } from "../domain/json/tree";
import { isMachine, meters, PER_MONTH, unitOf, type Meter, type MeterName, type Unit } from "./meters";
import type { PriceList } from "./price-list";

/** One question to Azure's retail price list: the filter, and the meters that its answers are looked through for. */
export interface RetailQuery {
  /** OData, letter by letter as the list has its values. */
  readonly filter: string;
  readonly meters: readonly string[];
}

/** Sizes in one question: an address has its limit. */
const SIZES_AT_ONCE = 10;

const BY_USE = "priceType eq 'Consumption'";
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What to ask for the prices of sizes and of every meter in a region. */
export function retailQueries(region: string, sizes: readonly string[]): readonly RetailQuery[] {
  const all = [...new Set(sizes)].sort();
  const groups = Array.from({ length: Math.ceil(all.length / SIZES_AT_ONCE) }, (_, index) =>
    all.slice(index * SIZES_AT_ONCE, (index + 1) * SIZES_AT_ONCE),
  );
  const machines = groups.map((group) => ({
    filter: [
      "serviceName eq 'Virtual Machines'",
      `armRegionName eq ${quoted(region)}`,
      BY_USE,
      `(${group.map((size) => `armSkuName eq ${quoted(size)}`).join(" or ")})`,
    ].join(" and "),
    meters: group,
  }));
  const others = (Object.entries(meters) as [MeterName, Meter][]).map(([name, { listed }]) => ({
    filter: [
      ...Object.entries(listed)
        .filter(([, value]) => !value.startsWith("*"))
        .map(([field, value]) => `${field} eq ${quoted(value)}`),
      // What costs the same everywhere stands under no region, or under one called Global.
      `(armRegionName eq ${quoted(region)} or armRegionName eq 'Global' or armRegionName eq '')`,
      BY_USE,
    ].join(" and "),
    meters: [name],
  }));
  return [...machines, ...others];
}

/** Prices that a region's answers have, and the meters that none of them prices. */
export interface RetailAnswer {
  readonly list: PriceList;
  readonly missing: readonly string[];
}

/** Reads answers of the list, items of each query in its order. What is no item of the kind is passed over. */
export function readRetail(
  region: string,
  answers: readonly { readonly query: RetailQuery; readonly items: readonly unknown[] }[],
  { currency, asOf, address }: { readonly currency: string; readonly asOf: string; readonly address: string },
): RetailAnswer {
  const found: Record<"own" | "global", Record<string, number>> = { own: {}, global: {} };
  const missing: string[] = [];
  for (const { query, items } of answers) {
    for (const meter of query.meters) {
      const priced = items.filter(isTree).flatMap((item) => priceIn(item, meter, currency));
      const own = cheapestTier(priced.filter((one) => one.region === region));
      const everywhere = cheapestTier(priced.filter((one) => one.region !== region));
      if (own !== undefined) found.own[meter] = own;
      else if (everywhere !== undefined) found.global[meter] = everywhere;
      else missing.push(meter);
    }
  }
  return {
    list: {
      currency,
      sources: { retail: { title: `Azure's retail prices, ${address}`, asOf } },
      prices: { [region]: { retail: found.own }, global: { retail: found.global } },
    },
    missing,
  };
}

interface Priced {
  readonly region: string;
  /** From how many units on. */
  readonly from: number;
  readonly price: number;
}

/** The price that most pay: of the first tier that is not free. */
const cheapestTier = (priced: readonly Priced[]): number | undefined =>
  [...priced].sort((a, b) => a.from - b.from).find(({ price }) => price > 0)?.price;

function priceIn(item: Readonly<Record<string, unknown>>, meter: string, currency: string): readonly Priced[] {
  const text = (field: string): string => (typeof item[field] === "string" ? item[field] : "");
  const amount = item["retailPrice"];
  if (typeof amount !== "number" || text("type") !== "Consumption" || text("currencyCode") !== currency) return [];
  if (!(isMachine(meter) ? isMachineItem(text, meter) : isListed(text, meters[meter as MeterName]))) return [];
  const price = inUnit(amount, text("unitOfMeasure"), unitOf(meter));
  const from = item["tierMinimumUnits"];
  return price === undefined
    ? []
    : [{ region: text("armRegionName"), from: typeof from === "number" ? from : 0, price }];
}

/** Linux, at the full price: Windows is another product, what may be taken away another size of it. */
const isMachineItem = (text: (field: string) => string, size: string): boolean =>
  text("armSkuName") === size &&
  !text("productName").endsWith("Windows") &&
  !/(Spot|Low Priority)$/.test(text("skuName")) &&
  !/(Spot|Low Priority)$/.test(text("meterName"));

const isListed = (text: (field: string) => string, { listed }: Meter): boolean =>
  Object.entries(listed).every(([field, value]) =>
    value.startsWith("*") ? text(field).endsWith(value.slice(1)) : text(field) === value,
  );

/** A price of `1 Hour`, `1/Day`, `10 GB/Month` as one of another unit of the same kind; undefined if it is of no such kind. */
function inUnit(price: number, measure: string, unit: Unit): number | undefined {
  const [, amount, of] = /^([\d.]+)\s*\/?\s*(Hour|Day|Month|GB|GB\/Month)s?$/.exec(measure) ?? [];
  if (amount === undefined || of === undefined || Number(amount) <= 0) return undefined;
  const one = price / Number(amount);
  if (of.startsWith("GB") || unit.startsWith("GB"))
    return of.startsWith("GB") && unit.startsWith("GB") ? one : undefined;
  return round((one * PER_MONTH[of.toLowerCase() as Unit]) / PER_MONTH[unit]);
}

/** Ten places: more is noise of the division. */
const round = (amount: number): number => Math.round(amount * 1e10) / 1e10;
