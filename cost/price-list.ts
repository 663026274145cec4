/** Prices of meters, by region, each with where it is from. */
export interface PriceList {
  /** Of every price in it, `USD`. */
  readonly currency: string;
  readonly sources: Readonly<Record<string, PriceSource>>;
  /** Price of one unit by region, source and meter; what costs the same everywhere is under `global`. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}

/** Where prices are from. */
export interface PriceSource {
  readonly title: string;
  /** `YYYY-MM-DD`: the day the source says they held, or were fetched. */
  readonly asOf: string;
}

/** What one unit of a meter costs. */
export interface Rate {
  readonly price: number;
  /** Whose price it is: the region asked for, `global`, or one that stands in for it. */
  readonly region: string;
  /** Whether it is the price of another region, because there is none of the one asked for. */
  readonly standIn: boolean;
  /** The day it held. */
  readonly asOf: string;
  readonly source: string;
}

/** Regions whose price is taken, and marked, where a region has none of its own; the first that has one. */
const STAND_INS = ["eastus", "westeurope", "westus", "australiaeast", "germanywestcentral"];

/**
 * The price of a meter in a region: its own or the one of everywhere from the first list that has it, else the one of
 * another region, marked as such. Undefined if no list has any. Lists in other currencies than the first are not asked.
 */
export function rateOf(lists: readonly PriceList[], meter: string, region: string): Rate | undefined {
  const usable = lists.filter(({ currency }) => currency === lists[0]!.currency);
  for (const [where, standIn] of [
    [region, false],
    ["global", false],
    ...STAND_INS.map((one) => [one, true] as const),
  ] as const) {
    for (const list of usable) {
      for (const [name, prices] of Object.entries(list.prices[where] ?? {})) {
        const price = Object.hasOwn(prices, meter) ? prices[meter] : undefined;
        const source = list.sources[name];
        if (price !== undefined && source !== undefined)
          return { price, region: where, standIn, asOf: source.asOf, source: source.title };
      }
    }
  }
  return undefined;
}
