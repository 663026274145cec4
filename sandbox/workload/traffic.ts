import { sameId } from "../../domain/azure/ids";
import type { Cloud } from "../engine/arm/cloud";
import { recordRequests } from "./seed";
import { samplesOf } from "../services/monitor/telemetry";
import type { Json, JsonObject } from "../engine/store/store";

/** How a deployment answers. */
export interface Behaviour {
  /** @default 0 */
  readonly serverErrorPercent?: number;
  readonly latencyP95Milliseconds?: number;
}

export interface TrafficOptions {
  /** ARM id of the online endpoint. */
  readonly endpoint: string;
  readonly from: Date;
  readonly to: Date;
  /** Of callers, to the endpoint. */
  readonly requestsPerMinute: number;
  /** Length between two samples. */
  readonly everyMinutes: number;
  readonly behaviour: (deployment: string) => Behaviour;
}

/** Lets callers ask an endpoint: its deployments get the shares, and the copies, that the endpoint has now. */
export function recordTraffic(cloud: Cloud, options: TrafficOptions): void {
  const { endpoint, from, to, requestsPerMinute, everyMinutes, behaviour } = options;
  for (const [deployment, percent] of Object.entries(sharesOf(cloud, endpoint))) {
    if (percent === 0 || to <= from) continue;
    recordRequests(cloud, {
      endpoint,
      deployment,
      from,
      to,
      everyMinutes,
      requestsPerMinute: (requestsPerMinute * percent) / 100,
      ...behaviour(deployment),
    });
  }
}

/** Percent of the requests that each deployment of an endpoint sees, copies included. */
export function sharesOf(cloud: Cloud, endpoint: string): Readonly<Record<string, number>> {
  const { traffic, mirrorTraffic } = cloud.show(endpoint)?.properties ?? {};
  const shares: Record<string, number> = {};
  for (const map of [traffic, mirrorTraffic] as (Readonly<Record<string, number>> | undefined)[]) {
    for (const [deployment, percent] of Object.entries(map ?? {}))
      shares[deployment] = (shares[deployment] ?? 0) + percent;
  }
  return shares;
}

/** A row of a log, or as many equal ones as `count` says. */
export interface LogRow {
  readonly columns: Readonly<Record<string, string | number>>;
  readonly count: number;
}

/** Tables that the sandbox has rows for. */
export const TRAFFIC_LOG = "AmlOnlineEndpointTrafficLog";

/**
 * What online endpoints logged to a Log Analytics workspace: one row per answer, from the same samples as their metrics,
 * of every endpoint that has a diagnostic setting which sends this log there. A sample counts as one minute.
 */
export function trafficLog(cloud: Cloud, workspace: string, from: Date, to: Date): readonly LogRow[] {
  return cloud.store
    .all()
    .filter(({ type }) => sameId(type, "Microsoft.Insights/diagnosticSettings"))
    .map(({ azurerm }) => azurerm?.values ?? {})
    .filter((values) => sameId(text(values["log_analytics_workspace_id"]), workspace))
    .filter((values) => blocks(values["enabled_log"]).some(({ category }) => category === TRAFFIC_LOG))
    .map((values) => text(values["target_resource_id"]))
    .flatMap((endpoint) =>
      samplesOf(cloud, endpoint)
        .filter(({ metric }) => metric === "RequestsPerMinute")
        .filter(({ at }) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime())
        .map(({ value, dimensions }): LogRow => ({
          columns: {
            _ResourceId: endpoint.toLowerCase(),
            EndpointName: endpoint.split("/").at(-1)!,
            DeploymentName: dimensions?.["deployment"] ?? "",
            ResponseCode: `${(dimensions?.["statusCodeClass"] ?? "2xx")[0]!}00`,
          },
          count: value,
        })),
    );
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
const blocks = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];
