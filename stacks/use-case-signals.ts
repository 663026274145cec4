import type { BatchData } from "../domain/azure/use-case-names";
import { Bug } from "../domain/problem/problem";
import type {
  FeatureAttributionSignal,
  Signal,
  SignalData as SignalDataKind,
  SignalReference,
} from "../schema/use-case/model";
import type { MonitoredData, MonitorSignal, Reference, RollingData } from "../constructs/monitoring";

/** The data that a deployment's signals look at. */
export interface SignalData {
  /** What the model was asked. */
  readonly inputs: RollingData;
  /** What it answered. */
  readonly outputs: RollingData;
  /** What a script of one's own collects of both, with ids. @default - there is none */
  readonly answers?: RollingData;
  /** What became of those the model was asked about. @default - nothing tells */
  readonly labels?: MonitoredData | undefined;
  /** The same of what batches score. @default - nothing is looked at */
  readonly batch?: Readonly<Partial<Record<BatchData, RollingData>>> | undefined;
  /** What the model was trained on. */
  readonly reference: MonitoredData;
  /** Id of a component in the registry. */
  readonly component: (ref: { readonly component: string; readonly version: string }) => string;
}

/** A signal of the configuration, bound to data. */
export function bindSignal(signal: Signal, data: SignalData): MonitorSignal {
  const window = { size: signal.window, offset: signal.offset };
  const grown = (kind: BatchData): RollingData => {
    const found = signal.source === "batch" ? data.batch?.[kind] : data[kind];
    if (found === undefined) throw new Bug(`nothing keeps ${kind} for ${signal.key}`);
    return found;
  };
  switch (signal.type) {
    case "data-drift":
      return { ...signal, ...comparing(signal, data, grown("inputs")), window };
    case "data-quality":
      return { ...signal, ...comparing(signal, data, grown("inputs")), window };
    case "prediction-drift":
      return { ...signal, ...comparing(signal, data, grown("outputs")), window };
    case "feature-attribution-drift":
      return bindAttribution(signal, data, window);
    case "custom": {
      const { inputs, threshold } = signal;
      const rolling = (kind: BatchData): RollingData => {
        const { preprocessing } = signal;
        return { ...grown(kind), ...(preprocessing !== undefined && { preprocessing: data.component(preprocessing) }) };
      };
      const further = ([name, kind]: readonly [string, SignalDataKind]) => [
        name,
        bindFurther(kind, data, rolling, window),
      ];
      return {
        type: "custom",
        component: data.component(signal.component),
        production: rolling(signal.production),
        window,
        threshold,
        inputs,
        data: Object.fromEntries(Object.entries(signal.data).map(further)) as Readonly<Record<string, Reference>>,
      };
    }
  }
}

/** Further data of a custom signal: what grows is looked at in the signal's own window, the rest whole. */
function bindFurther(
  kind: SignalDataKind,
  data: SignalData,
  rolling: (kind: BatchData) => RollingData,
  window: BoundWindow,
): Reference {
  if (kind === "reference") return { kind: "fixed", data: data.reference };
  if (kind !== "labels") return { kind: "rolling", data: rolling(kind), window };
  if (data.labels === undefined) throw new Bug("nothing names labels");
  return { kind: "fixed", data: data.labels };
}

type BoundWindow = { readonly size: Signal["window"]; readonly offset: Signal["offset"] };

/** What a signal compares production data with, of whichever kind. */
const comparing = (signal: { readonly reference: SignalReference }, data: SignalData, production: RollingData) => ({
  production,
  reference: bindReference(signal.reference, data.reference, production),
});

function bindAttribution(signal: FeatureAttributionSignal, data: SignalData, window: BoundWindow): MonitorSignal {
  const correlation = signal.correlationColumn;
  return {
    type: signal.type,
    inputs: { ...data.inputs, columns: { correlation } },
    outputs: { ...data.outputs, columns: { correlation, target: signal.predictionColumn } },
    window,
    reference: data.reference,
    threshold: signal.threshold,
  };
}

const bindReference = (reference: SignalReference, training: MonitoredData, production: RollingData): Reference =>
  reference.source === "reference"
    ? { kind: "fixed", data: training }
    : { kind: "rolling", data: production, window: { size: reference.window, offset: reference.offset } };
