import type { Behaviour, Finding } from "../../sandbox";

/**
 * What happens in the world during the month, whatever is configured: how customers behave, how good versions turn out to
 * be, what breaks. Days count from 1. What the product makes of it follows from what is deployed.
 */

/** How long a month is told. Days. */
export const DAYS = 28;

/** What each week is about. */
export const weeks: readonly string[] = [
  "Week 1: business as usual",
  "Week 2: a price campaign brings other customers than before",
  "Week 3: Monday's training finds a promising version",
  "Week 4: the promising version meets real customers",
];

/** The day the campaign begins; versions trained before it do not know these customers. */
export const CAMPAIGN_DAY = 9;

/** The week whose scheduled training makes the version that fails once customers reach it. */
const FRAGILE_WEEK = 3;

/** Hours after its first real requests until the fragile version fails, and the share of its answers that then do. */
export const FAILS_AFTER_HOURS = 4;
const FAILING_PERCENT = 12;

/** Requests of callers, per minute. */
export const requestsPerMinute = (isLast: boolean): number => (isLast ? 240 : 20);

/** How long things take. Hours. */
export const TRAINING_HOURS = { schedule: 3, drift: 4 } as const;

/** A run of a monitor takes some ten minutes; the later in the working week, the fewer. */
export const monitorMinutes = (day: number): number => 12 - ((day - 1) % 5);

/** Where a version comes from. */
export type Origin =
  | { readonly kind: "before" }
  | { readonly kind: "schedule"; readonly day: number }
  | { readonly kind: "drift"; readonly day: number };

export const knowsCampaign = (origin: Origin): boolean => origin.kind !== "before" && origin.day >= CAMPAIGN_DAY;

export const isFragile = (origin: Origin): boolean =>
  origin.kind === "schedule" && Math.ceil(origin.day / 7) === FRAGILE_WEEK;

/** Metrics of a training run. */
export function qualityOf(origin: Origin): Readonly<Record<string, number>> {
  if (origin.kind === "before") return { auc: 0.861, recall: 0.662, rmse: 1.42, r2: 0.9 };
  if (origin.kind === "drift") return { auc: 0.871, recall: 0.688, rmse: 1.39, r2: 0.905 };
  if (isFragile(origin)) return { auc: 0.883, recall: 0.701, rmse: 1.36, r2: 0.91 };
  const auc = origin.day < 7 ? 0.852 : origin.day < CAMPAIGN_DAY ? 0.854 : 0.862;
  return { auc, recall: 0.651, rmse: 1.5, r2: 0.88 };
}

/** How a version answers customers. @param failing - whether the fragile version's time has come */
export const behaviourOf = (origin: Origin, failing: boolean): Behaviour => ({
  serverErrorPercent: failing && isFragile(origin) ? FAILING_PERCENT : 0.2,
  latencyP95Milliseconds: 180,
});

/** What metrics show while customers are as they were in training. */
const usual: Readonly<Record<string, number>> = {
  JensenShannonDistance: 0.03,
  PopulationStabilityIndex: 0.05,
  NormalizedWassersteinDistance: 0.04,
  TwoSampleKolmogorovSmirnovTest: 0.6,
  PearsonsChiSquaredTest: 0.6,
  NullValueRate: 0.008,
  DataTypeErrorRate: 0.001,
  OutOfBoundsRate: 0.004,
  NormalizedDiscountedCumulativeGain: 0.97,
};

/** The distance of numbers by days of the campaign; it fades as the campaign ends. */
const distances: readonly number[] = [0.14, 0.12, 0.08, 0.05];

/**
 * What a monitor finds; undefined for metrics of a custom component, which nobody can compute here.
 * @param isLast - whether it is the last environment, the one that customers reach
 */
export function measured(
  { signal, metric, dataType }: Pick<Finding, "signal" | "metric" | "dataType">,
  day: number,
  origin: Origin,
  isLast: boolean,
): number | undefined {
  const drifts = isLast && !knowsCampaign(origin) && /(^|_)data-drift$/.test(signal) && dataType === "Numerical";
  if (drifts && metric === "JensenShannonDistance") return distances[day - CAMPAIGN_DAY] ?? usual[metric];
  return usual[metric];
}
