import type { z } from "zod";
import type { NoticeId } from "../../domain/alerts/notices";
import type { Duration } from "../../domain/time/duration";
import type {
  AttributionMetric,
  CategoricalDriftMetric,
  FeatureType,
  NumericalDriftMetric,
  QualityMetric,
  SignalType,
} from "../../domain/monitors/metrics";
import type {
  AlertingThreshold,
  FeatureSelection,
  MonitorRuntime,
  MonitorSize,
  SignalSource,
} from "../../domain/monitors/signals";
import type { Group, Promotion } from "../../domain/promotion/model";
import type { ReleaseInEnvironment } from "../../domain/promotion/release";
import type { Schedule } from "../../domain/time/schedule";
import type { budget } from "../budget";
import type { component } from "./fields";
import type { data, training } from "./data";

export type { Group, Promotion } from "../../domain/promotion/model";

/** Whose the use case is: the team, its Entra group and the address that alerts reach. */
export interface Owner extends Group {
  readonly team: string;
  readonly contact: string;
}

export type Task = "classification" | "regression";
/** Reference data and where production data comes from. */
export type UseCaseData = z.output<ReturnType<typeof data>>;
/** The pipeline component that trains, from the registry, and what it reads and writes. */
export type Training = z.output<ReturnType<typeof training>>;
/** A component in the registry, at an exact version. */
export type ComponentRef = z.output<ReturnType<typeof component>>;

/** What a month may cost, and at what shares of it somebody is told. */
export type Budget = z.output<ReturnType<typeof budget>>;

/** When and on what to retrain. */
export interface Retraining {
  /** Undefined: not by time. */
  readonly schedule?: Schedule;
  /** True: the schedule exists, but starts nothing. */
  readonly paused: boolean;
  /** Undefined: drift starts nothing and tells nobody beyond the monitor's own mail. */
  readonly onDrift?: {
    readonly mode: "automatic" | "notify" | "off";
    /** Keys of the monitors' signals that count; all of them if the file names none. */
    readonly signals: readonly string[];
    readonly cooldown: Duration;
    readonly maxPerWeek: number;
  };
  /** Undefined: new data starts nothing and tells nobody. */
  readonly onNewData?: {
    readonly mode: "automatic" | "notify";
    /** Folder below the workspace's own store, ending in a slash. */
    readonly folder: string;
    /** What a file's name must end in; undefined: every file counts. */
    readonly endsWith?: string;
    /** The same as those of `onDrift`, where there is one. */
    readonly cooldown: Duration;
    readonly maxPerWeek: number;
    /** Undefined: data may be of any age. */
    readonly staleAfter?: Duration;
  };
}

/** What a signal's production data is compared with. */
export type SignalReference =
  /** `data.reference`, whole. */
  | { readonly source: "reference" }
  /** Earlier production data: `window` long, ending `offset` before the run. */
  | { readonly source: "production"; readonly window: Duration; readonly offset: Duration };

interface SignalBase {
  /** Its key in the file, e.g. `data-drift`. */
  readonly key: string;
  readonly type: SignalType;
  /** Whether it looks at what batches score, as `data.batch` says, instead of what callers ask. */
  readonly source: SignalSource;
  /** How much production data each run looks at. */
  readonly window: Duration;
  /** How long before the run that window ends; zero by default. */
  readonly offset: Duration;
}

interface OfFeatures extends SignalBase {
  readonly reference: SignalReference;
  readonly features: FeatureSelection;
  readonly featureTypes: Readonly<Record<string, FeatureType>>;
}

/** At least one of the thresholds is there. */
export interface DataDriftSignal extends OfFeatures {
  readonly type: "data-drift";
  readonly numerical?: AlertingThreshold<NumericalDriftMetric>;
  readonly categorical?: AlertingThreshold<CategoricalDriftMetric>;
}

/** At least one of the thresholds is there. */
export interface DataQualitySignal extends OfFeatures {
  readonly type: "data-quality";
  readonly numerical?: AlertingThreshold<QualityMetric>;
  readonly categorical?: AlertingThreshold<QualityMetric>;
}

export interface PredictionDriftSignal extends SignalBase {
  readonly type: "prediction-drift";
  readonly reference: SignalReference;
  /** Exactly one is there: categorical for classification, numerical for regression. */
  readonly numerical?: AlertingThreshold<NumericalDriftMetric>;
  readonly categorical?: AlertingThreshold<CategoricalDriftMetric>;
}

export interface FeatureAttributionSignal extends SignalBase {
  readonly type: "feature-attribution-drift";
  readonly correlationColumn: string;
  readonly predictionColumn: string;
  readonly threshold: AlertingThreshold<AttributionMetric>;
}

/** Data of a use case that a custom signal may ask for. */
export type SignalData = "inputs" | "outputs" | "answers" | "reference" | "labels";

export interface CustomSignal extends SignalBase {
  readonly type: "custom";
  readonly component: ComponentRef;
  /** Literal inputs beside `production_data` and `<metric>_threshold`, which the monitor supplies. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What of production it gets. */
  readonly production: "inputs" | "outputs" | "answers";
  /** Further data, by the component's input. */
  readonly data: Readonly<Record<string, SignalData>>;
  readonly preprocessing?: ComponentRef;
  readonly threshold: AlertingThreshold;
}

export type Signal =
  DataDriftSignal | DataQualitySignal | PredictionDriftSignal | FeatureAttributionSignal | CustomSignal;

export interface Monitors {
  readonly schedule: Schedule;
  readonly paused: boolean;
  /** Serverless Spark: VM size and runtime version. */
  readonly compute: { readonly size: MonitorSize; readonly runtime: MonitorRuntime };
  /** By key. */
  readonly signals: readonly Signal[];
}

/** Scoring of many rows by the clock, by a pipeline component, with the version that is live. */
export interface BatchScoringSettings {
  readonly component: string;
  readonly version: string;
  readonly external?: boolean;
  readonly cluster: string;
  readonly schedule: Schedule;
  /** True: the schedule exists, but starts nothing. */
  readonly paused: boolean;
  /** The pipeline's input that takes the live version. */
  readonly modelInput: string;
  readonly inputs: Training["inputs"];
  readonly outputs: Training["outputs"];
  /** Who may read what it writes. */
  readonly readers: readonly Group[];
}

export interface Serving {
  /** The model's name in the registry; its version comes from the release. */
  readonly model: string;
  /** Code and environment in the registry; undefined: the MLflow model answers by itself. */
  readonly scoring?: {
    readonly code: { readonly asset: string; readonly version: string };
    readonly script: string;
    readonly environment: { readonly name: string; readonly version: string };
  };
  readonly size: string;
  readonly instances: { readonly min: number; readonly max: number };
  readonly scaleOutAtCpuPercent: number;
  readonly callers: readonly Group[];
  /** Undefined: nothing is scored by the clock. */
  readonly batch?: BatchScoringSettings;
  readonly alerts: {
    readonly latencyP95Milliseconds?: number;
    readonly serverErrorPercent: number;
    /** Alert when no request came for this long; undefined: silence is normal. */
    readonly silentFor?: Duration;
  };
  /** What the endpoint may cost in a month; undefined: only the environment has a budget. */
  readonly budget?: Budget;
}

/** A use case as it is in one environment: overrides applied, every default in, every reference known to exist. */
export interface UseCaseInEnvironment {
  /** The use case's name: its file's. */
  readonly name: string;
  readonly environment: string;
  readonly description: string;
  readonly owner: Owner;
  readonly task: Task;
  readonly data: UseCaseData;
  readonly training: Training;
  readonly retraining?: Retraining;
  readonly monitors?: Monitors;
  readonly serving?: Serving;
  readonly promotion?: Promotion;
  /** What the owner is told of besides alerts. */
  readonly notices: readonly NoticeId[];
  /** Data assets that another use case registers in the same workspace, by name, with whose they are. */
  readonly sharedAssets: Readonly<Record<string, string>>;
  /** Which versions serve here; empty if there is no release file or it does not name this environment. */
  readonly release: ReleaseInEnvironment;
}

/** `config/use-cases/<name>.yaml`: what it is, and what it is in each environment. */
export interface UseCase {
  readonly name: string;
  readonly description: string;
  readonly owner: Owner;
  readonly task: Task;
  /** Where it lives, in promotion order. */
  readonly environments: readonly string[];
  /** One per environment, in promotion order. */
  readonly variants: readonly UseCaseInEnvironment[];
}
