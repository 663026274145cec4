/**
 * Azure Monitor's platform metrics of Azure ML, and of what it stands on, that alerts may use, by namespace. Names hold spaces and are sent as
 * they stand; an aggregation that a metric does not have is refused by Azure or, worse, never fires.
 * Sources: learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning-reference, and for the others
 * learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/.
 */

/** How the samples of a window become one number. */
export type Aggregation = "Average" | "Count" | "Maximum" | "Minimum" | "Total";

interface MetricFacts {
  readonly aggregations: readonly Aggregation[];
  readonly dimensions: readonly string[];
}

const counted = ["Average", "Count", "Maximum", "Minimum", "Total"] as const;
const gauged = ["Average", "Maximum", "Minimum", "Total"] as const;
const sampled = ["Average", "Maximum", "Minimum"] as const;
const averaged = ["Average"] as const;

const runs = {
  aggregations: counted,
  dimensions: ["Scenario", "RunType", "PublishedPipelineId", "ComputeType", "PipelineStepType", "ExperimentName"],
} as const;
const deployments = { aggregations: counted, dimensions: ["Scenario", "StatusCode"] } as const;
const nodes = { aggregations: gauged, dimensions: ["Scenario", "ClusterName"] } as const;
const utilization = { aggregations: gauged, dimensions: ["Scenario", "runId", "NodeId", "ClusterName"] } as const;
const latency = { aggregations: averaged, dimensions: ["deployment"] } as const;
const vaultRequests = {
  aggregations: averaged,
  dimensions: ["ActivityType", "ActivityName", "StatusCode", "StatusCodeClass"],
} as const;
const storageRequests = { aggregations: sampled, dimensions: ["GeoType", "ApiName", "Authentication"] } as const;
const instances = { aggregations: sampled, dimensions: ["instanceId"] } as const;

export const metrics = {
  "Microsoft.MachineLearningServices/workspaces": {
    "Cancelled Runs": runs,
    "Completed Runs": runs,
    "Failed Runs": runs,
    "Not Responding Runs": runs,
    "Queued Runs": runs,
    "Started Runs": runs,
    Errors: { aggregations: counted, dimensions: ["Scenario"] },
    "Model Deploy Failed": deployments,
    "Model Register Failed": deployments,
    "Active Nodes": nodes,
    "Idle Nodes": nodes,
    "Total Nodes": nodes,
    "Unusable Nodes": nodes,
    "Quota Utilization Percentage": {
      aggregations: gauged,
      dimensions: ["Scenario", "ClusterName", "VmFamilyName", "VmPriority"],
    },
    CpuUtilization: utilization,
    GpuUtilization: { aggregations: gauged, dimensions: [...utilization.dimensions, "DeviceId"] },
    CpuMemoryUtilizationPercentage: { aggregations: gauged, dimensions: ["RunId", "InstanceId", "ComputeName"] },
  },
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": {
    RequestLatency: latency,
    RequestLatency_P50: latency,
    RequestLatency_P90: latency,
    RequestLatency_P95: latency,
    RequestLatency_P99: latency,
    RequestsPerMinute: {
      aggregations: averaged,
      dimensions: ["deployment", "statusCode", "statusCodeClass", "modelStatusCode"],
    },
    ConnectionsActive: { aggregations: averaged, dimensions: [] },
    DataCollectionErrorsPerMinute: { aggregations: sampled, dimensions: ["deployment", "reason", "type"] },
    DataCollectionEventsPerMinute: { aggregations: sampled, dimensions: ["deployment", "type"] },
  },
  "Microsoft.KeyVault/vaults": {
    Availability: vaultRequests,
    ServiceApiLatency: vaultRequests,
    SaturationShoebox: { aggregations: averaged, dimensions: ["ActivityType", "ActivityName", "TransactionType"] },
  },
  "Microsoft.Storage/storageAccounts": {
    Availability: storageRequests,
    SuccessServerLatency: storageRequests,
  },
  "Microsoft.EventGrid/systemTopics": {
    DeadLetteredCount: { aggregations: ["Total"], dimensions: ["DeadLetterReason", "EventSubscriptionName"] },
  },
  "Microsoft.ContainerRegistry/registries": {
    StorageUsed: { aggregations: averaged, dimensions: ["Geolocation"] },
  },
  "Microsoft.Logic/workflows": {
    RunsFailed: { aggregations: ["Total"], dimensions: [] },
  },
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": {
    CpuUtilizationPercentage: instances,
    CpuMemoryUtilizationPercentage: instances,
    GpuUtilizationPercentage: instances,
    GpuMemoryUtilizationPercentage: instances,
    DiskUtilization: { aggregations: sampled, dimensions: ["instanceId", "disk"] },
    DeploymentCapacity: { aggregations: sampled, dimensions: ["instanceId", "State"] },
    RequestsPerMinute: { aggregations: averaged, dimensions: ["envoy_response_code"] },
  },
} as const satisfies Record<string, Record<string, MetricFacts>>;

/** Kind of resource that metrics are about. */
export type MetricNamespace = keyof typeof metrics;
/** Name of a metric in a namespace. */
export type MetricName<Namespace extends MetricNamespace> = keyof (typeof metrics)[Namespace] & string;

type Facts<
  Namespace extends MetricNamespace,
  Name extends MetricName<Namespace>,
> = (typeof metrics)[Namespace][Name] extends { aggregations: readonly (infer A)[]; dimensions: readonly (infer D)[] }
  ? { aggregation: A & Aggregation; dimension: D & string }
  : never;

/** An aggregation that this metric has. */
export type AggregationOf<N extends MetricNamespace, M extends MetricName<N>> = Facts<N, M>["aggregation"];
/** A dimension that this metric has. */
export type DimensionOf<N extends MetricNamespace, M extends MetricName<N>> = Facts<N, M>["dimension"];

/** A metric, and how to look at it. Made by {@link metric} only, so that it is one that Azure has. */
export interface Metric {
  readonly namespace: MetricNamespace;
  readonly name: string;
  readonly aggregation: Aggregation;
  /** Only samples whose dimension has one of these values. */
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
}

/** Describes a metric, e.g. `metric("Microsoft.MachineLearningServices/workspaces", "Failed Runs", "Total")`. */
export function metric<N extends MetricNamespace, M extends MetricName<N>>(
  namespace: N,
  name: M,
  aggregation: AggregationOf<N, M>,
  dimensions: Partial<Record<DimensionOf<N, M>, readonly string[]>> = {},
): Metric {
  return { namespace, name, aggregation, dimensions: dimensions as Metric["dimensions"] };
}
