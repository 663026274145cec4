import { Duration } from "../domain/time/duration";
import { ROWS_OF } from "../domain/alerts/rows";
import { failedJobs, failedMonitor, noNewData, noRequests, serverErrors } from "../domain/alerts/use-case";

/** A query that this project writes, with a place for what it is about. */
export interface KnownQuery {
  readonly id: string;
  readonly about: "endpoint" | "experiment" | "monitor" | "workflow";
  readonly pattern: RegExp;
}

/** Stands for a name while the patterns are made. */
const NAME = "§name§";
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** A name that a query says more than once must be the same each time. */
const exactly = (query: string): RegExp =>
  new RegExp(`^${escaped(query).replace(NAME, '(?<name>[^"]+?)').replaceAll(NAME, "\\k<name>")}$`);
const deployment = '(?<deployment>[^"]+)';

/** What a run tells by itself. Its columns appear with the first such record, and so the query allows for their absence. */
const outcome = [
  "AzureDiagnostics",
  '| where ResourceProvider == "MICROSOFT.LOGIC" and Category == "WorkflowRuntime"',
  `| where resource_workflowName_s =~ "${NAME}" and resource_actionName_s == "Tell"`,
  '| where OperationName endswith "workflowActionCompleted" and status_s == "Succeeded"',
].join("\n");

/** The day on which something is due depends on its schedule; all else of these queries does not. */
const lateBatch =
  /^let yesterday = datetime_utc_to_local\(now\(\) - 1d, "[\w/+-]+"\);\nAmlComputeJobEvent\n\| where ExperimentName =~ "(?<name>[^"]+)" and EventType == "JobSucceeded"\n\| summarize runs = count\(\)\n\| where runs == 0 and now\(\) > datetime\([\dTZ:.-]+\) \+ (2d|1d and day(ofmonth|ofweek)\(yesterday\) in \([\dd, ]+\))$/;
const silentMonitor =
  /^let yesterday = datetime_utc_to_local\(now\(\) - 1d, "[\w/+-]+"\);\nAmlRunStatusChangedEvent\n\| where RunId startswith "(?<name>[^"]+)-" or RootRunId startswith "\k<name>-" or Message has "\k<name>"\n\| summarize runs = count\(\)\n\| where runs == 0 and now\(\) > datetime\([\dTZ:.-]+\) \+ (2d|1d and day(ofmonth|ofweek)\(yesterday\) in \([\dd, ]+\))$/;

export const knownQueries: readonly KnownQuery[] = [
  { id: "endpoint-errors", about: "endpoint", pattern: exactly(serverErrors(NAME, 1).query) },
  {
    id: "candidate-errors",
    about: "endpoint",
    pattern: new RegExp(
      exactly(serverErrors(NAME, 1, "§deployment§").query).source.replace("§deployment§", deployment),
    ),
  },
  { id: "endpoint-silent", about: "endpoint", pattern: exactly(noRequests(NAME, Duration.hours(1)).query) },
  { id: "data-stale", about: "workflow", pattern: exactly(noNewData(NAME, Duration.hours(1)).query) },
  { id: "training-failed", about: "experiment", pattern: exactly(failedJobs(NAME).query) },
  { id: "batch-late", about: "experiment", pattern: lateBatch },
  { id: "monitor-failed", about: "monitor", pattern: exactly(failedMonitor(NAME).query) },
  { id: "monitor-silent", about: "monitor", pattern: silentMonitor },
  {
    id: "workflow-outcome",
    about: "workflow",
    pattern: new RegExp(`${exactly(outcome).source.slice(0, -1)}\\n\\| extend [^|\\n]*$`),
  },
];

/** Which known query a text is, of what, and of whose rows, if not of all. */
export function readQuery(
  query: string,
): { readonly known: KnownQuery; readonly name: string; readonly group?: string } | undefined {
  const group = ROWS_OF.exec(query)?.groups?.["group"];
  const whole = query.replace(ROWS_OF, "");
  for (const known of knownQueries) {
    const name = known.pattern.exec(whole)?.groups?.["name"];
    if (name !== undefined) return { known, name, ...(group !== undefined && { group }) };
  }
  return undefined;
}
