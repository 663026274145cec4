import { Duration } from "../time/duration";
import type { AlertDefinition } from "./environment";
import { metric } from "./metrics";

/** What an environment may ask to be told of its training's nodes and queue; each is `alerts.training.<limit>`. */
export type TrainingLimit = "queuedRuns" | "idleNodes" | "memoryPercent" | "cpuPercent" | "gpuPercent";

/** Bounds of the limits, both included. Whole numbers. Beyond them an alert would never fire, or always. */
export const trainingBounds = {
  queuedRuns: { min: 0, max: 10_000 },
  // A cluster has at most 1000 nodes.
  idleNodes: { min: 0, max: 999 },
  memoryPercent: { min: 50, max: 95 },
  cpuPercent: { min: 1, max: 90 },
  gpuPercent: { min: 1, max: 90 },
} as const satisfies Record<TrainingLimit, { readonly min: number; readonly max: number }>;

const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";
const hourly = { window: Duration.hours(1), every: Duration.minutes(15) } as const;
/** Long enough that a run's preparation and its waiting for data do not count as idling. */
const slowly = { window: Duration.hours(6), every: Duration.hours(1) } as const;
/** Each cluster is told apart: over all of them, a busy one would hide the idle one. */
const eachCluster = { ClusterName: ["*"] } as const;

/** The alerts on training's own nodes and queue, by id. An environment has those whose limit it states. */
export const trainingAlerts = {
  "queued-runs": {
    what: "many runs had to queue for nodes",
    severity: "warning",
    condition: {
      kind: "metric",
      // Counted when a run enters the queue, not while it waits there: a total is the number of runs that had to wait.
      metric: metric(WORKSPACE, "Queued Runs", "Total"),
      operator: "GreaterThan",
      threshold: "training.queuedRuns",
      ...hourly,
    },
  },
  "idle-nodes": {
    what: "a compute cluster pays for nodes that had nothing to do for an hour",
    severity: "warning",
    condition: {
      kind: "metric",
      // The least of the hour: nodes between two runs, or waiting out their idle time, do not count.
      metric: metric(WORKSPACE, "Idle Nodes", "Minimum", eachCluster),
      operator: "GreaterThan",
      threshold: "training.idleNodes",
      ...hourly,
    },
  },
  "training-memory": {
    what: "a run is about to use up the memory of its node",
    severity: "warning",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "CpuMemoryUtilizationPercentage", "Maximum", { ComputeName: ["*"] }),
      operator: "GreaterThan",
      threshold: "training.memoryPercent",
      window: Duration.minutes(15),
      every: Duration.minutes(5),
    },
  },
  "training-cpu-low": {
    what: "runs leave most of the CPU of their nodes unused",
    severity: "informational",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "CpuUtilization", "Average", eachCluster),
      operator: "LessThan",
      threshold: "training.cpuPercent",
      ...slowly,
    },
  },
  "training-gpu-low": {
    what: "runs leave most of the GPU of their nodes unused",
    severity: "informational",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "GpuUtilization", "Average", eachCluster),
      operator: "LessThan",
      threshold: "training.gpuPercent",
      ...slowly,
    },
  },
} as const satisfies Record<string, TrainingAlertDefinition>;

/** An alert whose threshold is one of an environment's limits. */
export interface TrainingAlertDefinition extends AlertDefinition {
  readonly condition: Extract<AlertDefinition["condition"], { readonly kind: "metric" }> & {
    readonly threshold: `training.${TrainingLimit}`;
  };
}

/** The limit that a threshold names: `queuedRuns` of `training.queuedRuns`. */
export const limitOf = (threshold: `training.${TrainingLimit}`): TrainingLimit =>
  threshold.slice("training.".length) as TrainingLimit;
