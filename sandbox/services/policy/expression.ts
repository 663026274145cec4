import { ArmError } from "../../engine/arm/arm-error";
import { isObject } from "../../engine/arm/json";
import type { Json, JsonObject } from "../../engine/store/store";

/** What an expression is evaluated with. */
export interface Scope {
  readonly parameters: Readonly<Record<string, Json>>;
  /** The value of a field of the resource that is judged; undefined if it has none. */
  readonly field: (name: string) => Json | undefined;
}

const unknown = (what: string): ArmError =>
  new ArmError(400, "InvalidTemplate", `The sandbox does not know ${what}, which a policy uses.`);

type Call = (values: readonly Json[], scope: Scope) => Json;

const text = (value: Json | undefined): string => (value === null || value === undefined ? "" : String(value));
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** The functions of templates that landing zones' policies use. */
const calls: Readonly<Record<string, Call>> = {
  parameters: ([name], { parameters }) => {
    const value = parameters[text(name)];
    if (value === undefined) throw unknown(`the parameter '${text(name)}'`);
    return value;
  },
  field: ([name], { field }) => field(text(name)) ?? "",
  concat: (values) => (values.some(Array.isArray) ? values.flatMap(list) : values.map(text).join("")),
  if: ([condition, yes, no]) => (condition === true ? yes! : no!),
  equals: ([a, b]) => text(a).toLowerCase() === text(b).toLowerCase(),
  not: ([value]) => value !== true,
  empty: ([value]) => isEmpty(value),
  length: ([value]) => (Array.isArray(value) ? value.length : text(value).length),
  first: ([value]) => list(value)[0] ?? text(value).slice(0, 1),
  last: ([value]) => list(value).at(-1) ?? text(value).slice(-1),
  split: ([value, by]) => text(value).split(text(by)),
  replace: ([value, from, to]) => text(value).replaceAll(text(from), text(to)),
  toLower: ([value]) => text(value).toLowerCase(),
  contains: ([whole, part]) =>
    Array.isArray(whole)
      ? whole.some((one) => text(one as Json).toLowerCase() === text(part).toLowerCase())
      : text(whole).includes(text(part)),
  createArray: (values) => values,
};

/** A value with every expression in it evaluated, however deep. Texts that begin with `[[` are literal. */
export function evaluate(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => evaluate(one, scope));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluate(inner, scope)])) as JsonObject;
  if (typeof value !== "string" || !value.startsWith("[") || !value.endsWith("]")) return value;
  if (value.startsWith("[[")) return value.slice(1);
  return new Parser(value.slice(1, -1), scope).whole();
}

/** Reads `concat(field('name'), '/x')`; `[0]` behind a call takes an item. */
class Parser {
  private position = 0;

  constructor(
    private readonly source: string,
    private readonly scope: Scope,
  ) {}

  whole(): Json {
    const value = this.value();
    if (this.position !== this.source.length) throw unknown(`the expression '[${this.source}]'`);
    return value;
  }

  private value(): Json {
    const rest = this.source.slice(this.position);
    const literal = /^\s*'((?:[^']|'')*)'\s*/.exec(rest) ?? undefined;
    if (literal !== undefined) {
      this.position += literal[0].length;
      return literal[1]!.replaceAll("''", "'");
    }
    const number = /^\s*(-?\d+)\s*/.exec(rest);
    if (number !== null) {
      this.position += number[0].length;
      return Number(number[1]);
    }
    const name = /^\s*([A-Za-z]+)\s*\(/.exec(rest);
    const call =
      name === null
        ? undefined
        : Object.entries(calls).find(([one]) => one.toLowerCase() === name[1]!.toLowerCase())?.[1];
    if (name === null || call === undefined) throw unknown(`the expression '[${this.source}]'`);
    this.position += name[0].length;
    const values = this.values();
    return this.items(call(values, this.scope));
  }

  private values(): readonly Json[] {
    const values: Json[] = [];
    for (;;) {
      const end = /^\s*\)\s*/.exec(this.source.slice(this.position));
      if (end !== null) {
        this.position += end[0].length;
        return values;
      }
      values.push(this.value());
      const comma = /^\s*,\s*/.exec(this.source.slice(this.position));
      if (comma !== null) this.position += comma[0].length;
      else if (this.source[this.position] !== ")") throw unknown(`the expression '[${this.source}]'`);
    }
  }

  private items(value: Json): Json {
    const index = /^\[(\d+)\]\s*/.exec(this.source.slice(this.position));
    if (index === null) return value;
    this.position += index[0].length;
    return this.items(list(value)[Number(index[1])] ?? "");
  }
}
