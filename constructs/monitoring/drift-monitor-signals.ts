import type {
  AttributionMetric,
  CategoricalDriftMetric,
  FeatureType,
  NumericalDriftMetric,
  QualityMetric,
} from "../../domain/monitors/metrics";
import type { FeatureSelection, Threshold } from "../../domain/monitors/signals";
import type { MonitoredData, RollingData, Window } from "./drift-monitor-data";

/** What production data is compared with. */
export type Reference =
  /** Data that stays as it is, such as what the model was trained on. */
  | { readonly kind: "fixed"; readonly data: MonitoredData }
  /** Earlier production data; its window must end before the one under watch begins. */
  | { readonly kind: "rolling"; readonly data: RollingData; readonly window: Window };

interface Compared {
  readonly production: RollingData;
  /** Which production data each run looks at. */
  readonly window: Window;
  readonly reference: Reference;
}

interface OfFeatures extends Compared {
  /** @default - all */
  readonly features?: FeatureSelection;
  /** Features that Azure ML would take for the other type. @default - none */
  readonly featureTypes?: Readonly<Record<string, FeatureType>>;
}

/** Inputs are distributed otherwise than they were. At least one threshold. */
export interface DataDriftSignal extends OfFeatures {
  readonly type: "data-drift";
  readonly numerical?: Threshold<NumericalDriftMetric>;
  readonly categorical?: Threshold<CategoricalDriftMetric>;
}

/** Inputs are missing, of the wrong type or out of bounds. At least one threshold. */
export interface DataQualitySignal extends OfFeatures {
  readonly type: "data-quality";
  readonly numerical?: Threshold<QualityMetric>;
  readonly categorical?: Threshold<QualityMetric>;
}

/** Predictions are distributed otherwise than they were. Numerical for a regression, categorical for a classification. */
export interface PredictionDriftSignal extends Compared {
  readonly type: "prediction-drift";
  readonly numerical?: Threshold<NumericalDriftMetric>;
  readonly categorical?: Threshold<CategoricalDriftMetric>;
}

/** Other features decide the predictions than did in training. */
export interface AttributionDriftSignal {
  readonly type: "feature-attribution-drift";
  /** What the model was asked, and what it answered; both with the column that ties them together. */
  readonly inputs: RollingData;
  readonly outputs: RollingData;
  readonly window: Window;
  /** Training data with its target column. */
  readonly reference: MonitoredData;
  readonly threshold: Threshold<AttributionMetric>;
}

/** Whatever a component of one's own measures. */
export interface CustomSignal {
  readonly type: "custom";
  /** Id of a Spark component at an exact version, with the inputs `production_data` and `<metric>_threshold`. */
  readonly component: string;
  readonly production: RollingData;
  readonly window: Window;
  /** A metric that the component emits. */
  readonly threshold: Threshold<string>;
  /** Further data, by the component's input. @default - none */
  readonly data?: Readonly<Record<string, Reference>>;
  /** Further inputs, as text. @default - none */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** One thing a monitor watches for. */
export type MonitorSignal =
  DataDriftSignal | DataQualitySignal | PredictionDriftSignal | AttributionDriftSignal | CustomSignal;
