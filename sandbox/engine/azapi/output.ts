import type { Json } from "../store/store";
import { isObject } from "../arm/json";
import { ProviderError } from "../terraform/provider";
import { type Dynamic, dynamicFromJson, toJson, type Value } from "../terraform/wire";

/**
 * The `output` argument: what `response_export_values` asks for, or by default what Azure adds to a resource.
 * @param wanted - a list of dotted paths (`"*"` for all), or a map from names to paths
 */
export function outputOf(response: Json, wanted: Value | undefined, readOnly: Json): Dynamic {
  const asked = toJson(wanted ?? null) as Json;
  if (asked === null) return dynamicFromJson(withoutVolatile(readOnly));
  if (Array.isArray(asked)) return dynamicFromJson(exportPaths(response, asked as readonly string[]));
  const entries = Object.entries(asked as Record<string, string>);
  return dynamicFromJson(Object.fromEntries(entries.map(([name, path]) => [name, lookUp(response, path)])));
}

function exportPaths(response: Json, paths: readonly string[]): Json {
  if (paths.includes("*")) return response;
  let result: Record<string, Json> = {};
  for (const path of paths) {
    const value = member(response, path.split("."));
    if (value !== null) result = place(result, path.split("."), value);
  }
  return result;
}

/** A list of paths knows names of members alone; indexes are for the map. Source: azapi 2.12.0, `ExtractObject`. */
const member = (value: Json, steps: readonly string[]): Json =>
  steps.reduce<Json>((inner, name) => (isObject(inner) ? (inner[name] ?? null) : null), value);

/** What changes by itself and is no output by default. Source: azapi 2.12.0, `volatileFieldList`. */
const volatile = new Set([
  "daysTrialRemaining",
  "etag",
  "freeTrialRemainingTime",
  "lastConnectivityTime",
  "lastModifiedAt",
  "lastModifiedBy",
  "lastModifiedByType",
  "lastModifiedDateTime",
  "lastModifiedTime",
  "lastModifiedTimeUtc",
  "lastModifiedUtc",
  "lastUpdated",
  "lastUpdatedDateUTC",
  "lastUpdatedOn",
  "lastUpdatedTime",
  "lastUpdatedTimeUtc",
  "modifiedOn",
  "trialDaysRemaining",
  "updated",
  "updatedBy",
  "updatedOn",
  "updatedTimestamp",
]);

function withoutVolatile(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutVolatile);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !volatile.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutVolatile(inner)]));
}

function place(into: Record<string, Json>, steps: readonly string[], value: Json): Record<string, Json> {
  const [step, ...rest] = steps;
  if (rest.length === 0) return { ...into, [step!]: value };
  const inner = into[step!];
  return { ...into, [step!]: place(isObject(inner) ? { ...inner } : {}, rest, value) };
}

const step = /^(\w+|"[^"]+")((?:\[\d+\])*)$/;

/** The part of JMESPath that is used in practice: dotted names, list indexes, and `@` for the whole. */
function lookUp(response: Json, path: string): Json {
  if (path === "@") return response;
  let value: Json | undefined = response;
  for (const text of path.match(/(?:"[^"]*"|[^.])+/g) ?? []) {
    const match = step.exec(text);
    if (match === null) {
      throw new ProviderError(
        "Invalid response_export_values",
        `The sandbox reads paths such as properties.list[0].name, not the JMESPath expression "${path}".`,
      );
    }
    value = isObject(value) ? value[match[1]!.replaceAll('"', "")] : undefined;
    for (const index of match[2]!.matchAll(/\d+/g)) {
      value = Array.isArray(value) ? (value as readonly Json[])[Number(index[0])] : undefined;
    }
  }
  return value ?? null;
}
