import { breachText, MAIL_TAG, ROOT_TAG } from "../../domain/monitors/breach";
import type { JsonObject } from "../engine/store/store";
import { ArmError } from "../engine/arm/arm-error";
import type { Cloud } from "../engine/arm/cloud";
import { guidOf } from "../engine/arm/identities";
import { merge } from "../../domain/json/merge";
import { recordMetrics, type MetricSample } from "../services/monitor/telemetry";
import { readOnlyOf } from "../engine/arm/read-only";

/** Lets happen in the simulated Azure what needs jobs and callers there: registration, monitor runs, requests. */

const ML = "Microsoft.MachineLearningServices";

export interface SeededModel {
  /** ARM id of the workspace or registry. */
  readonly home: string;
  readonly model: string;
  readonly version: string;
  /** Metrics of its training run, e.g. `{ auc: 0.85 }`: tags `metrics.auc`. */
  readonly metrics?: Readonly<Record<string, number | string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Name of the job that made it. */
  readonly job?: string;
  readonly archived?: boolean;
}

/** Registers a version of a model, as a training job does when it ends. Returns its ARM id. */
export function registerModel(cloud: Cloud, seed: SeededModel): string {
  const { home, model, version, job } = seed;
  const kind = /\/registries\/[^/]+$/i.test(home) ? "registries" : "workspaces";
  const id = `${home}/models/${model}/versions/${version}`;
  const type = `${ML}/${kind}/models/versions`;
  const metrics = Object.entries(seed.metrics ?? {}).map(
    ([name, value]) => [`metrics.${name}`, String(value)] as const,
  );
  const body = {
    properties: {
      modelType: "mlflow_model",
      modelUri: `azureml://jobs/${job ?? `${model}-${version}`}/outputs/artifacts/paths/model/`,
      ...(job !== undefined && { jobName: job }),
      ...(seed.archived === true && { isArchived: true }),
      tags: { ...Object.fromEntries(metrics), ...seed.tags },
    },
  };
  cloud.write({ id, type, body, readOnly: readOnlyOf(id, type, body) });
  return id;
}

export interface SeededMonitorRun {
  /** ARM id of the workspace. */
  readonly workspace: string;
  /** Name of the monitor's schedule. */
  readonly monitor: string;
  /** Tells its runs apart. */
  readonly run: string;
  /** @default - `Completed`, whatever was found */
  readonly status?: string;
  /** Names of the signals whose thresholds were passed. @default - none */
  readonly breached?: readonly string[];
  /** Whom the monitor mails; without anybody the run does not say what it found. @default - somebody */
  readonly mails?: readonly string[];
  /** What went wrong. @default - nothing */
  readonly error?: string;
}

/** `20261216T043030Z` */
const stampOf = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, "");

/**
 * A run of a drift monitor that ends now. Returns its ARM id: Azure ML chooses the name of a run; the schedule's name stands
 * in the display name.
 */
export function recordMonitorRun(cloud: Cloud, seed: SeededMonitorRun): string {
  const { workspace, monitor, run, status, breached = [], mails = ["owner@example.com"], error } = seed;
  const id = `${workspace}/jobs/${guidOf("run", `${workspace}/${monitor}/${run}`)}`;
  const said = mails.length === 0 ? [] : breached;
  const tags: JsonObject = {
    ...(said.length > 0 && { [MAIL_TAG]: mails.join(",") }),
    ...Object.fromEntries(said.map((signal) => [`${ROOT_TAG}${signal}`, breachText(signal)])),
  };
  const at = cloud.now().toISOString();
  cloud.write({
    id,
    type: `${ML}/workspaces/jobs`,
    body: {
      properties: {
        jobType: "Pipeline",
        displayName: `${monitor}-${stampOf(cloud.now())}`,
        experimentName: "Default",
        tags,
        ...(error !== undefined && { properties: { error } }),
      },
    },
    readOnly: {
      properties: { status: status ?? "Completed" },
      systemData: { createdAt: at, lastModifiedAt: at },
    },
  });
  return id;
}

export interface SeededRequests {
  /** ARM id of the online endpoint. */
  readonly endpoint: string;
  readonly deployment: string;
  readonly from: Date;
  readonly to: Date;
  /** Length between two samples. @default 5 */
  readonly everyMinutes?: number;
  readonly requestsPerMinute: number;
  /** @default 0 */
  readonly serverErrorPercent?: number;
  /** @default - no latency is measured */
  readonly latencyP95Milliseconds?: number;
}

/** Requests that a deployment answered, as Azure Monitor measures them. */
export function recordRequests(cloud: Cloud, seed: SeededRequests): void {
  const { endpoint: resource, deployment, requestsPerMinute, latencyP95Milliseconds } = seed;
  const failed = (requestsPerMinute * (seed.serverErrorPercent ?? 0)) / 100;
  const step = (seed.everyMinutes ?? 5) * 60_000;
  const samples: MetricSample[] = [];
  for (let time = seed.from.getTime(); time < seed.to.getTime(); time += step) {
    const at = new Date(time).toISOString();
    const answers = (statusCodeClass: string, value: number) => {
      samples.push({ resource, metric: "RequestsPerMinute", at, value, dimensions: { deployment, statusCodeClass } });
    };
    answers("2xx", requestsPerMinute - failed);
    if (failed > 0) answers("5xx", failed);
    if (latencyP95Milliseconds === undefined) continue;
    samples.push({
      resource,
      metric: "RequestLatency_P95",
      at,
      value: latencyP95Milliseconds,
      dimensions: { deployment },
    });
  }
  recordMetrics(cloud, samples);
}

/** Lets a resource be in a provisioning state, e.g. `Updating`, until it is written again or set to another. */
export function setProvisioningState(cloud: Cloud, id: string, state: string): void {
  const resource = cloud.get(id);
  if (resource === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  const readOnly = merge(resource.readOnly, { properties: { provisioningState: state } }) as JsonObject;
  // Past the rules of a write, and without its date: nobody sent anything.
  cloud.store.put({ ...resource, readOnly });
}
