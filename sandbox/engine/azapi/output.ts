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
  if (asked === null) return dynamicFromJson(readOnly);
  if (Array.isArray(asked)) return dynamicFromJson(exportPaths(response, asked as readonly string[]));
  const entries = Object.entries(asked as Record<string, string>);
  return dynamicFromJson(Object.fromEntries(entries.map(([name, path]) => [name, lookUp(response, path)])));
}

function exportPaths(response: Json, paths: readonly string[]): Json {
  if (paths.includes("*")) return response;
  let result: Record<string, Json> = {};
  for (const path of paths) {
    const value = lookUp(response, path);
    if (value !== null) result = place(result, path.split("."), value);
  }
  return result;
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
