import { BASELINE_GAIN, groupTag, readGroupMetric } from "../domain/promotion/metric-tags";
import { boundInWords, type Gates } from "../domain/promotion/model";
import { visible } from "../domain/text/visible";
import type { ModelFacts } from "./facts";
import { beatenOf, championMetricOf, metricOf, textOf } from "./metric-value";
import { judged, type Reason } from "./reasons";

/** One reason per metric that is gated. */
export function checkMetrics(gates: Gates | undefined, model: readonly ModelFacts[]): readonly Reason[] {
  const metrics = Object.entries(gates?.metrics ?? {});
  if (metrics.length === 0) return [judged("metrics", "pass", "no metric is gated")];
  return metrics.map(([name, bound]) => {
    const check = `metric ${name}`;
    const asked = boundInWords(bound).join(" and ");
    const found = metricOf(model, name);
    if (!found.known) return judged(check, "unknown", `${found.why}; ${asked} asked for`, { ...bound });
    const { value, place } = found;
    const passes = value >= (bound.atLeast ?? -Infinity) && value <= (bound.atMost ?? Infinity);
    const group = worstGroup(model, name);
    return judged(check, passes ? "pass" : "fail", `${value}${group}, ${asked} asked for`, { value, place, ...bound });
  });
}

/** Whose the worst metric of a column's groups is, where the version tells it: ` (contract one_year)`. */
function worstGroup(model: readonly ModelFacts[], name: string): string {
  const told = readGroupMetric(name);
  const group = told?.figure === "worst" ? textOf(model, groupTag(name)) : undefined;
  return group === undefined ? "" : ` (${told!.column} ${visible(group)})`;
}

/** Metrics whose name says which way is better; a gate on the metric says it first. */
const HIGHER = /^(auc|roc_auc|accuracy|precision|recall|f1|r2|average_precision)(_|$)/i;
const LOWER = /(^|_)(rmse|mae|mse|mape|loss|error|brier_score)$/i;

/**
 * Which way a metric is better: by its gate, else by its name; undefined if neither tells. Of the worst group as of all rows; of how
 * far groups are apart, nearer is better whatever the metric.
 */
export function betterWhen(metric: string, gates: Pick<Gates, "metrics">): "higher" | "lower" | undefined {
  const { atLeast, atMost } = gates.metrics[metric] ?? {};
  if ((atLeast === undefined) !== (atMost === undefined)) return atLeast === undefined ? "lower" : "higher";
  const ofGroups = readGroupMetric(metric);
  const name = ofGroups?.metric ?? metric;
  if (ofGroups?.figure === "gap" || LOWER.test(name)) return "lower";
  return HIGHER.test(name) ? "higher" : undefined;
}

const COMPARE =
  "let training compare it with a naive baseline (npx mlops ml submit <use-case> --env <environment>), or set promotion.gates.baseline: told";

/**
 * Whether a version beats a rule that looks at the labels only: the majority class, the mean, the last value. Training
 * compares the two on the same rows and says by how much a version is to be better.
 */
export function checkBaseline(gates: Gates | undefined, model: readonly ModelFacts[]): Reason {
  if (gates === undefined) return judged("baseline", "pass", "no naive baseline is asked for");
  const isTold = gates.baseline === "told";
  const gain = metricOf(model, BASELINE_GAIN);
  if (!gain.known) {
    return isTold
      ? judged("baseline", "pass", `told only; ${gain.why}`)
      : judged("baseline", "unknown", `${gain.why}; ${COMPARE}`);
  }
  const name = textOf(model, "baseline.name");
  const saved = `${percent(gain.value)} of the loss of ${name === undefined ? "a naive baseline" : `the naive baseline (${name})`} saved`;
  const evidence = { value: gain.value, ...(name !== undefined && { baseline: name }) };
  const beaten = beatenOf(model);
  // How much is enough is training's to say: a gain alone does not tell.
  if (gain.value > 0 && !beaten.known) {
    return isTold
      ? judged("baseline", "pass", `told only; ${saved}; ${beaten.why}`, evidence)
      : judged("baseline", "unknown", `${saved}; ${beaten.why}; ${COMPARE}`, evidence);
  }
  if (gain.value > 0 && beaten.known && beaten.beaten) return judged("baseline", "pass", saved, evidence);
  const less = gain.value > 0 ? `, less than training asks for` : "";
  if (isTold) return judged("baseline", "pass", `told only; ${saved}${less}`, evidence);
  return judged("baseline", "fail", `${saved}${less}: is machine learning the right answer here?`, evidence);
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** Subtracting decimals is off by this much at most: 0.85 - 0.005 must not fail against 0.845. */
const ROUNDING = 1e-9;

/**
 * Whether a version is about as good as what it would replace.
 * @param model - the version, with what evaluation found of others on the rows that it was judged on
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
  const ours = metricOf(model, metric);
  const theirs = championMetricOf(model, metric, live);
  const named = `${metric} against ${live.version}, live in ${environment}`;
  if (better === undefined) {
    return judged("champion", "unknown", `${named}: nothing tells whether more or less is better; gate the metric`);
  }
  if (!ours.known) return judged("champion", "unknown", `${named}: ${ours.why}`);
  if (!theirs.known) {
    const text = `${named}, on the same rows: ${theirs.why}`;
    if (!("otherwise" in theirs)) return judged("champion", "unknown", text);
    const instead = `${text}, not with ${live.version}: train a version that is compared with what is live`;
    return judged("champion", "fail", instead, { metric, compared: theirs.otherwise });
  }
  const gain = better === "higher" ? ours.value - theirs.value : theirs.value - ours.value;
  const evidence = { metric, better, value: ours.value, live: theirs.value, mayLose };
  const passes = gain >= -mayLose - ROUNDING;
  const text = `${named}: ${ours.value} against ${theirs.value} on the same rows, ${better} is better, may lose ${mayLose}`;
  return judged("champion", passes ? "pass" : "fail", text, evidence);
}
