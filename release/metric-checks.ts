import type { Gates } from "../domain/promotion/model";
import type { ModelFacts } from "./facts";
import { metricOf } from "./metric-value";
import { judged, type Reason } from "./reasons";

/** One reason per metric that is gated. */
export function checkMetrics(gates: Gates | undefined, model: readonly ModelFacts[]): readonly Reason[] {
  const metrics = Object.entries(gates?.metrics ?? {});
  if (metrics.length === 0) return [judged("metrics", "pass", "no metric is gated")];
  return metrics.map(([name, bound]) => {
    const check = `metric ${name}`;
    const asked = [
      ...(bound.atLeast === undefined ? [] : [`at least ${bound.atLeast}`]),
      ...(bound.atMost === undefined ? [] : [`at most ${bound.atMost}`]),
    ].join(" and ");
    const found = metricOf(model, name);
    if (!found.known) return judged(check, "unknown", `${found.why}; ${asked} asked for`, { ...bound });
    const { value, place } = found;
    const passes = value >= (bound.atLeast ?? -Infinity) && value <= (bound.atMost ?? Infinity);
    return judged(check, passes ? "pass" : "fail", `${value}, ${asked} asked for`, { value, place, ...bound });
  });
}

/** Metrics whose name says which way is better; a gate on the metric says it first. */
const HIGHER = /^(auc|roc_auc|accuracy|precision|recall|f1|r2|average_precision)(_|$)/i;
const LOWER = /(^|_)(rmse|mae|mse|mape|loss|error)$/i;

/** Which way a metric is better: by its gate, else by its name; undefined if neither tells. */
export function betterWhen(metric: string, gates: Gates): "higher" | "lower" | undefined {
  const { atLeast, atMost } = gates.metrics[metric] ?? {};
  if ((atLeast === undefined) !== (atMost === undefined)) return atLeast === undefined ? "lower" : "higher";
  if (LOWER.test(metric)) return "lower";
  return HIGHER.test(metric) ? "higher" : undefined;
}

/** Subtracting decimals is off by this much at most: 0.85 - 0.005 must not fail against 0.845. */
const ROUNDING = 1e-9;

/**
 * Whether a version is about as good as what it would replace.
 * @param live - the live version's number and what is registered of it; undefined: nothing is live
 */
export function checkChampion(
  gates: Gates | undefined,
  model: readonly ModelFacts[],
  live: { readonly version: string; readonly found: readonly ModelFacts[] } | undefined,
  environment: string,
): Reason {
  const champion = gates?.champion;
  if (gates === undefined || champion === undefined) return judged("champion", "pass", "no comparison is asked for");
  if (live === undefined) return judged("champion", "pass", `nothing is live in ${environment} to compare with`);
  const { metric, mayLose } = champion;
  const better = betterWhen(metric, gates);
  const [ours, theirs] = [metricOf(model, metric), metricOf(live.found, metric)];
  const named = `${metric} against ${live.version}, live in ${environment}`;
  if (better === undefined) {
    return judged("champion", "unknown", `${named}: nothing tells whether more or less is better; gate the metric`);
  }
  if (!ours.known) return judged("champion", "unknown", `${named}: ${ours.why}`);
  if (!theirs.known) return judged("champion", "unknown", `${named}: of ${live.version}, ${theirs.why}`);
  const gain = better === "higher" ? ours.value - theirs.value : theirs.value - ours.value;
  const evidence = { metric, better, value: ours.value, live: theirs.value, mayLose };
  const passes = gain >= -mayLose - ROUNDING;
  const text = `${named}: ${ours.value} against ${theirs.value}, ${better} is better, may lose ${mayLose}`;
  return judged("champion", passes ? "pass" : "fail", text, evidence);
}
