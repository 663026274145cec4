/** A JSON object: what a plan, a body or a store holds below a key. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, and neither a list nor null. */
export const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What stands at a path of keys in JSON; undefined where there is nothing. */
export const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), value);
