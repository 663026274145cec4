import {
  armFeatureTypes,
  monitorMetrics,
  signalTypes,
  type Direction,
  type SignalType,
} from "../../domain/monitors/metrics";
import { isBatchData } from "../../domain/azure/use-case-names";
import { durationInWords } from "./iso-duration";
import { at, booleanAt, entriesAt, listAt, numberAt, textAt, textsAt, type Json } from "./json";
import { propertiesOf } from "./planned";
import { Timetable } from "./timetable";

/** A metric with the value at which it alerts. */
export interface Threshold {
  /** `numerical`, `categorical`, or `all` for metrics that take no kind. */
  readonly data: string;
  /** Our name; Azure's where we have none. */
  readonly metric: string;
  readonly value: number;
  /** Undefined where Azure does not say: the metric of a custom signal. */
  readonly alerts?: Direction;
}

/** A signal as a monitor looks for it. */
export interface SignalState {
  readonly type: string;
  /** Whether it looks at what batches score, which the live version alone does. */
  readonly ofBatch: boolean;
  readonly thresholds: readonly Threshold[];
  /** How much production data a run looks at, and when that ends. */
  readonly window: string;
  /** What it is compared with; undefined for a data asset that is yet to be made, whose change is told of there. */
  readonly reference?: string;
  readonly features: string;
  /** How many features; undefined: all. */
  readonly featureCount?: number;
  /** Of custom signals. */
  readonly component?: string;
  /** What of the collected data it looks at: `model_inputs`, by name where there are several. */
  readonly looksAt: string;
  /** What makes a table of it first. @default - nothing does */
  readonly preprocessing?: string;
  /** Features whose kind is said: `tenure_months numerical`. @default - of none it is */
  readonly kinds?: string;
  /** Columns that join and judge: `correlation_id trip, target_column churned`. @default - none is named */
  readonly columns?: string;
  /** What a component of one's own is given. @default - nothing */
  readonly inputs?: string;
}

/** A monitor, without what differs by model version and environment. */
export interface MonitorState {
  readonly name: string;
  readonly timetable?: Timetable;
  readonly enabled: boolean;
  /** By key, without the monitor's name in front. */
  readonly signals: Readonly<Record<string, SignalState>>;
  readonly emails: readonly string[];
  /** VM size and Spark version. */
  readonly compute: string;
}

/** The monitor in the body of a schedule. */
export function monitorState(values: Json, zones: readonly string[]): MonitorState {
  const properties = propertiesOf(values);
  const definition = at(properties, "action", "monitorDefinition");
  const name = textAt(values, "name") ?? "";
  const signals = entriesAt(definition, "signals").map(([key, signal]) => [
    key.startsWith(`${name}_`) ? key.slice(name.length + 1) : key,
    signalState(signal),
  ]);
  const compute = at(definition, "computeConfiguration");
  return {
    name,
    timetable: Timetable.read(at(properties, "trigger"), zones),
    enabled: booleanAt(properties, "isEnabled") !== false,
    signals: Object.fromEntries(signals) as Record<string, SignalState>,
    emails: textsAt(definition, "alertNotificationSettings", "emailNotificationSettings", "emails"),
    compute: `${textAt(compute, "instanceType") ?? "?"}, Spark ${textAt(compute, "runtimeVersion") ?? "?"}`,
  };
}

function signalState(signal: unknown): SignalState {
  const armType = textAt(signal, "signalType") ?? "?";
  const type = (Object.keys(signalTypes) as SignalType[]).find((name) => signalTypes[name] === armType);
  const single = at(signal, "metricThreshold");
  const thresholds = single === undefined ? listAt(signal, "metricThresholds") : [single];
  const production =
    at(signal, "productionData", 0) ?? at(signal, "productionData") ?? at(signal, "inputAssets", "production_data");
  const filter = textAt(signal, "features", "filterType");
  const top = numberAt(signal, "features", "top");
  const only = textsAt(signal, "features", "features");
  const component = textAt(signal, "componentId");
  const ofBatch = isBatchData(textAt(production, "uri") ?? "");
  return {
    type: type ?? armType,
    ofBatch,
    thresholds: thresholds.map((threshold) => thresholdOf(threshold, type)),
    window: ofBatch ? `${spanInWords(production)}, of what batches score` : spanInWords(production),
    reference: referenceOf(at(signal, "referenceData")),
    features:
      filter === "TopNByAttribution"
        ? `the top ${top ?? "?"} features`
        : filter === "FeatureSubset"
          ? `only ${[...only].sort().join(", ")}`
          : "all features",
    ...(filter === "TopNByAttribution" && { featureCount: top }),
    ...(filter === "FeatureSubset" && { featureCount: only.length }),
    ...(component !== undefined && { component: componentIn(component) }),
    ...givenTo(signal),
  };
}

/** `volume_signal 1.0.0` */
const componentIn = (id: string): string => id.split("/components/").at(-1)!.replace("/versions/", " ");

/** What a signal is given, and what that goes through before. */
function givenTo(signal: unknown): Pick<SignalState, "looksAt" | "preprocessing" | "kinds" | "columns" | "inputs"> {
  const collected = [at(signal, "productionData") ?? []].flat();
  const named = entriesAt(signal, "inputAssets");
  const data = [...collected, ...named.map(([, asset]) => asset)];
  const before = [...new Set(data.flatMap((one) => textAt(one, "preprocessingComponentId") ?? []))].map(componentIn);
  const pairs = (key: string, value: (of: unknown) => string) =>
    entriesAt(signal, key)
      .map(([name, of]) => `${name} ${value(of)}`)
      .join(", ");
  const judged = [...data, at(signal, "referenceData")].flatMap((one) => entriesAt(one, "columns"));
  const columns = [...new Set(judged.map(([role, column]) => `${role} ${String(column)}`))].sort().join(", ");
  const kinds = pairs("featureDataTypeOverride", (kind) => String(kind).toLowerCase());
  const inputs = pairs("inputs", (input) => textAt(input, "value") ?? "?");
  return {
    looksAt: [
      ...collected.map((one) => textAt(one, "dataContext") ?? "?"),
      ...named.map(([name, one]) => `${name} ${textAt(one, "dataContext") ?? "?"}`),
    ].join(", "),
    ...(before.length > 0 && { preprocessing: before.join(", ") }),
    ...(kinds !== "" && { kinds }),
    ...(columns !== "" && { columns }),
    ...(inputs !== "" && { inputs }),
  };
}

function thresholdOf(threshold: unknown, type: SignalType | undefined): Threshold {
  const arm = textAt(threshold, "metric") ?? "?";
  const armData = textAt(threshold, "dataType");
  const data = armData === armFeatureTypes.numerical ? "numerical" : armData === undefined ? "all" : "categorical";
  const tables: Readonly<
    Record<string, Readonly<Record<string, { readonly arm: string; readonly alerts: Direction }>>>
  > = type === undefined || type === "custom" ? {} : monitorMetrics[type];
  const known = Object.entries(tables[data === "all" ? "any" : data] ?? {}).find(([, metric]) => metric.arm === arm);
  return {
    data,
    metric: known?.[0] ?? arm,
    value: numberAt(threshold, "threshold", "value") ?? Number.NaN,
    ...(known !== undefined && { alerts: known[1].alerts }),
  };
}

/** `1d`, or `7d, ending 2d before the run`. */
function spanInWords(data: unknown): string {
  const size = durationInWords(textAt(data, "windowSize")) ?? "?";
  const offset = durationInWords(textAt(data, "windowOffset")) ?? "0s";
  return offset === "0s" ? size : `${size}, ending ${offset} before the run`;
}

/** A data asset by name and version, or earlier production data; undefined: known after apply. */
function referenceOf(data: unknown): string | undefined {
  if (data === undefined) return "nothing";
  if (textAt(data, "inputDataType") === "Rolling") return `production data of ${spanInWords(data)}`;
  const match = /\/data\/([^/]+)\/versions\/([^/]+)$/.exec(textAt(data, "uri") ?? "");
  return match === null ? undefined : `${match[1]!} ${match[2]!}`;
}
