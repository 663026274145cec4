import { newestRun } from "./drift";
import type { DriftFacts } from "./facts";
import type { HealthFacts, MetricSeries } from "./health";
import type { PromotionFacts } from "./promotion";
import { plainData, type EvidenceRecord } from "./record";
import type { RolloutFacts } from "./rollout";

type Kind = EvidenceRecord["asked"]["kind"];
type Recorded<K extends Kind> = Extract<EvidenceRecord["asked"], { readonly kind: K }>;
/** Facts as evidence keeps them. */
export type RecordedPromotionFacts = Recorded<"promote">["facts"];
export type RecordedRolloutFacts = Recorded<"rollout">["facts"];

/** A promotion's facts as evidence keeps them: what it went by, and no more. */
export function recordedPromotionFacts(
  { clock, models, endpoints, drift, proofs }: PromotionFacts,
  { version, live }: { readonly version: string; readonly live: string | undefined },
): RecordedPromotionFacts {
  const found = models.filter((model) => model.version === version);
  const twins = models.filter(({ job, uri }) =>
    found.some((one) => (job !== undefined && one.job === job) || (uri !== undefined && one.uri === uri)),
  );
  const kept = models.filter((model) => model.version === version || model.version === live || twins.includes(model));
  return plainData({
    ...(clock !== undefined && { clock }),
    models: kept,
    endpoints,
    ...(drift !== undefined && { drift: recordedDrift(drift) }),
    proofs,
  }) as RecordedPromotionFacts;
}

/** A rollout's facts as evidence keeps them. */
export const recordedRolloutFacts = ({
  clock,
  endpoint,
  health,
  drift,
  smoke,
  live,
}: RolloutFacts): RecordedRolloutFacts =>
  plainData({
    ...(clock !== undefined && { clock }),
    ...(endpoint !== undefined && { endpoint }),
    ...(health !== undefined && { health }),
    ...(smoke !== undefined && { smoke }),
    ...(live !== undefined && { live }),
    ...(drift !== undefined && { drift: recordedDrift(drift) }),
  }) as RecordedRolloutFacts;

/**
 * Figures of days as one point each, so that evidence stays short. What is no number stays as it is: it is what a
 * decision says of it.
 */
export function summed(health: HealthFacts): HealthFacts {
  const { requests, latencyP95, from } = health;
  const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
  return {
    ...health,
    requests: requests.map((series) => onePoint(series, from, sum)),
    latencyP95: latencyP95.map((series) => onePoint(series, from, (figures) => Math.max(...figures))),
  };
}

function onePoint(series: MetricSeries, at: string, fold: (figures: readonly number[]) => number): MetricSeries {
  const given = series.points.flatMap(({ average }) => (average == null ? [] : [average]));
  const figures = given.filter((average) => typeof average === "number" && Number.isFinite(average) && average >= 0);
  if (figures.length !== given.length) return series;
  return { ...series, points: figures.length === 0 ? [] : [{ at, average: fold(figures as number[]) }] };
}

/** The newest run is what counts; the rest is history. */
const recordedDrift = ({ monitor, runs, every }: DriftFacts) => {
  const newest = newestRun(runs);
  return { monitor, everySeconds: every.toSeconds(), runs: newest === undefined ? [] : [newest] };
};
