import { metrics } from "../../../domain/alerts/metrics";
import type { Json, JsonObject } from "../../engine/store/store";
import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { samplesOf, type MetricSample } from "./telemetry";
import type { ArmRead } from "../../engine/arm/model";

/** Lengths of a point that Azure Monitor offers, in minutes. */
const GRAINS: Readonly<Record<string, number>> = {
  PT1M: 1,
  PT5M: 5,
  PT15M: 15,
  PT30M: 30,
  PT1H: 60,
  PT6H: 360,
  PT12H: 720,
  P1D: 1440,
};

interface Facts {
  readonly aggregations: readonly string[];
  readonly dimensions: readonly string[];
}

/** `GET <resource>/providers/Microsoft.Insights/metrics`: what was recorded of a resource, as Azure Monitor shows it. */
export const readMetrics: ArmRead = (cloud, path, query) => {
  const resource = /^(.*)\/providers\/Microsoft\.Insights\/metrics$/i.exec(path)?.[1];
  if (resource === undefined) return undefined;
  const type = cloud.get(resource)?.type;
  if (type === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${resource}' was not found.`);
  const known = Object.entries(metrics).find(([namespace]) => namespace.toLowerCase() === type.toLowerCase());
  if (known === undefined) throw bad(`Failed to find metric configuration for provider: ${type}.`);
  const [namespace, table] = known as [string, Readonly<Record<string, Facts>>];
  const grain = query.get("interval") ?? "PT1M";
  const minutes = GRAINS[grain];
  if (minutes === undefined) throw bad(`Invalid time grain ${grain}; valid: ${Object.keys(GRAINS).join(", ")}.`);
  const span = timespan(query.get("timespan"), cloud.now());
  const aggregations = (query.get("aggregation") ?? "Average").split(",").map((one) => one.trim());
  const names = (query.get("metricnames") ?? "").split(",").filter((name) => name !== "");
  if (names.length === 0) throw bad("metricnames is required.");
  const filter = parseFilter(query.get("$filter"));
  const value = names.map((name): Json => {
    const found = Object.entries(table).find(([metric]) => metric.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      throw bad(
        `Failed to find metric configuration for provider: ${namespace}, metric: ${name}. Valid metrics: ${Object.keys(table).join(",")}`,
      );
    const [metric, facts] = found;
    const unknown = aggregations.find((one) => !facts.aggregations.some((offered) => sameId(offered, one)));
    if (unknown !== undefined) {
      throw bad(
        `Metric ${metric} does not support the aggregation ${unknown}; supported: ${facts.aggregations.join(", ")}.`,
      );
    }
    const foreign = filter.find(({ dimension }) => !facts.dimensions.some((one) => one.toLowerCase() === dimension));
    if (foreign !== undefined) throw bad(`Metric ${metric} does not have the dimension ${foreign.dimension}.`);
    const samples = samplesOf(cloud, resource).filter((sample) => sample.metric.toLowerCase() === metric.toLowerCase());
    return {
      id: `${resource}/providers/Microsoft.Insights/metrics/${metric}`,
      type: "Microsoft.Insights/metrics",
      name: { value: metric, localizedValue: metric },
      unit: metric.startsWith("RequestLatency") ? "MilliSeconds" : "Count",
      errorCode: "Success",
      timeseries: seriesOf(samples, filter, { ...span, minutes, aggregations }),
    };
  });
  return { cost: 0, timespan: `${iso(span.from)}/${iso(span.to)}`, interval: grain, namespace, value };
};

const bad = (message: string) => new ArmError(400, "BadRequest", message);
const iso = (time: number): string => new Date(time).toISOString();

interface Span {
  readonly from: number;
  readonly to: number;
}

function timespan(text: string | null, now: Date): Span {
  if (text === null) return { from: now.getTime() - 3_600_000, to: now.getTime() };
  // The Azure CLI encodes it twice.
  const plain = /%[0-9a-f]{2}/i.test(text)
    ? text.replace(/%3a/gi, ":").replace(/%2f/gi, "/").replace(/%2b/gi, "+")
    : text;
  const [from, to] = plain.split("/").map((part) => Date.parse(part));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || from > to) {
    throw bad(`Detected invalid time interval input: ${text}.`);
  }
  return { from, to };
}

interface Condition {
  /** Lower case. */
  readonly dimension: string;
  /** `*`: any, and one series for each. */
  readonly value: string;
}

function parseFilter(text: string | null): readonly Condition[] {
  if (text === null || text.trim() === "") return [];
  return text.split(/\s+and\s+/i).map((part) => {
    const match = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/i.exec(part);
    if (match === null) throw bad(`Invalid filter: ${text}.`);
    return { dimension: match[1]!.toLowerCase(), value: match[2]! };
  });
}

function seriesOf(
  samples: readonly MetricSample[],
  filter: readonly Condition[],
  how: Span & { readonly minutes: number; readonly aggregations: readonly string[] },
): readonly JsonObject[] {
  const groups = new Map<string, { readonly metadatavalues: Json; readonly samples: MetricSample[] }>();
  for (const sample of samples) {
    const given = new Map(Object.entries(sample.dimensions ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    const fits = filter.every(({ dimension, value }) =>
      value === "*" ? given.has(dimension) : given.get(dimension)?.toLowerCase() === value.toLowerCase(),
    );
    if (!fits) continue;
    const metadatavalues = filter.map(({ dimension }) => ({
      name: { value: dimension, localizedValue: dimension },
      value: given.get(dimension)!,
    }));
    const key = JSON.stringify(metadatavalues);
    const group = groups.get(key) ?? { metadatavalues, samples: [] as MetricSample[] };
    group.samples.push(sample);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    metadatavalues: group.metadatavalues,
    data: pointsOf(group.samples, how),
  }));
}

/** Points of equal length from the start on. A point in which nothing was measured has no value. */
function pointsOf(
  samples: readonly MetricSample[],
  { from, to, minutes, aggregations }: Span & { readonly minutes: number; readonly aggregations: readonly string[] },
): readonly JsonObject[] {
  const step = minutes * 60_000;
  const values = Array.from({ length: Math.ceil((to - from) / step) }, (): number[] => []);
  for (const { at, value } of samples) {
    const time = Date.parse(at);
    if (time < to) values[Math.floor((time - from) / step)]?.push(value);
  }
  return values.map((measured, index) => {
    const timeStamp = iso(from + index * step);
    const values = aggregations.map((one) => [one.toLowerCase(), aggregate(measured, one.toLowerCase())] as const);
    return { timeStamp, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
  });
}

function aggregate(values: readonly number[], aggregation: string): number | undefined {
  if (values.length === 0) return undefined;
  const total = values.reduce((sum, value) => sum + value, 0);
  switch (aggregation) {
    case "total":
      return total;
    case "count":
      return values.length;
    case "maximum":
      return Math.max(...values);
    case "minimum":
      return Math.min(...values);
    default:
      return total / values.length;
  }
}
