import { z } from "zod";
import { Duration } from "../core/duration";
import {
  monitorMetrics,
  type Direction,
  type FeatureType,
  type MetricThreshold,
  type SignalType,
} from "../core/monitor-metrics";
import type { Schedule } from "../core/schedule";
import { weekdays } from "../core/weekday";
import type { ReleaseInEnvironment } from "./release-schema";

const guid = z.string();
const version = z.string();
const duration = z.string().transform((text) => Duration.parse(text)!);
const percent = z.number();
const group = z.strictObject({ group: guid, name: z.string() });
const component = z.strictObject({ component: z.string(), version });

const names = <T extends Record<string, unknown>>(table: T) => Object.keys(table) as [keyof T & string];

/** When something runs. Either `cron`, or `every` with `at`. */
const schedule = z.strictObject({
  every: z.enum(["day", "week", "month"]).optional(),
  on: z.array(z.enum(weekdays)).optional(),
  days: z.array(z.number().int()).optional(),
  at: z.union([z.string(), z.array(z.string())]).optional(),
  cron: z.string().optional(),
  timeZone: z.string().default("UTC"),
  startDate: z.string(),
});

const assetType = z.enum(["uri_folder", "uri_file", "mltable"]);

const data = z.strictObject({
  reference: z.strictObject({
    asset: z.string(),
    version,
    type: assetType.default("mltable"),
    path: z.string().optional(),
    targetColumn: z.string().optional(),
  }),
  production: z
    .discriminatedUnion("source", [
      z.strictObject({ source: z.literal("collector") }),
      z.strictObject({
        source: z.literal("asset"),
        asset: z.string(),
        version,
        type: assetType.default("uri_folder"),
        path: z.string().optional(),
        contains: z.enum(["inputs", "outputs", "inputs-and-outputs"]).default("inputs-and-outputs"),
        preprocessing: component.optional(),
      }),
    ])
    .default({ source: "collector" }),
});

const pathType = z.enum(["uri_folder", "uri_file", "mltable", "custom_model", "mlflow_model", "triton_model"]);

const training = z.strictObject({
  component: z.string(),
  version,
  cluster: z.string(),
  inputs: z
    .record(
      z.string(),
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("literal"), value: z.string() }),
        z.strictObject({
          type: pathType,
          path: z.string(),
          mode: z.enum(["ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download"]).optional(),
        }),
      ]),
    )
    .default({}),
  outputs: z
    .record(
      z.string(),
      z.strictObject({
        type: pathType,
        path: z.string().optional(),
        mode: z.enum(["rw_mount", "upload", "direct"]).optional(),
      }),
    )
    .default({}),
});

const retraining = z.strictObject({
  schedule: schedule.optional(),
  paused: z.boolean().default(false),
  onDrift: z
    .strictObject({
      mode: z.enum(["automatic", "notify", "off"]).default("notify"),
      signals: z.array(z.string()).optional(),
      cooldown: duration.prefault("24h"),
      maxPerWeek: z.number().int().default(2),
    })
    .optional(),
});

const limits = { above: z.number().optional(), below: z.number().optional() };
const numericalDrift = z.strictObject({ metric: z.enum(names(monitorMetrics["data-drift"].numerical)), ...limits });
const categoricalDrift = z.strictObject({ metric: z.enum(names(monitorMetrics["data-drift"].categorical)), ...limits });
const quality = z.strictObject({ metric: z.enum(names(monitorMetrics["data-quality"].numerical)), ...limits });

const windows = { window: duration.prefault("1d"), offset: duration.optional() };
const rollingReference = z.strictObject({ window: duration, offset: duration }).optional();
const features = z
  .strictObject({
    top: z.number().int().optional(),
    only: z.array(z.string()).optional(),
    all: z.literal(true).optional(),
  })
  .optional();
const featureTypes = z.record(z.string(), z.enum(["numerical", "categorical"])).default({});

const signal = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("data-drift"),
    ...windows,
    reference: rollingReference,
    features,
    featureTypes,
    numerical: numericalDrift.optional(),
    categorical: categoricalDrift.optional(),
  }),
  z.strictObject({
    type: z.literal("data-quality"),
    ...windows,
    reference: rollingReference,
    features,
    featureTypes,
    numerical: quality.optional(),
    categorical: quality.optional(),
  }),
  z.strictObject({
    type: z.literal("prediction-drift"),
    ...windows,
    reference: rollingReference,
    numerical: numericalDrift.optional(),
    categorical: categoricalDrift.optional(),
  }),
  z.strictObject({
    type: z.literal("feature-attribution-drift"),
    ...windows,
    correlationColumn: z.string(),
    predictionColumn: z.string(),
    metric: z
      .enum(names(monitorMetrics["feature-attribution-drift"].any))
      .default("normalized-discounted-cumulative-gain"),
    ...limits,
  }),
  z.strictObject({
    type: z.literal("custom"),
    ...windows,
    component: z.string(),
    version,
    inputs: z.record(z.string(), z.string()).default({}),
    preprocessing: component.optional(),
    metric: z.string(),
    ...limits,
  }),
]);

const monitors = z.strictObject({
  schedule,
  paused: z.boolean().default(false),
  compute: z
    .strictObject({
      size: z
        .enum(["Standard_E4s_v3", "Standard_E8s_v3", "Standard_E16s_v3", "Standard_E32s_v3", "Standard_E64s_v3"])
        .default("Standard_E4s_v3"),
      runtime: z.enum(["3.3", "3.4"]).default("3.4"),
    })
    .prefault({}),
  signals: z.record(z.string(), signal),
});

const serving = z.strictObject({
  model: z.string(),
  size: z.string(),
  instances: z.strictObject({
    min: z.number().int(),
    max: z.number().int().optional(),
    reason: z.string().optional(),
  }),
  scaleOutAtCpuPercent: percent.default(70),
  callers: z.array(group).default([]),
  alerts: z
    .strictObject({
      latencyP95Milliseconds: z.number().optional(),
      serverErrorPercent: percent.default(1),
      silentFor: duration.optional(),
    })
    .prefault({}),
});

const promotion = z.strictObject({
  gates: z
    .strictObject({
      metrics: z
        .record(z.string(), z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }))
        .default({}),
      soak: duration.optional(),
      champion: z.strictObject({ metric: z.string(), mayLose: z.number().default(0) }).optional(),
    })
    .prefault({}),
  approvals: z
    .record(z.string(), z.strictObject({ count: z.number().int().default(1), approvers: z.array(group) }))
    .default({}),
  rollout: z.array(
    z.strictObject({ mirrorPercent: percent.optional(), trafficPercent: percent.optional(), bake: duration }),
  ),
  rollback: z
    .strictObject({
      serverErrorPercent: percent.optional(),
      latencyP95Milliseconds: z.number().optional(),
      onDrift: z.boolean().default(false),
    })
    .optional(),
});

/** What an environment may override: everything but whose and what the use case is. */
export const overridableShape = {
  data,
  training,
  retraining: retraining.optional(),
  monitors: monitors.optional(),
  serving: serving.optional(),
  promotion: promotion.optional(),
};

/** `config/use-cases/<name>.yaml`, before overrides are applied. */
export const useCaseSchema = z.strictObject({
  description: z.string(),
  owner: z.strictObject({ team: z.string(), group: guid, name: z.string(), contact: z.string() }),
  task: z.enum(["classification", "regression"]),
  environments: z.array(z.string()),
  ...overridableShape,
  /** Per environment, any part of what stands above; checked where it is merged. */
  overrides: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** The file as parsed: shape right, defaults in, not yet merged. */
export type UseCaseFile = z.output<typeof useCaseSchema>;

/** An Entra group, by object id; the name is for people. */
export type Group = z.output<typeof group>;
/** Whose the use case is: the team, its Entra group and the address that alerts reach. */
export type Owner = UseCaseFile["owner"];
export type Task = UseCaseFile["task"];
/** Reference data and where production data comes from. */
export type UseCaseData = z.output<typeof data>;
/** The pipeline component that trains, from the registry, and what it reads and writes. */
export type Training = z.output<typeof training>;
/** A component in the registry, at an exact version. */
export type ComponentRef = z.output<typeof component>;

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
}

/** What a signal's production data is compared with. */
export type SignalReference =
  /** `data.reference`, whole. */
  | { readonly source: "reference" }
  /** Earlier production data: `window` long, ending `offset` before the run. */
  | { readonly source: "production"; readonly window: Duration; readonly offset: Duration };

/** Which features a signal looks at. */
export type FeatureSelection =
  | { readonly kind: "all" }
  /** The `top` that weigh most in the model's predictions. */
  | { readonly kind: "top"; readonly top: number }
  | { readonly kind: "only"; readonly features: readonly string[] };

interface SignalBase {
  /** Its key in the file, e.g. `data-drift`. */
  readonly key: string;
  readonly type: SignalType;
  /** How much production data each run looks at. */
  readonly window: Duration;
  /** How long before the run that window ends; zero by default. */
  readonly offset: Duration;
}

export interface FeatureSignal extends SignalBase {
  readonly type: "data-drift" | "data-quality";
  readonly reference: SignalReference;
  readonly features: FeatureSelection;
  readonly featureTypes: Readonly<Record<string, FeatureType>>;
  /** At least one of the two is there. */
  readonly numerical?: MetricThreshold;
  readonly categorical?: MetricThreshold;
}

export interface PredictionDriftSignal extends SignalBase {
  readonly type: "prediction-drift";
  readonly reference: SignalReference;
  /** Exactly one is there: categorical for classification, numerical for regression. */
  readonly numerical?: MetricThreshold;
  readonly categorical?: MetricThreshold;
}

export interface FeatureAttributionSignal extends SignalBase {
  readonly type: "feature-attribution-drift";
  readonly correlationColumn: string;
  readonly predictionColumn: string;
  readonly threshold: MetricThreshold;
}

export interface CustomSignal extends SignalBase {
  readonly type: "custom";
  readonly component: ComponentRef;
  /** Literal inputs beside `production_data` and `<metric>_threshold`, which the monitor supplies. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly preprocessing?: ComponentRef;
  readonly threshold: MetricThreshold;
}

export type Signal = FeatureSignal | PredictionDriftSignal | FeatureAttributionSignal | CustomSignal;

export interface Monitors {
  readonly schedule: Schedule;
  readonly paused: boolean;
  /** Serverless Spark: VM size and runtime version. */
  readonly compute: { readonly size: string; readonly runtime: string };
  /** In the file's order. */
  readonly signals: readonly Signal[];
}

export interface Serving {
  /** The model's name in the registry; its version comes from the release. */
  readonly model: string;
  readonly size: string;
  readonly instances: { readonly min: number; readonly max: number };
  readonly scaleOutAtCpuPercent: number;
  readonly callers: readonly Group[];
  readonly alerts: {
    readonly latencyP95Milliseconds?: number;
    readonly serverErrorPercent: number;
    /** Alert when no request came for this long; undefined: silence is normal. */
    readonly silentFor?: Duration;
  };
}

/** One step of a rollout: a copy of requests, or a share of them. */
export interface RolloutStep {
  readonly kind: "mirror" | "traffic";
  /** 1–50 for a mirror, 1–100 for traffic. */
  readonly percent: number;
  /** How long to watch before the next step. */
  readonly bake: Duration;
}

export interface Promotion {
  readonly gates: {
    /** By the metric's name as the training run logs it. */
    readonly metrics: Readonly<Record<string, { readonly atLeast?: number; readonly atMost?: number }>>;
    /** How long a version must have been live in the environment before. */
    readonly soak?: Duration;
    /** The candidate may be at most `mayLose` worse than the live version in `metric`. */
    readonly champion?: { readonly metric: string; readonly mayLose: number };
  };
  /** Who must agree before a version enters this environment; undefined: nobody. */
  readonly approval?: { readonly count: number; readonly approvers: readonly Group[] };
  /** Mirrors first, then rising shares; the last is all traffic. */
  readonly rollout: readonly RolloutStep[];
  /** What sends all traffic back to the live version; undefined: nothing does. */
  readonly rollback?: {
    readonly serverErrorPercent?: number;
    readonly latencyP95Milliseconds?: number;
    readonly onDrift: boolean;
  };
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

export type { Direction };
