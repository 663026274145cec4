import type { Json, JsonObject } from "../store/store";
import { isObject } from "../arm/json";
import { Dynamic, dynamicFromJson, sameValue, toJson, type Value } from "../terraform/wire";

/** How azapi compares what is written with what Azure returns. */
export interface OverlayOptions {
  readonly ignoreCasing: boolean;
  readonly ignoreMissing: boolean;
}

/**
 * What Azure returns, as far as `written` speaks of it: properties nobody wrote are left out, so that what Azure adds
 * is no change.
 */
export function overlay(written: Json, returned: Json | undefined, options: OverlayOptions): Json {
  if (returned === undefined) return options.ignoreMissing ? written : null;
  if (isObject(written) && isObject(returned)) {
    const result: Record<string, Json> = {};
    for (const [key, value] of Object.entries(written)) result[key] = overlay(value, returned[key], options);
    return result;
  }
  if (Array.isArray(written) && Array.isArray(returned) && written.length === returned.length) {
    return (written as readonly Json[]).map((item, index) =>
      overlay(item, (returned as readonly Json[])[index], options),
    );
  }
  if (options.ignoreCasing && typeof written === "string" && typeof returned === "string") {
    return written.toLowerCase() === returned.toLowerCase() ? written : returned;
  }
  return returned;
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
