import type { MetricName, MetricNamespace } from "../alerts/metrics";

/** How a chart of a workbook shows its rows. */
type Visualization = "table" | "timechart" | "barchart";

/** What one chart asks. */
export interface WorkbookChart {
  readonly title: string;
  readonly query: string;
  readonly visualization: Visualization;
  /** Whether it asks Azure Resource Graph instead of logs. @default false */
  readonly ofResources?: boolean;
}

export interface WorkbookSection {
  readonly title: string;
  /** What to read from it, for people. */
  readonly says: string;
  readonly charts: readonly WorkbookChart[];
}

const lines = (...parts: readonly string[]): string => parts.join("\n");

/** Rows of platform metrics, whose names are Azure's. */
const metricRows = <N extends MetricNamespace>(namespace: N, ...names: readonly MetricName<N>[]): readonly string[] => [
  "AzureMetrics",
  `| where ResourceProvider =~ "${namespace.split("/")[0]!}" and MetricName in (${names.map((name) => `"${name}"`).join(", ")})`,
];
const ML = "Microsoft.MachineLearningServices/workspaces";

/** Nodes are counted once a minute: as many samples as nodes and minutes. */
const nodeHours = lines(
  ...metricRows(ML, "Active Nodes", "Idle Nodes"),
  "| summarize hours = sum(Total) / 60.0 by MetricName, bin(TimeGenerated, 1d)",
);

/**
 * What people see of an environment on one page.
 * @param resourceGroup - name of the environment's resource group, whose alerts are listed
 */
export const workbookSections = (resourceGroup: string): readonly WorkbookSection[] => [
  {
    title: "Runs",
    says: "How jobs of training, scoring and monitoring ended, and why they failed.",
    charts: [
      {
        title: "Runs by how they stand",
        visualization: "barchart",
        query: lines(
          "AmlRunStatusChangedEvent",
          "| where RunId == RootRunId",
          "| summarize arg_max(TimeGenerated, Status) by RunId",
          "| summarize runs = count() by Status",
        ),
      },
      {
        title: "Failed jobs, newest first",
        visualization: "table",
        query: lines(
          "AmlComputeJobEvent",
          '| where EventType == "JobFailed"',
          "| project TimeGenerated, ExperimentName, JobName, ClusterName, JobErrorMessage",
          "| order by TimeGenerated desc",
          "| take 50",
        ),
      },
    ],
  },
  {
    title: "Training: use against cost",
    says: "Node hours are what Azure bills: idle ones are paid for and do nothing. `mlops cost` says what an hour costs.",
    charts: [
      { title: "Node hours by day, busy and idle", visualization: "barchart", query: nodeHours },
      {
        title: "Use of CPU and GPU, in percent",
        visualization: "timechart",
        query: lines(
          ...metricRows(ML, "CpuUtilization", "GpuUtilization"),
          "| summarize percent = avg(Average) by MetricName, bin(TimeGenerated, 1h)",
        ),
      },
      {
        title: "Fullest quota of a VM family, in percent",
        visualization: "timechart",
        query: lines(
          ...metricRows(ML, "Quota Utilization Percentage"),
          "| summarize percent = max(Maximum) by bin(TimeGenerated, 1h)",
        ),
      },
    ],
  },
  {
    title: "Endpoints",
    says: "What callers get, and how long it takes.",
    charts: [
      {
        title: "Answers by class of status",
        visualization: "timechart",
        query: lines(
          "AmlOnlineEndpointTrafficLog",
          '| extend class = strcat(substring(tostring(ResponseCode), 0, 1), "xx")',
          "| summarize answers = count() by EndpointName, class, bin(TimeGenerated, 15m)",
        ),
      },
      {
        title: "Latency in milliseconds",
        visualization: "timechart",
        query: lines(
          ...metricRows(`${ML}/onlineEndpoints`, "RequestLatency_P50", "RequestLatency_P95", "RequestLatency_P99"),
          "| summarize milliseconds = avg(Average) by Resource, MetricName, bin(TimeGenerated, 15m)",
        ),
      },
      {
        title: "Answers that were not collected, per minute",
        visualization: "timechart",
        query: lines(
          ...metricRows(`${ML}/onlineEndpoints`, "DataCollectionErrorsPerMinute"),
          "| summarize errors = max(Maximum) by Resource, bin(TimeGenerated, 15m)",
        ),
      },
    ],
  },
  {
    title: "Drift",
    says: "Runs of monitors, and what retraining and rollback made of what they found.",
    charts: [
      {
        title: "Runs of monitors, newest first",
        visualization: "table",
        query: lines(
          "AmlRunStatusChangedEvent",
          '| where RunId startswith "drift_" or RootRunId startswith "drift_" or Message has "drift_"',
          "| summarize arg_max(TimeGenerated, Status) by RootRunId",
          "| order by TimeGenerated desc",
          "| take 50",
        ),
      },
      {
        title: "What workflows decided",
        visualization: "table",
        query: lines(
          "AzureDiagnostics",
          '| where ResourceProvider == "MICROSOFT.LOGIC" and Category == "WorkflowRuntime" and status_s == "Succeeded"',
          '| extend outcome = tostring(column_ifexists("trackedProperties_outcome_s", ""))',
          '| extend message = tostring(column_ifexists("trackedProperties_message_s", ""))',
          "| where isnotempty(outcome)",
          "| project TimeGenerated, resource_workflowName_s, outcome, message",
          "| order by TimeGenerated desc",
          "| take 50",
        ),
      },
    ],
  },
  {
    title: "Alerts",
    says: "Alerts of the environment that nobody has closed.",
    charts: [
      {
        title: "Open alerts",
        visualization: "table",
        ofResources: true,
        query: lines(
          "alertsmanagementresources",
          '| where type =~ "microsoft.alertsmanagement/alerts"',
          "| extend essentials = properties.essentials",
          `| where essentials.targetResourceGroup =~ "${resourceGroup}" and essentials.alertState != "Closed"`,
          "| project name, severity = essentials.severity, condition = essentials.monitorCondition, since = essentials.startDateTime",
        ),
      },
    ],
  },
];
