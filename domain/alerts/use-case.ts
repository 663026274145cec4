import { queryWindows, type QueryCondition, type Severity } from "./environment";
import { notices } from "./notices";
import { runsOf } from "../monitors/breach";
import { NEW_DATA_ACTION } from "../monitors/new-data";
import { parseCron, type CronFields } from "../time/cron";
import { Duration } from "../time/duration";
import type { Schedule } from "../time/schedule";

/** What an alert of a use case watches for. Its runbook is `docs/runbooks/<id>.md`. */
export interface UseCaseAlertDefinition {
  /** What it watches for, in one clause without a full stop. */
  readonly what: string;
  readonly severity: Severity;
  /** How many rules there are of it: one for the endpoint, or one for each of these. */
  readonly per: "endpoint" | "deployment" | "candidate" | "monitor" | "use case";
  /** What it looks at, for people. */
  readonly looksAt: string;
  /** Where its threshold is set, for people. */
  readonly setBy: string;
}

/**
 * The alerts that watch every use case, by id. What has a metric is asked of the metric, which is there at once; shares,
 * silence and single jobs can only be asked of logs. `critical` is for what customers notice now.
 *
 * Drift itself is no alert, and no failure of the run that finds it: Azure ML mails it and raises an event, which
 * retraining acts on.
 */
export const useCaseAlerts = {
  "endpoint-latency": {
    what: "the live version answers slowly",
    severity: "warning",
    per: "endpoint",
    looksAt: "95th percentile of the live deployment's latency, averaged over 15 minutes",
    setBy: "serving.alerts.latencyP95Milliseconds",
  },
  "endpoint-errors": {
    what: "a deployment answers with server errors",
    severity: "critical",
    per: "endpoint",
    looksAt: "share of 5xx among at least 20 answers of a deployment in 15 minutes",
    setBy: "serving.alerts.serverErrorPercent",
  },
  "endpoint-silent": {
    what: "nobody calls the endpoint any more",
    severity: "warning",
    per: "endpoint",
    looksAt: "requests to the endpoint",
    setBy: "serving.alerts.silentFor",
  },
  "data-collection-errors": {
    what: "inputs or outputs are not kept, so that monitors will look at gaps",
    severity: "warning",
    per: "endpoint",
    looksAt: "errors of the data collector in 30 minutes",
    setBy: "any",
  },
  "deployment-saturated": {
    what: "a deployment runs as many instances as it may and is still busy",
    severity: "warning",
    per: "deployment",
    looksAt: "CPU load together with the number of instances, over 15 minutes",
    setBy: "serving.scaleOutAtCpuPercent and serving.instances.max",
  },
  "deployment-memory": {
    what: "instances of a deployment are about to run out of memory",
    severity: "warning",
    per: "deployment",
    looksAt: "memory of the fullest instance, over 15 minutes",
    setBy: "90 %",
  },
  "candidate-errors": {
    what: "the candidate answers with server errors and is being rolled back",
    severity: "critical",
    per: "candidate",
    looksAt: "share of 5xx among at least 20 answers of the candidate in 15 minutes",
    setBy: "promotion.rollback.serverErrorPercent",
  },
  "candidate-latency": {
    what: "the candidate answers slowly and is being rolled back",
    severity: "critical",
    per: "candidate",
    looksAt: "95th percentile of the candidate's latency, averaged over 5 minutes",
    setBy: "promotion.rollback.latencyP95Milliseconds",
  },
  "training-failed": {
    what: "a training job failed",
    severity: "warning",
    per: "use case",
    looksAt: "failed jobs of the use case's experiment",
    setBy: "any",
  },
  "batch-failed": {
    what: "a batch scoring job failed",
    severity: "warning",
    per: "use case",
    looksAt: "failed jobs of the batch's experiment",
    setBy: "any",
  },
  "batch-late": {
    what: "nothing was scored on a day on which the batch was due",
    severity: "warning",
    per: "use case",
    looksAt:
      "successful jobs of the batch's experiment: none in two days of a daily one, none by the end of the day after of a weekly or monthly one",
    setBy: "serving.batch.schedule",
  },
  "data-stale": {
    what: "no new training data has come for longer than stated",
    severity: "warning",
    per: "use case",
    looksAt: "files that reached the workflow of retraining.onNewData",
    setBy: "retraining.onNewData.staleAfter",
  },
  "monitor-failed": {
    what: "a run of the drift monitor broke, so that nobody looked for drift",
    severity: "warning",
    per: "monitor",
    looksAt: "the monitor's runs that ended as Failed",
    setBy: "any",
  },
  "monitor-silent": {
    what: "the drift monitor has stopped running",
    severity: "warning",
    per: "monitor",
    looksAt: "runs of the monitor: none in two days of a daily one, none on its day of a weekly or monthly one",
    setBy: "monitors.schedule",
  },
  ...notices,
} as const satisfies Record<string, UseCaseAlertDefinition>;

/** Id of an alert that watches every use case. */
export type UseCaseAlertId = keyof typeof useCaseAlerts;

/** Fewest answers that a share is computed of: one error in three requests is no share. */
const FEWEST_ANSWERS = 20;

/** Logs arrive up to a quarter of an hour late: each look goes back further than the time between looks. */
const soon = { window: Duration.minutes(30), every: Duration.minutes(15) } as const;

/** The share of answers that are server errors, told apart by deployment. */
export function serverErrors(endpoint: string, percent: number, deployment?: string): QueryCondition {
  return {
    query: lines(
      "AmlOnlineEndpointTrafficLog",
      `| where EndpointName =~ "${endpoint}"${deployment === undefined ? "" : ` and DeploymentName =~ "${deployment}"`}`,
      "| summarize answers = count(), failed = countif(toint(ResponseCode) >= 500) by DeploymentName",
      `| where answers >= ${FEWEST_ANSWERS}`,
      "| extend percent = 100.0 * failed / answers",
    ),
    measure: "percent",
    operator: "GreaterThan",
    threshold: percent,
    splitBy: ["DeploymentName"],
    window: Duration.minutes(15),
    every: Duration.minutes(5),
  };
}

/** No request for a length of time, which is rounded up to one that Azure Monitor offers; half an hour at least. */
export const noRequests = (endpoint: string, silentFor: Duration): QueryCondition =>
  nothingFor(silentFor, lines("AmlOnlineEndpointTrafficLog", `| where EndpointName =~ "${endpoint}"`));

/** No new file reached a workflow for a length of time, rounded up in the same way. */
export const noNewData = (workflow: string, staleAfter: Duration): QueryCondition =>
  nothingFor(
    staleAfter,
    lines(
      "AzureDiagnostics",
      '| where ResourceProvider == "MICROSOFT.LOGIC" and Category == "WorkflowRuntime"',
      `| where resource_workflowName_s =~ "${workflow}" and resource_actionName_s == "${NEW_DATA_ACTION}"`,
      '| where OperationName endswith "workflowActionCompleted" and status_s == "Succeeded"',
    ),
  );

function nothingFor(silentFor: Duration, query: string): QueryCondition {
  const longEnough = queryWindows.filter(
    (window) => window.toSeconds() >= Math.max(silentFor.toSeconds(), Duration.minutes(30).toSeconds()),
  );
  const window = longEnough[0] ?? queryWindows.at(-1)!;
  return {
    query,
    operator: "LessThan",
    threshold: 1,
    window,
    every: Duration.minutes(15),
  };
}

/** Failed jobs of an experiment. */
export const failedJobs = (experiment: string): QueryCondition => ({
  query: lines(
    "AmlComputeJobEvent",
    `| where ExperimentName =~ "${experiment}" and EventType == "JobFailed"`,
    "| distinct JobName, JobErrorMessage",
  ),
  operator: "GreaterThan",
  threshold: 0,
  ...soon,
});

/**
 * Jobs of an experiment that have completed, each told apart by its name. Looks back longer than a pipeline's last step takes
 * to be followed by the end of its pipeline, by both of which a job is found.
 */
export const completedJobs = (experiment: string): QueryCondition => ({
  query: lines(...completed(experiment), "| distinct RunId"),
  operator: "GreaterThan",
  threshold: 0,
  splitBy: ["RunId"],
  window: Duration.hours(1),
  every: Duration.minutes(15),
});

/**
 * Writes of a model that succeeded. The table has neither version nor tags, and operations are named as ARM names them
 * (Azure Monitor, table reference and example queries of AmlModelsEvent).
 */
export const registeredModel = (model: string): QueryCondition => ({
  query: lines(
    "AmlModelsEvent",
    `| where AmlModelName =~ "${model}" and OperationName endswith "/write"`,
    '| where ResultType !in~ ("Started", "In Progress", "Failed")',
  ),
  operator: "GreaterThan",
  threshold: 0,
  splitBy: ["AmlModelName"],
  ...soon,
});

/** Runs of a monitor that failed. */
export const failedMonitor = (monitor: string): QueryCondition => ({
  query: lines(...runsOf(monitor), '| where Status == "Failed"', "| distinct RunId"),
  operator: "GreaterThan",
  threshold: 0,
  ...soon,
});

/**
 * A monitor that does not run. A daily one is silent when two days in a row have no run, which also leaves a new one the
 * time for its first. Azure Monitor looks back two days at most, so a weekly or monthly one is asked for on the day
 * after it should have run. Rules that look less often than every twelve hours do not resolve by themselves, and six is
 * the next that both Azure and azurerm offer.
 */
export const silentMonitor = (monitor: string, schedule: Schedule): QueryCondition =>
  noneWhenDue(runsOf(monitor), schedule);

/**
 * No job of an experiment that succeeded when the schedule says one should have, told apart in the same way. Experiments
 * stand in the table of what ran on compute, where a pipeline's steps are and the pipeline itself is not: whose steps they
 * are, and how that one ended, the other table says (`JobName` is the run's id there: Azure ML, monitor-azure-machine-learning).
 */
export const lateBatch = (experiment: string, schedule: Schedule): QueryCondition =>
  noneWhenDue(completed(experiment), schedule);

const completed = (experiment: string): readonly string[] => [
  "let steps =",
  "AmlComputeJobEvent",
  `| where ExperimentName =~ "${experiment}"`,
  "| distinct JobName;",
  "let jobs =",
  "AmlRunStatusChangedEvent",
  "| where RunId in (steps)",
  "| distinct RootRunId;",
  "AmlRunStatusChangedEvent",
  '| where RunId in (jobs) and Status == "Completed"',
];

function noneWhenDue(runs: readonly string[], schedule: Schedule): QueryCondition {
  const daily = schedule.longestGap().toDays() <= 1;
  const firstRun = schedule.nextRuns("1970-01-01T00:00:00Z", 1)[0]!.utc;
  return {
    query: lines(
      `let yesterday = datetime_utc_to_local(now() - 1d, "${schedule.timeZone}");`,
      ...runs,
      "| summarize runs = count()",
      `| where runs == 0 and now() > datetime(${firstRun}) + ${daily ? "2d" : `1d and ${dueYesterday(schedule)}`}`,
    ),
    operator: "GreaterThan",
    threshold: 0,
    every: Duration.hours(6),
    window: Duration.days(2),
  };
}

/** Whether the schedule had a run on the day called `yesterday`, in KQL. */
function dueYesterday(schedule: Schedule): string {
  const trigger = schedule.toTrigger();
  if (trigger.triggerType === "Recurrence" && trigger.frequency === "Month") {
    return `dayofmonth(yesterday) in (${trigger.schedule.monthDays!.join(", ")})`;
  }
  const days =
    trigger.triggerType === "Cron"
      ? (parseCron(trigger.expression) as CronFields).weekdays
      : trigger.schedule.weekDays!.map((day) => DAYS.indexOf(day));
  return `dayofweek(yesterday) in (${days.map((day) => `${day}d`).join(", ")})`;
}

/** As KQL counts them. */
const DAYS: readonly string[] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const lines = (...parts: readonly string[]): string => parts.join("\n");
