import { BREACH_TAG, BREACH_TEXT } from "../../domain/monitors/breach";
import { monitorMetrics } from "../../domain/monitors/metrics";
import { ArmError } from "../engine/arm/arm-error";
import { recordMonitorRun } from "./seed";
import type { Json, JsonObject } from "../engine/store/store";
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
  /** The deployed one. */
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
}

/** What came of a run. */
export interface MonitorRun {
  /** ARM id of its job. */
  readonly job: string;
  readonly findings: readonly Finding[];
  /** Workflows that its event started. */
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
 * raises the event of its end. Undefined if the monitor is disabled.
 */
export async function runMonitor(
  host: WorkloadHost,
  { monitor, run, measure }: MonitorRunOptions,
): Promise<MonitorRun | undefined> {
  const { cloud } = host;
  const schedule = cloud.show(monitor);
  if (schedule === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${monitor}' was not found.`);
  if (schedule.properties["isEnabled"] !== true) return undefined;
  const definition = (schedule.properties["action"] as JsonObject)["monitorDefinition"] as JsonObject;
  const findings = Object.entries(definition["signals"] as Readonly<Record<string, JsonObject>>).flatMap(
    ([signal, body]): Finding[] =>
      thresholds(body).flatMap((entry) => {
        const metric = String(entry["metric"]);
        const dataType = entry["dataType"] === undefined ? {} : { dataType: String(entry["dataType"]) };
        const value = measure({ signal, metric, ...dataType });
        if (value === undefined) return [];
        const threshold = Number((entry["threshold"] as JsonObject)["value"]);
        const breached = falling.has(metric) ? value < threshold : value > threshold;
        return [{ signal, metric, ...dataType, value, threshold, breached }];
      }),
  );
  const signals = [...new Set(findings.filter(({ breached }) => breached).map(({ signal }) => signal))];
  const workspace = monitor.slice(0, monitor.search(/\/schedules\/[^/]+$/i));
  const job = recordMonitorRun(cloud, {
    workspace,
    monitor: schedule.name,
    run,
    ...(signals.length > 0 && { breached: signals.join(", ") }),
  });
  const runId = job.split("/").at(-1)!;
  const runTags: Record<string, Json> =
    signals.length === 0 ? {} : { [BREACH_TAG]: `${signals.join(", ")} ${BREACH_TEXT}` };
  const deliveries = await deliverEvent(host, {
    source: workspace,
    eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
    subject: `experiments/${schedule.name}/runs/${runId}`,
    data: {
      experimentName: schedule.name,
      runId,
      runType: "azureml.PipelineRun",
      runStatus: signals.length === 0 ? "Completed" : "Failed",
      runTags,
      runProperties: {},
    },
  });
  return { job, findings, deliveries };
}

function thresholds(signal: JsonObject): readonly JsonObject[] {
  const one = signal["metricThreshold"] as JsonObject | undefined;
  return one === undefined ? ((signal["metricThresholds"] ?? []) as readonly JsonObject[]) : [one];
}
