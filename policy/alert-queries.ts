import { Duration } from "../domain/time/duration";
import { Schedule } from "../domain/time/schedule";
import type { QueryCondition } from "../domain/alerts/environment";
import { ROWS_OF } from "../domain/alerts/rows";
import {
  completedJobs,
  failedJobs,
  failedMonitor,
  lateBatch,
  noNewData,
  noRequests,
  registeredModel,
  serverErrors,
  silentMonitor,
} from "../domain/alerts/use-case";

/** A query that this project writes, with a place for what it is about. */
export interface KnownQuery {
  readonly id: string;
  readonly about: "endpoint" | "experiment" | "model" | "monitor" | "workflow";
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

/** What is due depends on a schedule in its first line, which has the time zone, and its last, which has the days. */
function whenDue({ query }: QueryCondition): RegExp {
  const same = query.split("\n").slice(1, -1).join("\n");
  return new RegExp(
    [
      String.raw`^let yesterday = datetime_utc_to_local\(now\(\) - 1d, "[\w/+-]+"\);`,
      exactly(same).source.slice(1, -1),
      String.raw`\| where runs == 0 and now\(\) > datetime\([\dTZ:.-]+\) \+ (2d|1d and day(ofmonth|ofweek)\(yesterday\) in \([\dd, ]+\))$`,
    ].join(String.raw`\n`),
  );
}
const daily = Schedule.recurrence({ every: "day", at: ["00:00"], timeZone: "Etc/UTC", startDate: "2000-01-01" });

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
  { id: "training-completed", about: "experiment", pattern: exactly(completedJobs(NAME).query) },
  { id: "model-registered", about: "model", pattern: exactly(registeredModel(NAME).query) },
  { id: "batch-late", about: "experiment", pattern: whenDue(lateBatch(NAME, daily)) },
  { id: "monitor-failed", about: "monitor", pattern: exactly(failedMonitor(NAME).query) },
  { id: "monitor-silent", about: "monitor", pattern: whenDue(silentMonitor(NAME, daily)) },
  {
    id: "workflow-outcome",
    about: "workflow",
    pattern: new RegExp(
      `${exactly(outcome).source.slice(0, -1)}\\n\\| extend [^|\\n]*(\\n\\| where outcome == "[a-z-]+")?$`,
    ),
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
