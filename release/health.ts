import { fixed, judged, type Reason } from "./reasons";
import type { RollbackTriggers } from "../domain/promotion/model";

/** One series of an endpoint metric: points of equal length, a missing average where Azure has no data. */
export interface MetricSeries {
  /** Value of the dimension it is split by, e.g. `5xx`; undefined if it is not. */
  readonly split?: string;
  readonly points: readonly { readonly at: string; readonly average?: unknown }[];
}

/** What Azure Monitor has of a candidate since its step began. */
export interface HealthFacts {
  readonly from: string;
  readonly to: string;
  /** Length of a point. */
  readonly grainSeconds: number;
  /** `RequestsPerMinute` by `statusCodeClass`. */
  readonly requests: readonly MetricSeries[];
  /** `RequestLatency_P95` in milliseconds. */
  readonly latencyP95: readonly MetricSeries[];
}

/** What a candidate may show: the thresholds of the rollback, else those that alert on the endpoint. */
export interface HealthThresholds {
  readonly serverErrorPercent?: number;
  readonly latencyP95Milliseconds?: number;
}

/** The thresholds that hold for a candidate. */
export const thresholdsOf = (rollback: RollbackTriggers | undefined, alerts: HealthThresholds): HealthThresholds => ({
  serverErrorPercent: rollback?.serverErrorPercent ?? alerts.serverErrorPercent,
  latencyP95Milliseconds: rollback?.latencyP95Milliseconds ?? alerts.latencyP95Milliseconds,
});

/** Fewer answers tell nothing: one error in three requests is no share. The candidate's alert asks for as many. */
const FEWEST_ANSWERS = 20;

/** Whether a candidate did well since its step began. No figures are not good figures. */
export function checkHealth(
  model: string,
  health: HealthFacts | undefined,
  thresholds: HealthThresholds,
): readonly Reason[] {
  if (health === undefined) {
    return [judged("errors", "unknown", `${model}: Azure does not say since when to look at its requests`)];
  }
  return [checkErrors(model, health, thresholds.serverErrorPercent), checkLatency(model, health, thresholds)];
}

function checkErrors(model: string, health: HealthFacts, most: number | undefined): Reason {
  const { requests, grainSeconds, from, to } = health;
  const wrong = requests.flatMap(({ points }) => points).find(({ average }) => average != null && !isFigure(average));
  if (wrong !== undefined)
    return judged("errors", "unknown", `${model}: Azure Monitor's figure for ${wrong.at} is no number`);
  const count = (series: readonly MetricSeries[]): number =>
    series.flatMap(({ points }) => points).reduce((sum, { average }) => sum + (isFigure(average) ? average : 0), 0) *
    (grainSeconds / 60);
  const answers = count(requests);
  const failed = count(requests.filter(({ split }) => /^5/.test(split ?? "")));
  const evidence = { from, to, answers: Math.round(answers), serverErrors: Math.round(failed), mostPercent: most };
  if (requests.length > 0 && requests.some(({ split }) => split === undefined)) {
    return judged("errors", "unknown", `${model}: Azure Monitor does not tell its answers apart`, evidence);
  }
  if (answers < FEWEST_ANSWERS) {
    const text = `${model}: ${Math.round(answers)} answers on record since its step began, ${FEWEST_ANSWERS} are needed to judge it`;
    return judged("errors", "unknown", text, evidence);
  }
  if (most === undefined) return judged("errors", "unknown", `${model}: no threshold is configured`, evidence);
  const percent = (100 * failed) / answers;
  const text = `${model}: ${round(percent)} % server errors among ${Math.round(answers)} answers, at most ${most} % allowed`;
  return judged("errors", percent <= most ? "pass" : "fail", text, { ...evidence, percent });
}

function checkLatency(model: string, health: HealthFacts, { latencyP95Milliseconds: most }: HealthThresholds): Reason {
  if (most === undefined) return judged("latency", "pass", "no latency is asked for");
  const { latencyP95, from, to } = health;
  const given = latencyP95.flatMap(({ points }) => points).filter(({ average }) => average != null);
  const wrong = given.find(({ average }) => !isFigure(average));
  if (wrong !== undefined)
    return judged("latency", "unknown", `${model}: Azure Monitor's figure for ${wrong.at} is no number`);
  if (given.length === 0)
    return judged("latency", "unknown", `${model}: no latency on record since its step began`, { from, to });
  const highest = Math.max(...given.map(({ average }) => average as number));
  const text = `${model}: 95th percentile at most ${round(highest)} ms, ${most} ms allowed`;
  return judged("latency", highest <= most ? "pass" : "fail", text, { from, to, highest, most });
}

const isFigure = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

const round = (value: number): number => Math.round(value * 100) / 100;

/** Whether a rollback workflow has put the traffic back already. */
export function checkNotRolledBack(model: string, markedAt: string | undefined): Reason {
  return markedAt === undefined
    ? fixed("not rolled back", "pass", `nothing has rolled ${model} back`)
    : fixed("not rolled back", "fail", `${model} was rolled back at ${markedAt}: make it final with mlops rollback`);
}
