import { severityNumber, type MetricCondition } from "../domain/alerts/environment";
import { everyEnvironmentAlert, limitOf, trainingBounds, type TrainingLimit } from "../domain/alerts/training";

/** What an alert on a metric must not be deafer than. */
export interface MetricLimit {
  readonly operator: readonly string[];
  readonly aggregation: string;
  /** Largest threshold; of what the configuration sets, the largest that still means something. */
  readonly most: number;
  /** Smallest threshold of what rings below it. @default - it rings above */
  readonly least?: number;
  /** Azure Monitor's number: the larger, the less urgent. */
  readonly severity: number;
  /** The dimension without which it says nothing of any one part. @default - none */
  readonly splitBy?: string;
}

const MINUTE = 60;
/** Longest time between two looks, and longest look back, in seconds. */
export const SLOWEST = { metric: { every: 60 * MINUTE, window: 24 * 60 * MINUTE }, query: { every: 24 * 60 * MINUTE } };

/** Whose thresholds the configuration sets: `quotaPercent`, latencies, CPU load and numbers of instances. */
const configured: Readonly<Record<string, MetricLimit>> = {
  RequestLatency_P95: {
    operator: ["GreaterThan"],
    aggregation: "Average",
    most: 60_000,
    severity: 2,
    splitBy: "deployment",
  },
  DataCollectionErrorsPerMinute: { operator: ["GreaterThan"], aggregation: "Average", most: 0, severity: 2 },
  CpuUtilizationPercentage: { operator: ["GreaterThan"], aggregation: "Average", most: 95, severity: 2 },
  CpuMemoryUtilizationPercentage: { operator: ["GreaterThan"], aggregation: "Maximum", most: 95, severity: 2 },
  DeploymentCapacity: { operator: ["GreaterThanOrEqual"], aggregation: "Maximum", most: 1_000, severity: 2 },
  RunsFailed: { operator: ["GreaterThan"], aggregation: "Total", most: 0, severity: 2 },
};

/** By name of the metric. */
export const metricLimits: Readonly<Record<string, MetricLimit>> = {
  ...Object.fromEntries(
    Object.values(everyEnvironmentAlert).flatMap(({ condition, severity }) =>
      condition.kind === "metric"
        ? [
            [
              condition.metric.name,
              {
                operator: [condition.operator],
                aggregation: condition.metric.aggregation,
                ...thresholds(condition.threshold, condition.operator),
                severity: severityNumber[severity],
                ...splitOf(condition.metric.dimensions),
              },
            ],
          ]
        : [],
    ),
  ),
  ...configured,
};

function thresholds(written: MetricCondition["threshold"], operator: string): Pick<MetricLimit, "most" | "least"> {
  if (typeof written === "number") return { most: written };
  if (written === "quotaPercent") return { most: 100 };
  const { min, max } = trainingBounds[limitOf(written as `training.${TrainingLimit}`)];
  return operator === "LessThan" ? { most: max, least: min } : { most: max };
}

function splitOf(dimensions: Readonly<Record<string, unknown>>): Pick<MetricLimit, "splitBy"> {
  const [splitBy] = Object.keys(dimensions);
  return splitBy === undefined ? {} : { splitBy };
}
