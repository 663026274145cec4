import {
  compareNumbers,
  isArray,
  isNumeric,
  isObject,
  sameValue,
  toJson,
  toText,
  typeName,
  WorkflowError,
  type Value,
  type ValueObject,
  type PureFunction,
} from "./value";
import { timeFunctions } from "./time-functions";

const fail = (message: string) => new WorkflowError("InvalidTemplate", message);

const text = (name: string, value: Value | undefined): string => {
  if (typeof value !== "string") throw fail(`${name} takes a string, not ${typeName(value ?? null)}`);
  return value;
};
const whole = (name: string, value: Value | undefined): number => {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw fail(`${name} takes a whole number, not ${typeName(value ?? null)}`);
  }
  return value;
};
const truth = (name: string, value: Value): boolean => {
  if (typeof value !== "boolean") throw fail(`${name} takes booleans, not ${typeName(value)}`);
  return value;
};
const object = (name: string, value: Value | undefined): ValueObject => {
  if (value === undefined || !isObject(value)) throw fail(`${name} takes an object, not ${typeName(value ?? null)}`);
  return value;
};

function compare(name: string, [left, right]: readonly Value[]): number {
  if (isNumeric(left!) && isNumeric(right!)) return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  throw fail(`${name} compares two numbers or two strings, not ${typeName(left!)} and ${typeName(right!)}`);
}

const MANY = 100;

const pure: Readonly<Record<string, PureFunction>> = {
  // Logic
  and: { arity: [2, MANY], call: (args) => args.map((arg) => truth("and", arg)).every(Boolean) },
  or: { arity: [2, MANY], call: (args) => args.map((arg) => truth("or", arg)).some(Boolean) },
  not: { arity: [1, 1], call: ([value]) => !truth("not", value!) },
  if: { arity: [3, 3], call: ([condition, then, otherwise]) => (truth("if", condition!) ? then! : otherwise!) },
  equals: { arity: [2, 2], call: ([left, right]) => sameValue(left!, right!) },
  greater: { arity: [2, 2], call: (args) => compare("greater", args) > 0 },
  greaterOrEquals: { arity: [2, 2], call: (args) => compare("greaterOrEquals", args) >= 0 },
  less: { arity: [2, 2], call: (args) => compare("less", args) < 0 },
  lessOrEquals: { arity: [2, 2], call: (args) => compare("lessOrEquals", args) <= 0 },
  coalesce: { arity: [1, MANY], call: (args) => args.find((arg) => arg !== null) ?? null },

  // Collections
  empty: {
    arity: [1, 1],
    call: ([value]) => {
      if (value === null || value === "") return true;
      if (typeof value === "string") return false;
      if (isArray(value!)) return value.length === 0;
      return Object.keys(object("empty", value)).length === 0;
    },
  },
  length: {
    arity: [1, 1],
    call: ([value]) => {
      if (typeof value === "string" || isArray(value!)) return value.length;
      throw fail(`length takes a string or an array, not ${typeName(value!)}`);
    },
  },
  first: { arity: [1, 1], call: ([value]) => list("first", value)[0] ?? null },
  last: { arity: [1, 1], call: ([value]) => list("last", value).at(-1) ?? null },
  join: {
    arity: [2, 2],
    call: ([items, between]) => list("join", items).map(toText).join(text("join", between)),
  },
  range: {
    arity: [2, 2],
    call: ([start, count]) => {
      const [from, many] = [whole("range", start), whole("range", count)];
      if (many < 0) throw fail("range takes a count of 0 or more");
      return Array.from({ length: many }, (_, index) => from + index);
    },
  },
  createArray: { arity: [1, MANY], call: (args) => args },
  sort: {
    arity: [1, 1],
    call: ([value]) => [...list("sort", value)].sort((left, right) => compare("sort", [left, right])),
  },
  union: { arity: [2, MANY], call: union },
  contains: {
    arity: [2, 2],
    call: ([within, what]) => {
      if (typeof within === "string") return within.includes(text("contains", what));
      if (isArray(within!)) return within.some((item) => sameValue(item, what!));
      return Object.hasOwn(object("contains", within), text("contains", what));
    },
  },
  addProperty: {
    arity: [3, 3],
    call: ([target, key, value]) => {
      const properties = object("addProperty", target);
      const name = text("addProperty", key);
      if (Object.hasOwn(properties, name)) throw fail(`addProperty: there is a property ${name} already`);
      return { ...properties, [name]: value! };
    },
  },
  setProperty: {
    arity: [3, 3],
    call: ([target, key, value]) => ({ ...object("setProperty", target), [text("setProperty", key)]: value! }),
  },

  // Text and numbers
  concat: { arity: [1, MANY], call: (args) => args.map(toText).join("") },
  string: { arity: [1, 1], call: ([value]) => (typeof value === "string" ? value : toJson(value!)) },
  json: { arity: [1, 1], call: ([value]) => parseJson(text("json", value)) },
  int: {
    arity: [1, 1],
    call: ([value]) => {
      const digits = toText(value!);
      if (!/^-?\d+$/.test(digits)) throw fail(`int cannot read '${digits}'`);
      return Number(digits);
    },
  },
  isInt: { arity: [1, 1], call: ([value]) => /^[+-]?\d+$/.test(text("isInt", value)) },
  split: { arity: [2, 2], call: ([value, by]) => text("split", value).split(text("split", by)) },
  toLower: { arity: [1, 1], call: ([value]) => text("toLower", value).toLowerCase() },
  replace: {
    arity: [3, 3],
    call: ([value, what, by]) => text("replace", value).replaceAll(text("replace", what), text("replace", by)),
  },
  substring: {
    arity: [2, 3],
    call: ([value, start, length]) => {
      const from = whole("substring", start);
      const source = text("substring", value);
      const count = length === undefined ? source.length - from : whole("substring", length);
      if (from < 0 || count < 0 || from + count > source.length) throw fail("substring reaches beyond the string");
      return source.slice(from, from + count);
    },
  },
  startsWith: {
    arity: [2, 2],
    call: ([value, start]) =>
      text("startsWith", value).toLowerCase().startsWith(text("startsWith", start).toLowerCase()),
  },
  uriComponent: { arity: [1, 1], call: ([value]) => encodeURIComponent(text("uriComponent", value)) },
  min: { arity: [2, MANY], call: (args) => Math.min(...args.map((arg) => whole("min", arg))) },
  max: { arity: [2, MANY], call: (args) => Math.max(...args.map((arg) => whole("max", arg))) },
  sub: { arity: [2, 2], call: ([from, what]) => whole("sub", from) - whole("sub", what) },
  ...timeFunctions,
};

export const pureFunctions: ReadonlyMap<string, PureFunction> = new Map(Object.entries(pure));

function list(name: string, value: Value | undefined): readonly Value[] {
  if (typeof value === "string") return [...value];
  if (value !== undefined && isArray(value)) return value;
  throw fail(`${name} takes a string or an array, not ${typeName(value ?? null)}`);
}

/** Objects are merged, the later wins; of arrays every different item is kept once. */
function union(args: readonly Value[]): Value {
  if (args.every(isObject)) return Object.assign({}, ...args) as ValueObject;
  if (!args.every(isArray)) throw fail("union takes arrays only or objects only");
  const items: Value[] = [];
  for (const item of args.flat() as Value[]) {
    if (!items.some((seen) => sameValue(seen, item))) items.push(item);
  }
  return items;
}

function parseJson(source: string): Value {
  try {
    return JSON.parse(source) as Value;
  } catch {
    throw fail("json cannot read its argument");
  }
}
