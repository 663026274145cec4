import { severityNumber, type MetricCondition } from "../domain/alerts/environment";
import { everyEnvironmentAlert } from "../domain/alerts/every";
import { limitOf, trainingBounds, type TrainingLimit } from "../domain/alerts/training";

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

interface KnownLimit extends MetricLimit {
  readonly namespace: string;
  readonly name: string;
}

const DEPLOYMENTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments";
const ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** Whose thresholds the configuration of use cases sets: latencies, CPU load and numbers of instances. */
const ofUseCases: readonly KnownLimit[] = [
  {
    namespace: ENDPOINTS,
    name: "RequestLatency_P95",
    operator: ["GreaterThan"],
    aggregation: "Average",
    most: 60_000,
    severity: 2,
    splitBy: "deployment",
  },
  {
    namespace: ENDPOINTS,
    name: "DataCollectionErrorsPerMinute",
    operator: ["GreaterThan"],
    aggregation: "Average",
    most: 0,
    severity: 2,
  },
  {
    namespace: DEPLOYMENTS,
    name: "CpuUtilizationPercentage",
    operator: ["GreaterThan"],
    aggregation: "Average",
    most: 95,
    severity: 2,
  },
  {
    namespace: DEPLOYMENTS,
    name: "CpuMemoryUtilizationPercentage",
    operator: ["GreaterThan"],
    aggregation: "Maximum",
    most: 95,
    severity: 2,
  },
  {
    namespace: DEPLOYMENTS,
    name: "DeploymentCapacity",
    operator: ["GreaterThanOrEqual"],
    aggregation: "Maximum",
    most: 1_000,
    severity: 2,
  },
  {
    namespace: "Microsoft.Logic/workflows",
    name: "RunsFailed",
    operator: ["GreaterThan"],
    aggregation: "Total",
    most: 0,
    severity: 2,
  },
];

const known: readonly KnownLimit[] = [
  ...ofUseCases,
  ...Object.values(everyEnvironmentAlert).flatMap(({ condition, severity }) =>
    condition.kind === "metric"
      ? [
          {
            namespace: condition.metric.namespace,
            name: condition.metric.name,
            operator: [condition.operator],
            aggregation: condition.metric.aggregation,
            ...thresholds(condition.threshold, condition.operator),
            severity: severityNumber[severity],
            ...splitOf(condition.metric.dimensions),
          },
        ]
      : [],
  ),
];

/**
 * What an alert on a metric must not be deafer than; undefined of a metric that no alert of ours looks at. Resources of
 * several kinds have metrics of one name: the namespace tells them apart. Without one it is the first of that name.
 */
export const metricLimit = (name: string, namespace: string | undefined): MetricLimit | undefined =>
  known.find(
    (one) => one.name === name && (namespace === undefined || one.namespace.toLowerCase() === namespace.toLowerCase()),
  );

function thresholds(written: MetricCondition["threshold"], operator: string): Pick<MetricLimit, "most" | "least"> {
  if (typeof written === "number")
    return operator === "LessThan" ? { most: Infinity, least: written } : { most: written };
  if (written === "quotaPercent") return { most: 100 };
  const { min, max } = trainingBounds[limitOf(written as `training.${TrainingLimit}`)];
  return operator === "LessThan" ? { most: max, least: min } : { most: max };
}

function splitOf(dimensions: Readonly<Record<string, unknown>>): Pick<MetricLimit, "splitBy"> {
  const [splitBy] = Object.keys(dimensions);
  return splitBy === undefined ? {} : { splitBy };
}
