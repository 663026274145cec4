/** A value inside a running workflow. Ticks do not fit a double, so whole numbers may be big. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [key: string]: Value;
}

/** What went wrong in an expression or an action, with the code that Logic Apps uses for its kind. */
export class WorkflowError extends Error {
  override readonly name = "WorkflowError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const isObject = (value: Value): value is ValueObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);

/** The type as people know it, for error messages. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  return typeof value === "bigint" ? "integer" : typeof value;
}

/** The value as JSON text. */
export const toJson = (value: Value): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? Number(inner) : inner));

/** The value as text inside a longer text: strings as they are, null as nothing, the rest as JSON. */
export function toText(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? value.toString() : toJson(value);
}

/** Whether two values are the same, whatever the order of their keys. */
export function sameValue(left: Value, right: Value): boolean {
  if (isArray(left)) {
    return (
      isArray(right) && left.length === right.length && left.every((item, index) => sameValue(item, right[index]!))
    );
  }
  if (isObject(left)) {
    if (!isObject(right)) return false;
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key]!, right[key]!))
    );
  }
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  return left === right;
}

export const isNumeric = (value: Value): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";

/** Negative, zero or positive, as for sorting. JavaScript compares numbers with big ones exactly. */
export const compareNumbers = (left: number | bigint, right: number | bigint): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** A function of the language that depends on nothing but its arguments. */
export interface PureFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [min: number, max: number];
  readonly call: (args: readonly Value[]) => Value;
}
