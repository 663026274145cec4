import type { JsonSchema } from "../../schema/json-schema";

/** Values that a schema brings to mind: bounds and one beyond, every choice, the shortest and longest text of a form. */

/** Lengths of time that some bound or other is at. */
const DURATIONS = [
  "1s 29s 30s 59s 1m 59s 90s 4m 5m 10m 14m 15m 16m 59m 1h 61m 90m 3h 23h 24h 25h 1d 2d 3d 4d 7d 8d 14d 28d 30d 31d 60d",
  "89d 90d 91d 180d 365d 550d 730d 731d 999999d",
].flatMap((line) => line.split(" "));

/** Lengths of text that some name or other may have at most. */
const LENGTHS = [
  1, 2, 3, 4, 5, 6, 7, 12, 13, 16, 17, 24, 25, 26, 27, 30, 32, 33, 34, 39, 50, 60, 63, 64, 80, 90, 100,
].concat([101, 128, 129, 160, 200, 254, 255, 256, 257, 260, 500, 512]);

/** Texts that are odd without being wrong everywhere. */
const TEXTS = [
  "a",
  "A",
  "0",
  "a-b",
  "a_b",
  "a.b",
  "A b",
  "é",
  "1.0.0",
  "10",
  "x-1",
  "a--b",
  "-",
  "*",
  "production_data",
];

/** How many choices of a long list are tried. */
const MOST_CHOICES = 6;

/** Values to put where `schema` is asked for and `given` stands, if anything does. Not all of them are right. */
export function valuesFor(schema: JsonSchema, given?: unknown): unknown[] {
  const values = new Map<string, unknown>();
  for (const value of candidates(schema, given)) values.set(JSON.stringify(value), value);
  values.delete(JSON.stringify(given));
  return [...values.values()];
}

function* candidates(schema: JsonSchema, given: unknown): Generator<unknown> {
  const { type, enum: choices, const: constant, anyOf, oneOf, examples } = schema;
  if (constant !== undefined) return yield constant;
  if (choices !== undefined) return yield* spread(choices, MOST_CHOICES);
  if (Array.isArray(examples)) yield* examples;
  for (const option of [...(anyOf ?? []), ...(oneOf ?? [])]) yield* candidates(option, given);
  switch (type) {
    case "boolean":
      return yield* [true, false];
    case "integer":
    case "number":
      return yield* numbers(schema, given);
    case "string":
      return yield* texts(schema, given);
    case "array":
      return yield* lists(schema, given);
    case "object":
      yield sample(schema);
      yield full(schema);
      return yield {};
  }
}

function* numbers({ type, minimum, maximum, exclusiveMinimum }: JsonSchema, given: unknown): Generator<number> {
  const bounds = [minimum, maximum, exclusiveMinimum, given, 1].filter((bound) => typeof bound === "number");
  for (const bound of bounds) {
    yield* [bound - 1, bound, bound + 1];
    if (type === "number") yield* [bound - 0.001, bound + 0.001, bound + 0.5];
  }
  yield* [0, 2, 99, 101];
  if (type === "number") yield* [-1, 0.01, 0.1, 0.5, 0.99, 1e-9, 1e9];
}

function* texts(schema: JsonSchema, given: unknown): Generator<string> {
  const { pattern } = schema as { readonly pattern?: string };
  const form = pattern === undefined ? undefined : new RegExp(pattern);
  const fits = (text: string) => form?.test(text) ?? true;
  yield* DURATIONS.filter((text) => form !== undefined && fits(text) && /s\|m\|h\|d|\bd\b|\dd/.test(pattern!));
  yield* [...TEXTS, ...WORDS].filter(fits);
  const stem = typeof given === "string" && fits(given) ? given : "a";
  const { minLength = 0, maxLength } = schema as { readonly minLength?: number; readonly maxLength?: number };
  for (const length of [...LENGTHS, minLength, ...(maxLength === undefined ? [] : [maxLength, maxLength + 1])]) {
    const long = [
      stem.slice(0, length).padEnd(length, "a"),
      stem
        .slice(0, length - 1)
        .padEnd(length, "b-")
        .slice(0, -1) + "c",
    ];
    yield* long.filter((text) => text.length === length && fits(text));
  }
  yield "";
}

function* lists({ items = {} }: JsonSchema, given: unknown): Generator<readonly unknown[]> {
  yield [];
  const there = Array.isArray(given) ? (given as unknown[]) : [];
  for (const value of valuesFor(items, there[0])) {
    yield [value];
    yield [...there, value];
  }
  if (there.length > 1) yield* [there.slice(1), there.slice(0, -1), [...there].reverse()];
  yield Array.from({ length: 101 }, () => there[0] ?? sample(items));
}

/** The smallest value that a schema takes: what is required, and nothing else. */
export function sample(schema: JsonSchema): unknown {
  const { const: constant, enum: choices, examples, default: standard, anyOf, oneOf, type } = schema;
  if (constant !== undefined) return constant;
  if (choices !== undefined) return choices[0];
  if (Array.isArray(examples)) return examples[0];
  const option = oneOf?.[0] ?? anyOf?.[0];
  if (option !== undefined) return sample(option);
  switch (type) {
    case "boolean":
      return true;
    case "integer":
    case "number":
      return (schema["minimum"] as number | undefined) ?? 1;
    case "array":
      return Array.from({ length: Number(schema["minItems"] ?? 0) }, () => sample(schema.items ?? {}));
    case "object":
      return Object.fromEntries((schema.required ?? []).map((key) => [key, sample(schema.properties![key]!)]));
    case "string":
      return standard ?? word(schema);
  }
  return "a";
}

/** Every key of a schema with some value. */
const full = (schema: JsonSchema): unknown =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, inner]) => [
      key,
      inner.type === "object" && inner.properties !== undefined ? full(inner) : (valuesFor(inner)[0] ?? sample(inner)),
    ]),
  );

/** Texts of the forms that schemas ask for. */
const WORDS = [
  ...["1h", "30d", "abc", "a sentence that says why it is so", "/subscriptions/", "2026-12-07", "2027-01", "2026-12"],
  ...["https://example.com/docs", "azureml://datastores/workspaceblobstore/paths/a/", "10.60.0.0/22", "10.40.3.0/26"],
  ...["10.50.0.0/26", "203.0.113.0/24", "203.0.113.9", "Europe/Paris", "someone@pfs.example", "pypi.org", "8443"],
  "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d1ff",
  "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d1ff/resourceGroups/rg/providers/Microsoft.Sql/servers/other",
  ...["04:30", "0 4 * * 1", "memory", "2.0.0", "2026-12-14"],
];

/** A text of the form that a schema asks for. */
function word({ pattern, description = "" }: JsonSchema): string {
  const form = new RegExp((pattern as string | undefined) ?? "");
  if (/YYYY-MM-DD/.test(description)) return "2026-12-07";
  if (/IANA/.test(description)) return "Europe/Paris";
  return WORDS.find((text) => form.test(text)) ?? "abc";
}

/** Some of a long list: the ends, and evenly between. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, index) => values[Math.round((index * (values.length - 1)) / (most - 1))]!);
}
