import { reasonOf, type ArmError } from "../arm/arm-error";
import type { RetryPolicy } from "../azure-client";
import type { ObjectValue, Value } from "../terraform/wire";
import { retryDefaults } from "./azapi-schema";

/** What a resource does to Azure, by the name of its time-out. */
type Operation = keyof typeof timeouts;

/** azapi's own time-outs. */
const timeouts = { create: "30m", read: "5m", update: "30m", delete: "30m" } as const;

const unitMilliseconds: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds of a Go duration: `1h30m`. */
const milliseconds = (duration: string): number =>
  [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitMilliseconds[unit!]!,
    0,
  );

/** The errors that a resource's `retry` argument asks to try again. */
export function retryPolicy(
  values: ObjectValue,
  operation: Operation,
  request: { readonly method: string; readonly target: string },
): RetryPolicy | undefined {
  const retry = values["retry"] as ObjectValue | null | undefined;
  const patterns = ((retry?.["error_message_regex"] ?? []) as readonly string[]).map(goPattern);
  if (patterns.length === 0) return undefined;
  const number = (name: "interval_seconds" | "max_interval_seconds" | "multiplier"): number =>
    Number(retry?.[name] ?? retryDefaults[name]);
  const written = values["timeouts"] as ObjectValue | null | undefined;
  return {
    patterns,
    message: (error) => inProvider(error, request),
    interval: number("interval_seconds") * 1_000,
    longestInterval: number("max_interval_seconds") * 1_000,
    multiplier: number("multiplier"),
    timeout: milliseconds(String(written?.[operation] ?? timeouts[operation])),
  };
}

/** An answer as Azure's SDK for Go puts it, which azapi holds patterns against. */
function inProvider(error: ArmError, { method, target }: { readonly method: string; readonly target: string }): string {
  const line = "-".repeat(80);
  return [
    `${method} https://management.azure.com${target}`,
    line,
    `RESPONSE ${error.status}: ${error.status} ${reasonOf(error.status)}`,
    `ERROR CODE: ${error.code}`,
    line,
    JSON.stringify(error.toJson(), undefined, 2),
    line,
  ].join("\n");
}

/** Go writes flags in front of the whole expression, as in `(?i)forbidden`. */
export function goPattern(pattern: string): RegExp {
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
