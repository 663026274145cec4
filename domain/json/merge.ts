import { isTree } from "./tree";

/** Deep merge of JSON; `over` wins, lists are replaced whole. What is undefined in `over` leaves what was. */
export function merge<Value>(under: Value, over: Value): Value {
  if (over === undefined) return under;
  if (!isTree(under) || !isTree(over)) return over;
  const above = Object.entries(over).map(([key, value]) => [key, merge(under[key], value)] as const);
  return { ...under, ...Object.fromEntries(above) };
}
