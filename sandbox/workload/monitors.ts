import { breachText, STEP_TAG } from "../../domain/monitors/breach";
import { monitorMetrics } from "../../domain/monitors/metrics";
import { ArmError } from "../engine/arm/arm-error";
import { guidOf } from "../engine/arm/identities";
import { at, objects, strings } from "../engine/arm/rules/helpers";
import { recordMonitorRun } from "./seed";
import type { JsonObject } from "../engine/store/store";
import { whyUnreadable } from "./monitor-access";
import { deliverEvent, type Delivery, type WorkloadHost } from "./events";

/** One metric of one signal, as a run found it. */
export interface Finding {
  /** The signal's name as its monitor carries it. */
  readonly signal: string;
  /** ARM's name of the metric. */
  readonly metric: string;
  /** ARM's `Numerical` or `Categorical`; undefined for signals that do not tell them apart. */
  readonly dataType?: string;
  readonly value: number;
  /** The deployed one; for data quality on top of what the reference shows. */
  readonly threshold: number;
  readonly breached: boolean;
}

export interface MonitorRunOptions {
  /** ARM id of the monitor's schedule. */
  readonly monitor: string;
  /** Tells its runs apart. */
  readonly run: string;
  /** What the data shows: the value of a metric of a signal; undefined: it cannot be computed. */
  readonly measure: (about: Pick<Finding, "signal" | "metric" | "dataType">) => number | undefined;
  /** The same of the reference, which the thresholds of data quality are added to. @default - 0 */
  readonly measureReference?: (about: Pick<Finding, "signal" | "metric" | "dataType">) => number;
  /** How many rows the larger of a signal's two tables has. @default - few */
  readonly rows?: (signal: string) => number;
}

/** What came of a run. */
export interface MonitorRun {
  /** ARM id of its job. */
  readonly job: string;
  /** Why it is broken; undefined if it is not. */
  readonly error?: string;
  readonly findings: readonly Finding[];
  /** Workflows that its events started: one event for each signal that passed its threshold, in order. */
  readonly deliveries: readonly Delivery[];
}

/** ARM's metrics that alert when they fall; all others, custom ones included, when they rise. */
const falling = new Set(
  Object.values(monitorMetrics)
    .flatMap((tables) => Object.values<Readonly<Record<string, { arm: string; alerts: string }>>>(tables))
    .flatMap((table) => Object.values(table))
    .filter(({ alerts }) => alerts === "below")
    .map(({ arm }) => arm),
);

/**
 * Runs a deployed monitor once: compares what was measured with the thresholds of its ARM body, records the run, and
 * raises the events of its steps that found a threshold passed, and of its own end. Undefined if the monitor is disabled.
 */
export async function runMonitor(
  host: WorkloadHost,
  { monitor, run, measure, measureReference, rows }: MonitorRunOptions,
): Promise<MonitorRun | undefined> {
  const { cloud } = host;
  const schedule = cloud.show(monitor);
  if (schedule === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${monitor}' was not found.`);
  if (schedule.properties["isEnabled"] !== true) return undefined;
  const definition = (schedule.properties["action"] as JsonObject)["monitorDefinition"] as JsonObject;
  const workspace = monitor.slice(0, monitor.search(/\/schedules\/[^/]+$/i));
  const error = whyUnreadable(host, workspace, definition) ?? whyBroken(definition, rows);
  if (error !== undefined) {
    const job = recordMonitorRun(cloud, { workspace, monitor: schedule.name, run, status: "Failed", error });
    return { job, error, findings: [], deliveries: await tell(host, workspace, { run: job, status: "Failed" }) };
  }
  const findings = Object.entries(definition["signals"] as Readonly<Record<string, JsonObject>>).flatMap(
    ([signal, body]): Finding[] =>
      thresholds(body).flatMap((entry) => {
        const metric = String(entry["metric"]);
        const dataType = entry["dataType"] === undefined ? {} : { dataType: String(entry["dataType"]) };
        const value = measure({ signal, metric, ...dataType });
        if (value === undefined) return [];
        const configured = Number((entry["threshold"] as JsonObject)["value"]);
        const own =
          body["signalType"] === "DataQuality" ? (measureReference?.({ signal, metric, ...dataType }) ?? 0) : 0;
        const threshold = own + configured;
        const breached = falling.has(metric) ? value < threshold : value > threshold;
        return [{ signal, metric, ...dataType, value, threshold, breached }];
      }),
  );
  const signals = [...new Set(findings.filter(({ breached }) => breached).map(({ signal }) => signal))];
  const job = recordMonitorRun(cloud, {
    workspace,
    monitor: schedule.name,
    run,
    breached: signals,
    mails: strings(at(definition, "alertNotificationSettings.emailNotificationSettings.emails")),
  });
  const deliveries: Delivery[] = [];
  for (const signal of signals) {
    const step = `${workspace}/jobs/${guidOf("step", `${job}/${signal}`)}`;
    deliveries.push(...(await tell(host, workspace, { run: step, tags: { [STEP_TAG]: breachText(signal) } })));
  }
  const { tags } = cloud.show(job)!.properties as { readonly tags: JsonObject };
  deliveries.push(...(await tell(host, workspace, { run: job, tags })));
  return { job, findings, deliveries };
}

/** Raises the event of a run that has ended: of a step, or of the monitor's run itself. */
function tell(
  host: WorkloadHost,
  workspace: string,
  {
    run,
    status = "Completed",
    tags = {},
  }: { readonly run: string; readonly status?: string; readonly tags?: JsonObject },
): Promise<readonly Delivery[]> {
  const runId = run.split("/").at(-1)!;
  return deliverEvent(host, {
    source: workspace,
    eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
    subject: `experiments/Default/runs/${runId}`,
    data: {
      experimentName: "Default",
      runId,
      runType: "azureml.PipelineRun",
      runStatus: status,
      runTags: tags,
      runProperties: {},
    },
  });
}

/** The most rows that Azure ML computes the test of Kolmogorov and Smirnov for. */
const KOLMOGOROV_SMIRNOV_ROWS = 10_000;

/** What ends the run of a monitor whatever its other signals would find; undefined if nothing does. */
function whyBroken(definition: JsonObject, rows: MonitorRunOptions["rows"]): string | undefined {
  for (const [signal, body] of Object.entries(definition["signals"] as Readonly<Record<string, JsonObject>>)) {
    const tests = thresholds(body).some(({ metric }) => metric === "TwoSampleKolmogorovSmirnovTest");
    if (tests && (rows?.(signal) ?? 0) >= KOLMOGOROV_SMIRNOV_ROWS)
      return `${signal}: the two-sample Kolmogorov-Smirnov test is computed for less than ${KOLMOGOROV_SMIRNOV_ROWS} rows only.`;
    if (body["signalType"] !== "FeatureAttributionDrift") continue;
    const target = at(body, "referenceData.columns.target_column");
    const outputs = objects(body["productionData"]).find(({ dataContext }) => dataContext === "model_outputs");
    const found = at(outputs, "columns.target_column");
    if (outputs !== undefined && target !== found)
      return `${signal}: the target column '${String(target)}' is not in the production data, which has '${String(found)}'.`;
  }
  return undefined;
}

function thresholds(signal: JsonObject): readonly JsonObject[] {
  const one = signal["metricThreshold"] as JsonObject | undefined;
  return one === undefined ? ((signal["metricThresholds"] ?? []) as readonly JsonObject[]) : [one];
}
