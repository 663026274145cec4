import { z } from "zod";

/** All keys, as if none could be left out. */
type Whole<Value> = Value extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]-?: Whole<Exclude<Value[Key], undefined>> }
    : Value;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? unknown : never) : never;

/**
 * A shape that says of every key of `Value` what it is, and of no other: one that is missing, left over or of another type
 * does not compile.
 */
export const shapeOf =
  <Value>() =>
  <Shape extends z.ZodType>(shape: Shape & Same<Whole<z.output<Shape>>, Whole<Value>>): Shape =>
    shape;

export const text = (meaning: string) => z.string().describe(meaning);
export const whole = (meaning: string) => z.int().min(0).describe(meaning);
export const number = (meaning: string) => z.number().describe(meaning);
export const flag = (meaning: string) => z.boolean().describe(meaning);
export const texts = (meaning: string) => z.array(z.string()).describe(meaning);
export const instant = (meaning: string) => z.iso.datetime({ offset: true }).describe(`${meaning}, in UTC.`);
export const target = z.enum(["azure", "sandbox"]).describe("Where it looked or worked.");
