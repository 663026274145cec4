import {
  armFeatureTypes,
  monitorMetrics,
  signalTypes,
  type FeatureType,
  type SignalType,
} from "../../domain/monitors/metrics";
import type { FeatureSelection, Threshold } from "../../domain/monitors/signals";
import { fixedInput, rollingInput, type InputDataBody, type MonitoredData } from "./drift-monitor-data";
import type {
  AttributionDriftSignal,
  CustomSignal,
  DataDriftSignal,
  DataQualitySignal,
  MonitorSignal,
  PredictionDriftSignal,
  Reference,
} from "./drift-monitor-signals";

/** ARM's `MonitoringSignalBase`. */
export interface SignalBody {
  readonly signalType: (typeof signalTypes)[SignalType];
  readonly notificationTypes: readonly ["AmlNotification"];
  readonly [property: string]: unknown;
}

/** A signal as ARM takes it. */
export function renderSignal(signal: MonitorSignal): SignalBody {
  return {
    signalType: signalTypes[signal.type],
    notificationTypes: ["AmlNotification"],
    ...renderDetails(signal),
  };
}

function renderDetails(signal: MonitorSignal): object {
  switch (signal.type) {
    case "data-drift":
    case "data-quality":
      return renderFeatures(signal);
    case "prediction-drift":
      return renderPrediction(signal);
    case "feature-attribution-drift":
      return renderAttribution(signal);
    case "custom":
      return renderCustom(signal);
  }
}

function renderFeatures(signal: DataDriftSignal | DataQualitySignal) {
  const features = signal.features ?? { kind: "all" };
  const overrides = Object.entries(signal.featureTypes ?? {});
  return {
    ...renderCompared(signal),
    metricThresholds: renderThresholds(signal),
    features: renderSelection(features),
    featureImportanceSettings: features.kind === "top" ? renderImportance(signal.reference.data) : undefined,
    featureDataTypeOverride:
      overrides.length === 0
        ? undefined
        : Object.fromEntries(overrides.map(([feature, type]) => [feature, armFeatureTypes[type]])),
  };
}

function renderPrediction(signal: PredictionDriftSignal) {
  return { ...renderCompared(signal), metricThresholds: renderThresholds(signal) };
}

function renderAttribution({ inputs, outputs, window, reference, threshold }: AttributionDriftSignal) {
  const { any } = monitorMetrics["feature-attribution-drift"];
  return {
    productionData: [rollingInput(inputs, window), rollingInput(outputs, window)],
    referenceData: fixedInput(reference),
    featureImportanceSettings: renderImportance(reference),
    metricThreshold: renderThreshold(any[threshold.metric].arm, threshold),
  };
}

function renderCustom({ component, production, window, threshold, inputs, data = {} }: CustomSignal) {
  return {
    componentId: component,
    // Azure ML hands it to the component as `<metric>_threshold`.
    metricThresholds: [renderThreshold(threshold.metric, threshold)],
    inputs: inputs === undefined || Object.keys(inputs).length === 0 ? undefined : literals(inputs),
    inputAssets: {
      production_data: rollingInput(production, window),
      ...Object.fromEntries(Object.entries(data).map(([name, one]) => [name, renderReference(one)])),
    },
  };
}

function renderCompared({
  production,
  window,
  reference,
}: PredictionDriftSignal | DataDriftSignal | DataQualitySignal) {
  return { productionData: rollingInput(production, window), referenceData: renderReference(reference) };
}

const renderReference = (reference: Reference): InputDataBody =>
  reference.kind === "fixed" ? fixedInput(reference.data) : rollingInput(reference.data, reference.window);

function renderThresholds(signal: DataDriftSignal | DataQualitySignal | PredictionDriftSignal) {
  const tables: Record<FeatureType, Readonly<Record<string, { readonly arm: string }>>> = monitorMetrics[signal.type];
  const row = (data: FeatureType, threshold: Threshold<string> | undefined) =>
    threshold === undefined
      ? []
      : [{ dataType: armFeatureTypes[data], ...renderThreshold(tables[data][threshold.metric]!.arm, threshold) }];
  return [...row("numerical", signal.numerical), ...row("categorical", signal.categorical)];
}

const renderThreshold = (metric: string, { value }: Threshold<string>) => ({ metric, threshold: { value } });

function renderSelection(features: FeatureSelection) {
  switch (features.kind) {
    case "all":
      return { filterType: "AllFeatures" };
    case "top":
      return { filterType: "TopNByAttribution", top: features.top };
    case "only":
      return { filterType: "FeatureSubset", features: [...features.features] };
  }
}

/** Which features weigh how much is computed from the reference, by a model of the target column. */
const renderImportance = ({ columns }: MonitoredData) => ({ mode: "Enabled", targetColumn: columns?.target });

const literals = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { jobInputType: "literal", value }]));
