import type { Json, JsonObject } from "../store/store";
import { isObject } from "../arm/json";
import { Dynamic, dynamicFromJson, type ObjectValue, sameValue, toJson, type Value } from "../terraform/wire";

/** How azapi compares what is written with what Azure returns. */
export interface OverlayOptions {
  readonly ignoreCasing: boolean;
  readonly ignoreMissing: boolean;
  readonly ignoreNull?: boolean;
  /** By which property the items of a list are known, by the path of the list. @default - `name` */
  readonly itemIds?: Readonly<Record<string, string>>;
  /** Lists of which items of others are left out. */
  readonly ownItems?: readonly string[];
}

/** The options of a resource's arguments. */
export function overlayOptions(values: ObjectValue): OverlayOptions {
  return {
    ignoreCasing: values["ignore_casing"] === true,
    ignoreMissing: values["ignore_missing_property"] !== false,
    ignoreNull: values["ignore_null_property"] === true,
    itemIds: itemIdsOf(values),
    ownItems: (values["ignore_other_items_in_list"] ?? []) as readonly string[],
  };
}

/** By which property a resource knows the items of its lists. */
export function itemIdsOf(values: ObjectValue): Readonly<Record<string, string>> {
  return (values["list_unique_id_property"] ?? {}) as Readonly<Record<string, string>>;
}

/**
 * What Azure returns, as far as `written` speaks of it: properties nobody wrote are left out, so that what Azure adds
 * is no change. Source: azapi 2.12.0, `UpdateObject`.
 */
export function overlay(written: Json, returned: Json, options: OverlayOptions, path = ""): Json {
  if (sameValue(written, returned)) return written;
  if (isObject(written) && isObject(returned)) return overlaid(written, returned, options, path);
  if (Array.isArray(written) && Array.isArray(returned)) {
    const [own, others] = [written as readonly Json[], returned as readonly Json[]];
    if (own.length === 0 || others.length === 0) return others;
    const id = itemIdOf(options.itemIds, path);
    if (idOf(own[0], id) !== "" && idOf(others[0], id) !== "") return overlaidById(own, others, options, path);
    if (own.length !== others.length) return others;
    return own.map((item, index) => overlay(item, others[index]!, options, path));
  }
  if (typeof written === "string" && typeof returned === "string") {
    if (options.ignoreCasing && written.toLowerCase() === returned.toLowerCase()) return written;
    if (options.ignoreMissing && HIDDEN.test(returned)) return written;
  }
  return returned;
}

/** What Azure shows in place of a secret. */
const HIDDEN = /^\**$|^<redacted>$/;

function overlaid(written: JsonObject, returned: JsonObject, options: OverlayOptions, path: string): Json {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(written)) {
    const now = returned[key] ?? null;
    if (value === null && options.ignoreNull === true) result[key] = null;
    else if (now !== null) result[key] = overlay(value, now, options, below(path, key));
    else if (options.ignoreMissing || isNothing(value)) result[key] = value;
  }
  return result;
}

/** Items in the order in which they are written, then those of others, unless they are nobody's business. */
function overlaidById(
  written: readonly Json[],
  returned: readonly Json[],
  options: OverlayOptions,
  path: string,
): readonly Json[] {
  const id = itemIdOf(options.itemIds, path);
  const left = [...returned];
  const found = written.flatMap((item) => {
    const equal = left.findIndex((other) => sameValue(item, other));
    const at =
      equal >= 0 ? equal : left.findIndex((other) => idOf(item, id) !== "" && idOf(item, id) === idOf(other, id));
    return at < 0 ? [] : [overlay(item, left.splice(at, 1)[0]!, options, path)];
  });
  return options.ownItems?.includes(path) === true ? found : [...found, ...left];
}

const below = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

const itemIdOf = (ids: OverlayOptions["itemIds"], path: string): string => {
  const written = ids?.[path]?.trim() ?? "";
  return written === "" ? "name" : written;
};

/** What an item is known by, of one property or of several with commas between; empty without. */
function idOf(item: Json | undefined, property: string): string {
  if (!isObject(item)) return "";
  const parts = property
    .split(",")
    .map((name) => item[name.trim()])
    .map((value) => (typeof value === "string" ? value : ""));
  return parts.every((part) => part === "") ? "" : parts.join("_");
}

/** What azapi takes for not written. A zero is something: JSON numbers are no integers in Go. */
function isNothing(value: Json): boolean {
  if (typeof value === "object") return value === null || Object.keys(value).length === 0;
  return value === "" || value === false;
}

/** The JSON of a `body` argument; an absent one is empty. */
export function bodyOf(value: Value | undefined): JsonObject {
  return (toJson(value ?? null) ?? {}) as JsonObject;
}

/** A body with changed content, in the old types where the content is the same. */
export function retype(old: Value, json: Json): Value {
  return old instanceof Dynamic && sameValue(toJson(old), json) ? old : dynamicFromJson(json);
}

const envelope = ["id", "name", "type", "location", "tags", "identity", "systemData"];

/** A body as azapi writes it into an imported resource: what may be set, without what has arguments of its own. */
export function importedBody(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !envelope.includes(key)));
}

/**
 * A body with other parts put over it, such as secrets. Items of lists that have names are merged by name, others of as
 * many one by one. Source: azapi 2.12.0, `MergeObject`.
 */
export function mergeBody(body: Json, over: Json, itemIds: Readonly<Record<string, string>> = {}, path = ""): Json {
  if (Array.isArray(body) && Array.isArray(over)) {
    const [own, others] = [body as readonly Json[], over as readonly Json[]];
    if (own.length === 0 || others.length === 0) return others;
    const id = itemIdOf(itemIds, path);
    if (idOf(own[0], id) === "" || idOf(others[0], id) === "") {
      if (own.length !== others.length) return others;
      return own.map((item, index) => mergeBody(item, others[index]!, itemIds, path));
    }
    const left = [...others];
    const merged = own.map((item) => {
      const at = left.findIndex((other) => idOf(item, id) !== "" && idOf(item, id) === idOf(other, id));
      return at < 0 ? item : mergeBody(item, left.splice(at, 1)[0]!, itemIds, path);
    });
    return [...merged, ...left];
  }
  if (!isObject(body) || !isObject(over)) return over;
  const merged: Record<string, Json> = { ...body };
  for (const [key, value] of Object.entries(over)) {
    merged[key] = key in body ? mergeBody(body[key]!, value, itemIds, below(path, key)) : value;
  }
  return merged;
}
