import { Duration } from "../time/duration";
import { metric, type Metric } from "./metrics";

/** How loud an alert is; each severity has its own receivers. */
export const severities = ["critical", "warning", "informational"] as const;
export type Severity = (typeof severities)[number];

/** Azure Monitor's numbers: 0 is the worst, 4 the least. */
export const severityNumber = { critical: 1, warning: 2, informational: 3 } as const satisfies Record<Severity, number>;

/** The condition of an alert on a metric. */
export interface MetricCondition {
  readonly kind: "metric";
  readonly metric: Metric;
  readonly operator: "GreaterThan" | "GreaterThanOrEqual" | "LessThan" | "LessThanOrEqual";
  /** A number in the metric's unit, or the name of a setting in `alerts` of the environment. */
  readonly threshold: number | "quotaPercent" | `training.${string}`;
  /** How far back each evaluation looks: 1, 5, 15 or 30 minutes, 1, 6 or 12 hours, or a day. */
  readonly window: Duration;
  /** How often it is evaluated: 1, 5, 15 or 30 minutes or an hour, and no less often than the window is long. */
  readonly every: Duration;
}

/** The condition of an alert on an entry of Azure's activity log. */
export type ActivityCondition =
  | { readonly kind: "operation"; readonly operation: string }
  | { readonly kind: "resource-health"; readonly current: readonly ("Degraded" | "Unavailable")[] }
  | { readonly kind: "service-health"; readonly events: readonly ServiceHealthEvent[] };
type ServiceHealthEvent = "Incident" | "Maintenance" | "Informational" | "ActionRequired" | "Security";

/** How far back an alert on a query may look, and how often; the longest only looks back. */
export const queryWindows: readonly Duration[] = [
  ...[5, 10, 15, 30, 45].map((minutes) => Duration.minutes(minutes)),
  ...[1, 2, 3, 4, 5, 6].map((hours) => Duration.hours(hours)),
  ...[1, 2].map((days) => Duration.days(days)),
];

/** The condition of an alert on a query over logs. */
export interface QueryCondition {
  /** KQL. */
  readonly query: string;
  /** Column whose largest value counts. @default - the number of rows counts */
  readonly measure?: string;
  readonly operator: "GreaterThan" | "GreaterThanOrEqual" | "LessThan" | "LessThanOrEqual";
  readonly threshold: number;
  /** Columns whose values are told apart, each with an alert of its own. @default - none */
  readonly splitBy?: readonly string[];
  /** How far back each evaluation looks; one of {@link queryWindows}. */
  readonly window: Duration;
  /** How often it is evaluated; one of {@link queryWindows}, at most a day and no more than the window. */
  readonly every: Duration;
  /** How many evaluations in a row must find it. 1–6, within two days of windows. @default 1 */
  readonly periods?: number;
}

/** What an alert watches for, and how urgent it is. Its runbook is `docs/runbooks/<id>.md`. */
export interface AlertDefinition {
  /** What it watches for, in one clause without a full stop. */
  readonly what: string;
  readonly severity: Severity;
  readonly condition: MetricCondition | ActivityCondition;
}

const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";
const often = { window: Duration.minutes(15), every: Duration.minutes(5) } as const;

/**
 * The alerts that watch every environment, by id.
 *
 * Severity says who is woken: `critical` is for what stops people or customers now, or cannot be undone by waiting.
 */
export const environmentAlerts = {
  "failed-runs": {
    what: "a training or pipeline run failed",
    severity: "warning",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "Failed Runs", "Total"),
      operator: "GreaterThan",
      threshold: 0,
      ...often,
    },
  },
  "not-responding-runs": {
    what: "a run no longer answers",
    severity: "warning",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "Not Responding Runs", "Total"),
      operator: "GreaterThan",
      threshold: 0,
      ...often,
    },
  },
  "model-deploy-failed": {
    what: "a model could not be deployed to an endpoint",
    severity: "critical",
    condition: {
      kind: "metric",
      metric: metric(WORKSPACE, "Model Deploy Failed", "Total"),
      operator: "GreaterThan",
      threshold: 0,
      ...often,
    },
  },
  "unusable-nodes": {
    what: "a compute cluster has nodes that cannot run anything",
    severity: "warning",
    condition: {
      kind: "metric",
      // A gauge sampled every minute: the largest sample is the number of nodes, a total would count them repeatedly.
      metric: metric(WORKSPACE, "Unusable Nodes", "Maximum"),
      operator: "GreaterThan",
      threshold: 0,
      ...often,
    },
  },
  "quota-utilization": {
    what: "a VM family's quota of cores is nearly used up",
    severity: "warning",
    condition: {
      kind: "metric",
      // Quota runs out per VM family: an average over families would hide the one that is full.
      metric: metric(WORKSPACE, "Quota Utilization Percentage", "Maximum"),
      operator: "GreaterThan",
      threshold: "quotaPercent",
      window: Duration.minutes(30),
      every: Duration.minutes(15),
    },
  },
  "workspace-deleted": {
    what: "the workspace was deleted",
    severity: "critical",
    condition: { kind: "operation", operation: `${WORKSPACE}/delete` },
  },
  "role-assignment-written": {
    what: "somebody was granted a role in the environment",
    severity: "informational",
    condition: { kind: "operation", operation: "Microsoft.Authorization/roleAssignments/write" },
  },
  "resource-health": {
    what: "Azure reports a resource of the environment as degraded or unavailable",
    severity: "critical",
    condition: { kind: "resource-health", current: ["Degraded", "Unavailable"] },
  },
  "service-health": {
    what: "Azure announces an incident, maintenance or an advisory in the environment's region",
    severity: "warning",
    condition: { kind: "service-health", events: ["Incident", "Maintenance", "ActionRequired", "Security"] },
  },
} as const satisfies Record<string, AlertDefinition>;

/** Id of an alert that watches every environment. */
export type EnvironmentAlertId = keyof typeof environmentAlerts;

/** The page that says what to do when an alert fires. */
export const runbookUrl = (documentation: string, alert: string): string =>
  `${documentation.replace(/\/+$/, "")}/runbooks/${alert}.md`;
