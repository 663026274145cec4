import { z } from "zod";
import type { Rate } from "../../cost/price-list";
import type { Load } from "../../cost/load";
import { loadOptions } from "../../cost/load";
import type { MonthOf } from "../cost/cost";
import { flag, number, shapeOf, text, texts, whole } from "./shape";

const rate = shapeOf<Rate>()(
  z.strictObject({
    price: number("Money for one unit of the meter."),
    region: text("Whose price it is: the region's own, `global`, or one that stands in for it."),
    standIn: flag("Whether it is the price of another region."),
    asOf: text("The day it held, `YYYY-MM-DD`; empty for a price of yours."),
    source: text("Which list it is from."),
  }),
).describe("The price that the figures rest upon. Left out if there is none.");

const load = shapeOf<Load>()(
  z.strictObject(
    Object.fromEntries(loadOptions.map(({ key, words }) => [key, number(`${words}.`)])) as Record<
      keyof Load,
      z.ZodNumber
    >,
  ),
).describe("What is used in a month.");

/** What `mlops cost` prints. */
export const costShape = shapeOf<MonthOf & { readonly prices: string }>()(
  z.strictObject({
    currency: text("Of every figure, such as `USD`."),
    load,
    lines: z
      .array(
        z.strictObject({
          stack: text("The stack that it is in."),
          what: text("What is paid for."),
          count: whole("How many are alike."),
          meter: text("Size of machine, or meter of the price list."),
          idle: number("Money for a month in which nothing is used. Left out if it has no price.").optional(),
          used: number("Money for a month under the load. Left out if it has no price.").optional(),
          units: z
            .strictObject({ idle: number("When nothing is used."), used: number("Under the load.") })
            .describe("Units of the meter in a month."),
          because: text("What the figures rest upon, in words."),
          rate: rate.optional(),
        }),
      )
      .describe("Dearest first, within each stack."),
    idle: number("All lines together, when nothing is used."),
    used: number("All lines together, under the load."),
    uncounted: z
      .array(
        z.strictObject({
          what: text("What Azure bills."),
          count: whole("How many there are."),
          why: text("Why it is not in the figures."),
        }),
      )
      .describe("What no price is known of."),
    regions: texts("Regions that the stacks are in."),
    prices: text("Which lists were used, and of which day."),
  }),
);
