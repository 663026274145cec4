import { z } from "zod";
import { shapeProblems } from "../../config/shape-problems";
import type { UseCaseInEnvironment } from "../../config/use-case";
import { YamlFile } from "../../config/yaml-file";
import { requireNone } from "../../core/problem";

/** A month as Azure's own calculator has it. */
const HOURS_PER_MONTH = 730;

const pricesSchema = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("Currency of the prices, e.g. EUR."),
  perHour: z.record(z.string(), z.number().nonnegative()).describe("Price of an hour by VM size, as you pay it."),
});

/** What VMs cost, from a file of the user's: prices differ by region, contract and day, so none are shipped. */
export type Prices = z.output<typeof pricesSchema>;

/**
 * Reads a price file.
 * @throws UserError with every problem in it
 */
export function readPrices(path: string): Prices {
  const file = YamlFile.read(path, path);
  requireNone([...file.problems, ...(file.value === undefined ? [] : shapeProblems(pricesSchema, file))]);
  return pricesSchema.parse(file.value);
}

/** What the endpoint's instances cost in a month, between their least and most number. */
export function monthlyCost({ serving }: UseCaseInEnvironment, { currency, perHour }: Prices): string {
  if (serving === undefined) return "nothing runs all the time; trainings and monitors cost by the minute";
  const { size, instances } = serving;
  const price = perHour[size];
  if (price === undefined) return `the price file has no ${size}`;
  const month = (count: number): string => String(Math.round(count * price * HOURS_PER_MONTH));
  const range =
    instances.min === instances.max ? month(instances.min) : `${month(instances.min)} to ${month(instances.max)}`;
  return `${range} ${currency} a month for the endpoint once a version is live; trainings and monitors by the minute`;
}
