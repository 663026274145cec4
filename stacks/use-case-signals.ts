import type {
  FeatureAttributionSignal,
  FeatureSignal,
  PredictionDriftSignal,
  Signal,
  SignalReference,
} from "../config/use-case";
import type { MonitoredData, MonitorSignal, Reference, RollingData, Threshold } from "../constructs/monitoring";
import { monitorMetrics, type MetricThreshold } from "../core/monitor-metrics";
import { Bug } from "../core/problem";

/** The data that a deployment's signals look at. */
export interface SignalData {
  /** What the model was asked. */
  readonly inputs: RollingData;
  /** What it answered. */
  readonly outputs: RollingData;
  /** What the model was trained on. */
  readonly reference: MonitoredData;
  /** Id of a component in the registry. */
  readonly component: (ref: { readonly component: string; readonly version: string }) => string;
}

/** A signal of the configuration, bound to data. */
export function bindSignal(signal: Signal, data: SignalData): MonitorSignal {
  const window = { size: signal.window, offset: signal.offset };
  switch (signal.type) {
    case "data-drift":
    case "data-quality":
      return bindFeatures(signal, data, window);
    case "prediction-drift":
      return bindPredictions(signal, data, window);
    case "feature-attribution-drift":
      return bindAttribution(signal, data, window);
    case "custom": {
      const { preprocessing, inputs, threshold } = signal;
      const production =
        preprocessing === undefined ? data.inputs : { ...data.inputs, preprocessing: data.component(preprocessing) };
      return { type: "custom", component: data.component(signal.component), production, window, threshold, inputs };
    }
  }
}

type BoundWindow = { readonly size: Signal["window"]; readonly offset: Signal["offset"] };

function bindFeatures(signal: FeatureSignal, data: SignalData, window: BoundWindow): MonitorSignal {
  const common = {
    production: data.inputs,
    window,
    reference: bindReference(signal.reference, data.reference, data.inputs),
    features: signal.features,
    featureTypes: signal.featureTypes,
  };
  if (signal.type === "data-drift") {
    const { numerical, categorical } = monitorMetrics["data-drift"];
    return {
      type: signal.type,
      ...common,
      numerical: threshold(numerical, signal.numerical),
      categorical: threshold(categorical, signal.categorical),
    };
  }
  const { numerical, categorical } = monitorMetrics["data-quality"];
  return {
    type: signal.type,
    ...common,
    numerical: threshold(numerical, signal.numerical),
    categorical: threshold(categorical, signal.categorical),
  };
}

function bindPredictions(signal: PredictionDriftSignal, data: SignalData, window: BoundWindow): MonitorSignal {
  const { numerical, categorical } = monitorMetrics["prediction-drift"];
  return {
    type: signal.type,
    production: data.outputs,
    window,
    reference: bindReference(signal.reference, data.reference, data.outputs),
    numerical: threshold(numerical, signal.numerical),
    categorical: threshold(categorical, signal.categorical),
  };
}

function bindAttribution(signal: FeatureAttributionSignal, data: SignalData, window: BoundWindow): MonitorSignal {
  const correlation = signal.correlationColumn;
  return {
    type: signal.type,
    inputs: { ...data.inputs, columns: { correlation } },
    outputs: { ...data.outputs, columns: { correlation, target: signal.predictionColumn } },
    window,
    reference: data.reference,
    threshold: threshold(monitorMetrics["feature-attribution-drift"].any, signal.threshold)!,
  };
}

const bindReference = (reference: SignalReference, training: MonitoredData, production: RollingData): Reference =>
  reference.source === "reference"
    ? { kind: "fixed", data: training }
    : { kind: "rolling", data: production, window: { size: reference.window, offset: reference.offset } };

/** A threshold whose metric is one of a table's. The configuration has been checked, so another is our mistake. */
function threshold<Metric extends string>(
  table: Readonly<Record<Metric, unknown>>,
  given: MetricThreshold | undefined,
): Threshold<Metric> | undefined {
  if (given === undefined) return undefined;
  const metric = (Object.keys(table) as Metric[]).find((name) => name === given.metric);
  if (metric === undefined) throw new Bug(`checked configuration names the metric ${given.metric}, which is none`);
  return { metric, value: given.value };
}
