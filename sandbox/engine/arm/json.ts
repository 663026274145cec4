import type { Json, JsonObject } from "../store/store";

/** Deep merge of JSON objects; `over` wins, lists are replaced whole. */
export function merge(under: Json, over: Json): Json {
  if (!isObject(under) || !isObject(over)) return over;
  const merged: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) merged[key] = key in under ? merge(under[key]!, value) : value;
  return merged;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
