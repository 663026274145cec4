import type { Duration } from "../time/duration";
import type { Direction } from "./metrics";

/** What every reader of a monitor's signals means by them: configuration, constructs and reports. */

/** VM sizes of the serverless Spark that monitors run on; Azure ML has no others for them. */
export const monitorSizes = [
  "Standard_E4s_v3",
  "Standard_E8s_v3",
  "Standard_E16s_v3",
  "Standard_E32s_v3",
  "Standard_E64s_v3",
] as const;
export type MonitorSize = (typeof monitorSizes)[number];

/**
 * Versions of Spark that monitors run with. Azure's own support of 3.4 ended on 2026-03-31; Azure ML still takes it.
 * Source: azure-ai-ml 1.35, changelog ("Added Spark runtime 3.5 support for model monitoring").
 */
export const monitorRuntimes = ["3.5", "3.4"] as const;
export type MonitorRuntime = (typeof monitorRuntimes)[number];

/** Where a signal's production data comes from: what callers ask an endpoint, or what a batch scores. */
export type SignalSource = "production" | "batch";

/** The signals of one version's monitor. A batch is scored by the live version alone, so that only its monitor looks at it. */
export const signalsOfVersion = <Signal extends { readonly source: SignalSource }>(
  signals: readonly Signal[],
  isLive: boolean,
): readonly Signal[] => (isLive ? signals : signals.filter(({ source }) => source !== "batch"));

/** Which features a signal looks at. */
export type FeatureSelection =
  | { readonly kind: "all" }
  /** The `top` that weigh most in the model's predictions. The reference must name its target column. 1 or more. */
  | { readonly kind: "top"; readonly top: number }
  | { readonly kind: "only"; readonly features: readonly string[] };

/** A metric and the value at which it alerts: above for distances and rates, below for p-values and similarities. */
export interface Threshold<Metric extends string = string> {
  /** Our name, e.g. `jensen-shannon-distance`; for a custom signal the name its component emits. */
  readonly metric: Metric;
  /** In the metric's own unit: a ratio for distances and rates, a p-value for the tests. */
  readonly value: number;
}

/** A threshold with the side on which it alerts. */
export interface AlertingThreshold<Metric extends string = string> extends Threshold<Metric> {
  readonly alerts: Direction;
}

/** A signal's key: part of the name that Event Grid filters on, in which `_` separates. */
const SIGNAL_KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** With the longest use case and version, the signal's name stays below Azure ML's 255. */
const LONGEST_KEY = 64;

/** What is wrong with the key of a signal; undefined if nothing is. */
export const checkSignalKey = (key: string) =>
  SIGNAL_KEY.test(key) && key.length <= LONGEST_KEY
    ? undefined
    : {
        says: "is not a name for a signal",
        allowed: `up to ${LONGEST_KEY} lower-case letters, digits and single dashes, starting with a letter`,
      };

/** The key of which this one is the beginning, so that an event of that would count for this. */
export const longerKey = (key: string, keys: readonly string[]): string | undefined =>
  keys.find((other) => other !== key && other.startsWith(key));

/** A stretch of time before each run of a monitor: `size` long, ending `offset` before the run. */
export interface MonitorWindow {
  readonly size: Duration;
  readonly offset?: Duration;
}

/**
 * What is wrong with comparing production data with earlier production data that ends `referenceOffset` before the run:
 * the two must not overlap, or drift would hide itself. Undefined if nothing is.
 */
export function checkOverlap({ size, offset }: MonitorWindow, referenceOffset: Duration | undefined) {
  const needed = size.toSeconds() + (offset?.toSeconds() ?? 0);
  if ((referenceOffset?.toSeconds() ?? 0) >= needed) return undefined;
  const least = offset === undefined || offset.toSeconds() === 0 ? `${size}` : `${size} + ${offset}`;
  return {
    says: "lets the reference overlap the production window, so that data is compared with itself",
    given: `${referenceOffset ?? "0s"}`,
    allowed: `${least} or more`,
  };
}

/** What is wrong with which features are looked at; undefined if nothing is. */
export function checkFeatures(features: FeatureSelection) {
  if (features.kind === "all") return undefined;
  if (features.kind === "only") {
    return features.features.length > 0 ? undefined : { says: "names no feature", fix: "name one, or leave it out" };
  }
  const { top } = features;
  if (Number.isInteger(top) && top >= 1) return undefined;
  return { says: "looks at no feature", given: `top ${top}`, allowed: "a whole number from 1 on" };
}

/** What is wrong with ranking features by a reference that may not say what is predicted; undefined if nothing is. */
export const checkRanking = (features: FeatureSelection, { hasTarget }: { readonly hasTarget: boolean }) =>
  features.kind !== "top" || hasTarget
    ? undefined
    : {
        says: "cannot rank features without knowing what is predicted",
        fix: "add data.reference.targetColumn, or list features under only",
      };
