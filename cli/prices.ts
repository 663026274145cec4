import { z } from "zod";
import { shapeProblems } from "../schema/shape-problems";
import { YamlFile } from "../schema/yaml/file";
import { requireNone } from "../domain/problem/problem";
import type { Prices } from "../review/cost";

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
 * Reads a price file. It is the user's: prices differ by region, contract and day, so none are shipped.
 * @throws UserError with every problem in it
 */
export function readPrices(path: string): Prices {
  const file = YamlFile.read(path, path);
  requireNone([...file.problems, ...(file.value === undefined ? [] : shapeProblems(pricesSchema, file))]);
  const { perMonth, ...prices } = pricesSchema.parse(file.value);
  return { ...prices, ...(perMonth !== undefined && { perMonth }) };
}
