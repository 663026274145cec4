import type { z } from "zod";
import type { Duration } from "../domain/time/duration";
import type { Path } from "./yaml/file";

/** The few facts of a zod schema that we read. Zod's own types tell them apart by class; we only look. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** The schema below defaults, optionality and transformations. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = definitionOf(schema);
  const inner = innerType ?? input;
  return inner === undefined ? schema : unwrap(inner);
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Of a union the member that a value's discriminator chooses; other schemas as they are. */
function choose(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  const { options, discriminator } = definitionOf(schema);
  if (options === undefined || discriminator === undefined) return schema;
  const chosen = isMapping(value) ? value[discriminator] : undefined;
  return options.find((option) => {
    const literal = definitionOf(option).shape?.[discriminator];
    if (literal === undefined) return false;
    // One that may be left out is the choice where nothing is chosen.
    if (chosen === undefined) return definitionOf(literal).type === "optional";
    const { values, entries } = definitionOf(unwrap(literal));
    return (values ?? Object.values(entries ?? {})).includes(chosen);
  });
}

/** The schema that holds for the value at a path, unwrapped; undefined where the value leads nowhere known. */
export function schemaAt(schema: z.ZodType, value: unknown, path: Path): z.ZodType | undefined {
  const here = choose(unwrap(schema), value);
  const [segment, ...rest] = path;
  if (here === undefined || segment === undefined) return here;
  const { shape, element, valueType } = definitionOf(here);
  const next = shape?.[segment] ?? element ?? valueType;
  const child = isMapping(value) || Array.isArray(value) ? (value as Record<string, unknown>)[segment] : undefined;
  return next === undefined ? undefined : schemaAt(next, child, rest);
}

/** The keys that a mapping may have; none if the schema is not one of fixed keys. */
export const keysOf = (schema: z.ZodType | undefined): readonly string[] =>
  schema === undefined ? [] : Object.keys(definitionOf(schema).shape ?? {});

/** The description of the key at a path, from whichever wrapper carries it. */
export function descriptionAt(schema: z.ZodType, value: unknown, path: Path): string | undefined {
  const parent = schemaAt(schema, value, path.slice(0, -1));
  let next = parent === undefined ? undefined : definitionOf(parent).shape?.[path.at(-1)!];
  while (next !== undefined && next.description === undefined) {
    next = definitionOf(next).innerType ?? definitionOf(next).in;
  }
  return next?.description;
}

/** A value of which any part may be missing, because what was written there is wrong. */
export type Draft<T> = T extends Duration | string | number | boolean | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly (Draft<Element> | undefined)[]
    : { readonly [Key in keyof T]?: Draft<T[Key]> };

const results = new WeakMap<z.ZodType, WeakMap<object, z.ZodSafeParseResult<unknown>>>();

/**
 * What a schema makes of a value, looked at once: a file's value is salvaged, its problems are told, and it is taken over.
 * Values are never changed after they were read.
 */
export function parseOnce<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  if (typeof value !== "object" || value === null) return schema.safeParse(value);
  const known = results.get(schema) ?? new WeakMap<object, z.ZodSafeParseResult<unknown>>();
  results.set(schema, known);
  const result = known.get(value) ?? schema.safeParse(value);
  known.set(value, result);
  return result as z.ZodSafeParseResult<z.output<Schema>>;
}

/**
 * What a schema makes of a value that fits it.
 * @throws the schema's error if it does not
 */
export function fitting<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = parseOnce(schema, value);
  if (!result.success) throw result.error;
  return result.data;
}

/**
 * As much of a value as is right, with defaults: so that checks across keys and files can go on although other keys are
 * wrong, and every problem is reported in one run. Of a value that is right altogether it is the parsed value.
 */
export function salvage<Schema extends z.ZodType>(schema: Schema, value: unknown): Draft<z.output<Schema>> | undefined {
  const parsed = parseOnce(schema, value);
  if (parsed.success) return parsed.data as Draft<z.output<Schema>>;
  return salvageParts(schema, value) as Draft<z.output<Schema>> | undefined;
}

function salvageParts(schema: z.ZodType, value: unknown): unknown {
  const here = choose(unwrap(schema), value);
  if (here === undefined) return undefined;
  const { shape, element, valueType } = definitionOf(here);
  if (element !== undefined) return Array.isArray(value) ? value.map((item) => salvage(element, item)) : undefined;
  if (!isMapping(value)) return undefined;
  if (shape !== undefined) {
    return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, salvage(inner, value[key])]));
  }
  if (valueType === undefined) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, salvage(valueType, item)]));
}
