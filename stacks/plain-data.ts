import { type IResolvable, type ResolveOptions, Tokenization } from "cdktf";

/**
 * Most of a stack is plain data, and cdktf's resolver makes contexts, paths and patterns for each text and number of it: a third
 * of a synthesis. What holds no token is walked through here; only what may hold one is handed to cdktf. The outcome is the
 * same (`test/stacks/plain-data.test.ts`), and so is every error, which cdktf tells itself.
 */
export function resolvePlainDataAtOnce(): void {
  if (Tokenization.resolve === quickly) return;
  thorough = Tokenization.resolve.bind(Tokenization);
  Tokenization.resolve = quickly;
}

type Resolve = typeof Tokenization.resolve;
let thorough: Resolve;

const quickly: Resolve = (value: unknown, options: ResolveOptions): unknown => {
  try {
    return resolved(value, options, 0);
  } catch {
    // It knows the way to what is wrong.
    return thorough(value, options) as unknown;
  }
};

/** cdktf takes what is deeper for a circle. */
const MAX_DEPTH = 190;
/** cdktf keeps references in numbers of this size, and in this one. */
const ENCODED_FROM = 1e200;
const MAP_IN_NUMBER = -123456789;

function resolved(value: unknown, options: ResolveOptions, depth: number): unknown {
  if (typeof value === "string" || typeof value === "number") {
    return mayHoldToken(value) ? (thorough(value, options) as unknown) : value;
  }
  if (value === undefined || value === null || typeof value === "boolean") return value;
  if (typeof value !== "object" || depth > MAX_DEPTH) return thorough(value, options) as unknown;
  if (Array.isArray(value)) {
    if (value.some(mayHoldToken)) return thorough(value, options) as unknown;
    return value.map((item) => resolved(item, options, depth + 1)).filter((item) => item !== undefined);
  }
  if (!isPlain(value)) return thorough(value, options) as unknown;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const made = resolved(inner, options, depth + 1);
    if (made !== undefined) result[key] = made;
  }
  return result;
}

/** Too often rather than too seldom: cdktf looks at it then. */
function mayHoldToken(value: unknown): boolean {
  if (typeof value === "number") return !(Math.abs(value) < ENCODED_FROM) || value === MAP_IN_NUMBER;
  return typeof value === "string" && (value.includes("Token") || value.includes("e+"));
}

/** An object of values alone, whose keys hold no tokens. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (typeof (value as Partial<IResolvable>).resolve === "function") return false;
  return !Object.keys(value).some(mayHoldToken);
}
