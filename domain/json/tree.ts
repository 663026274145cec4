/** A JSON object: what a plan, a body or a store holds below a key. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, and neither a list nor null. */
export const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === "object" && !Array.isArray(value);
