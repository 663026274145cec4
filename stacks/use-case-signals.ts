import type { FeatureAttributionSignal, Signal, SignalReference } from "../schema/use-case/model";
import type { MonitoredData, MonitorSignal, Reference, RollingData } from "../constructs/monitoring";

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
      return { ...signal, ...comparing(signal, data, data.inputs), window };
    case "data-quality":
      return { ...signal, ...comparing(signal, data, data.inputs), window };
    case "prediction-drift":
      return { ...signal, ...comparing(signal, data, data.outputs), window };
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
