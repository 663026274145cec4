import type { RetryPolicy } from "../azure-client";
import type { ObjectValue, Value } from "../terraform/wire";
import { retryDefaults } from "./azapi-schema";

/** The errors that a resource's `retry` argument asks to try again. */
export function retryPolicy(retry: Value | undefined): RetryPolicy | undefined {
  const patterns = ((retry as ObjectValue | null | undefined)?.["error_message_regex"] ?? []) as readonly string[];
  const codes = ((retry as ObjectValue | null | undefined)?.["http_status_codes"] ?? []) as readonly number[];
  const all = [...patterns.map(goPattern), ...codes.map((code) => new RegExp(`unexpected status ${code}`))];
  return all.length === 0 ? undefined : { patterns: all };
}

/** Go writes flags in front of the whole expression, as in `(?i)forbidden`. */
function goPattern(pattern: string): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  return flags === null ? new RegExp(pattern) : new RegExp(pattern.slice(flags[0].length), flags[1]);
}

/** The `retry` argument with azapi's defaults. */
export function planRetry(config: Value | undefined): Value {
  if (config === null || config === undefined) return null;
  const written = config as ObjectValue;
  const filled = Object.entries(retryDefaults).map(([name, value]) => [name, written[name] ?? value] as const);
  return { ...written, ...Object.fromEntries(filled) };
}
