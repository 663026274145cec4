import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../../../files";
import { keyOf } from "../../engine/store/store";
import { isTree } from "../../../domain/json/tree";
import { readSandboxFile } from "../../engine/store/store-file";
import type { CloudView } from "../../engine/arm/model";

/** One value of a platform metric at one moment. */
export interface MetricSample {
  /** ARM id of what it is about, e.g. an online endpoint. */
  readonly resource: string;
  /** Azure's name of the metric, e.g. `RequestsPerMinute`. */
  readonly metric: string;
  /** ISO date-time. */
  readonly at: string;
  readonly value: number;
  /** Dimensions, e.g. `{ deployment: "model-13", statusCodeClass: "2xx" }`. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Metrics of the simulated Azure, in `telemetry.json` beside the store: many, and of no concern to Terraform. */
class Telemetry {
  private readonly samples: Map<string, MetricSample[]>;

  constructor(private readonly file: string) {
    const content = existsSync(file) ? readTelemetry(file) : {};
    this.samples = new Map(Object.entries(content));
  }

  of(resource: string): readonly MetricSample[] {
    return this.samples.get(keyOf(resource)) ?? [];
  }

  add(samples: readonly MetricSample[]): void {
    for (const sample of samples) {
      const key = keyOf(sample.resource);
      const list = this.samples.get(key) ?? [];
      list.push(sample);
      this.samples.set(key, list);
    }
    writeWhole(this.file, `${JSON.stringify(Object.fromEntries(this.samples))}\n`, { durable: false });
  }
}

const readTelemetry = (file: string): Record<string, MetricSample[]> =>
  readSandboxFile(file, "the sandbox's telemetry", (content) =>
    isTree(content) && Object.values(content).every((list) => Array.isArray(list) && list.every(isSample))
      ? undefined
      : "does not have the form of telemetry: lists of samples by resource",
  );

const isSample = (value: unknown): value is MetricSample =>
  isTree(value) &&
  ["resource", "metric", "at"].every((key) => typeof value[key] === "string") &&
  !Number.isNaN(Date.parse(value["at"] as string)) &&
  typeof value["value"] === "number" &&
  (value["dimensions"] === undefined ||
    (isTree(value["dimensions"]) && Object.values(value["dimensions"]).every((one) => typeof one === "string")));

const byStore = new WeakMap<object, Telemetry>();

function telemetryOf({ store }: CloudView): Telemetry {
  const telemetry = byStore.get(store) ?? new Telemetry(join(dirname(store.file), "telemetry.json"));
  byStore.set(store, telemetry);
  return telemetry;
}

/** What was recorded of a resource, in the order it was recorded. */
export const samplesOf = (cloud: CloudView, resource: string): readonly MetricSample[] =>
  telemetryOf(cloud).of(resource);

/** Lets Azure Monitor have measured something. In the file before it returns. */
export const recordMetrics = (cloud: CloudView, samples: readonly MetricSample[]): void =>
  telemetryOf(cloud).add(samples);
