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

/** A body with its secret parts. Lists of one length are merged entry by entry. Source: azapi 2.12.0, `MergeObject`. */
export function mergeSecret(body: Json, secret: Json): Json {
  if (Array.isArray(body) && Array.isArray(secret) && body.length === secret.length) {
    const over = secret as readonly Json[];
    return (body as readonly Json[]).map((item, index) => mergeSecret(item, over[index]!));
  }
  if (!isObject(body) || !isObject(secret)) return secret;
  const merged: Record<string, Json> = { ...body };
  for (const [key, value] of Object.entries(secret)) merged[key] = key in body ? mergeSecret(body[key]!, value) : value;
  return merged;
}

/**
 * What is sent of `sensitive_body`: all of it without `sensitive_body_version`, else the parts whose version is another than
 * in the state. So an update for another reason leaves secrets out. Source: azapi 2.12.0, `unmarshalSensitiveBody`.
 */
export function secretToSend(
  secret: JsonObject,
  versions: { readonly before: Value | undefined; readonly now: Value | undefined },
): Json {
  const now = bodyOf(versions.now);
  if (versions.now === null || versions.now === undefined) return secret;
  const before = bodyOf(versions.before);
  const due = new Set(Object.keys(now).filter((path) => now[path] !== before[path]));
  return only(secret, due, "") ?? {};
}

function only(value: Json, paths: ReadonlySet<string>, path: string): Json | undefined {
  if (paths.has(path)) return value;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) => only(item, paths, `${path}[${index}]`) ?? []);
  }
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const found = only(inner, paths, path === "" ? key : `${path}.${key}`);
    return found === undefined ? [] : [[key, found] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
