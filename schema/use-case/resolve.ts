import { Duration } from "../../domain/time/duration";
import { watchedFolder } from "../../domain/monitors/new-data";
import { monitorMetrics, type Direction } from "../../domain/monitors/metrics";
import type { AlertingThreshold, FeatureSelection, SignalSource } from "../../domain/monitors/signals";
import type { RolloutStep } from "../../domain/promotion/model";
import { releasedVersion, type ReleaseInEnvironment } from "../../domain/promotion/release";
import type { ReleaseFile } from "../releases/schema";
import type { Draft } from "../walk";
import type { VariantFile } from "./schema";
import { toSchedule } from "./schedule";
import type { Monitors, Promotion, Retraining, Serving, Signal, SignalReference, UseCaseInEnvironment } from "./model";

type MonitorsFile = NonNullable<VariantFile["monitors"]>;
type SignalFile = MonitorsFile["signals"][string];
type PromotionFile = NonNullable<VariantFile["promotion"]>;

/** Features looked at when the file names none, as the Azure ML CLI does. */
const DEFAULT_TOP = 10;

/** The parts of a use case that can differ by environment, with every default in. Takes checked files only. */
export function resolveVariant(
  file: VariantFile,
  { environment, isLast }: { readonly environment: string; readonly isLast: boolean },
): Pick<UseCaseInEnvironment, "data" | "training" | "retraining" | "monitors" | "serving" | "promotion" | "notices"> {
  const { data, training, monitors, serving, promotion, notices = [] } = file;
  return {
    data,
    training,
    retraining: file.retraining && resolveRetraining(file.retraining, monitors),
    monitors: monitors && resolveMonitors(monitors, data),
    serving: serving && resolveServing(serving),
    promotion: promotion && resolvePromotion(promotion, environment, isLast),
    notices,
  };
}

/** What a release file says about one environment; nothing is live where it says nothing. */
export function resolveRelease(file: Draft<ReleaseFile> | undefined, environment: string): ReleaseInEnvironment {
  const { live, candidate, former, history = [], rejected = [] } = file?.[environment] ?? {};
  return {
    environment,
    ...(live?.model !== undefined && { live: releasedVersion(live.model) }),
    ...(candidate?.model !== undefined && {
      candidate: {
        ...releasedVersion(candidate.model),
        mirrorPercent: candidate.mirrorPercent ?? 0,
        trafficPercent: candidate.trafficPercent ?? 0,
      },
    }),
    ...(former?.model !== undefined && {
      former: { ...releasedVersion(former.model), keepUntil: former.keepUntil ?? "" },
    }),
    history: history.filter((version) => version !== undefined),
    rejected: rejected.filter((version) => version !== undefined),
  };
}

/** The steps of a rollout that are right, mirrors and traffic told apart. */
export function resolveRollout(steps: Draft<PromotionFile["rollout"]> | undefined): readonly RolloutStep[] {
  return (steps ?? []).flatMap((step): readonly RolloutStep[] => {
    const { mirrorPercent, trafficPercent, bake } = step ?? {};
    if (bake === undefined) return [];
    if (mirrorPercent !== undefined) return [{ kind: "mirror", percent: mirrorPercent, bake }];
    return trafficPercent === undefined ? [] : [{ kind: "traffic", percent: trafficPercent, bake }];
  });
}

function resolveRetraining(
  { schedule, paused, onDrift, onNewData }: NonNullable<VariantFile["retraining"]>,
  monitors: MonitorsFile | undefined,
): Retraining {
  const signals = onDrift?.signals ?? Object.keys(monitors?.signals ?? {});
  return {
    schedule: schedule && toSchedule(schedule),
    paused,
    onDrift: onDrift && { ...onDrift, signals },
    ...(onNewData && { onNewData: resolveNewData(onNewData, onDrift) }),
  };
}

/** Both count the same trainings, so that their bounds are the same. */
function resolveNewData(
  { path, cooldown, maxPerWeek, ...rest }: NonNullable<NonNullable<VariantFile["retraining"]>["onNewData"]>,
  onDrift: NonNullable<VariantFile["retraining"]>["onDrift"],
): NonNullable<Retraining["onNewData"]> {
  return {
    ...rest,
    folder: watchedFolder(path)!,
    cooldown: onDrift?.cooldown ?? cooldown ?? Duration.hours(24),
    maxPerWeek: onDrift?.maxPerWeek ?? maxPerWeek ?? 2,
  };
}

function resolveServing({ instances, batch, ...rest }: NonNullable<VariantFile["serving"]>): Serving {
  return {
    ...rest,
    instances: { min: instances.min, max: instances.max ?? instances.min },
    ...(batch && { batch: { ...batch, schedule: toSchedule(batch.schedule) } }),
  };
}

function resolvePromotion(file: PromotionFile, environment: string, isLast: boolean): Promotion {
  const { gates, smokeTest, approvals, rollout, rollback, keepFormer } = file;
  return {
    // Nobody answers customers before, and nobody labels what test data is answered with.
    gates: isLast ? gates : { ...gates, live: undefined },
    // What customers' endpoint is asked is collected: monitors would take the labelled rows for customers.
    ...(smokeTest !== undefined && { smokeTest: isLast ? { ...smokeTest, replay: undefined } : smokeTest }),
    approval: approvals[environment],
    rollout: resolveRollout(rollout),
    rollback,
    ...(keepFormer.toSeconds() > 0 && { keepFormer }),
  };
}

function resolveMonitors({ schedule, paused, compute, signals }: MonitorsFile, data: VariantFile["data"]): Monitors {
  return {
    schedule: toSchedule(schedule),
    paused,
    compute,
    signals: Object.entries(signals).map(([key, signal]) => resolveSignal(key, signal, data)),
  };
}

function resolveSignal(key: string, signal: SignalFile, data: VariantFile["data"]): Signal {
  const source: SignalSource = (signal.source ?? data.production.source) === "batch" ? "batch" : "production";
  const base = { key, source, window: signal.window, offset: signal.offset ?? Duration.seconds(0) };
  switch (signal.type) {
    case "data-drift": {
      const { type, numerical, categorical } = signal;
      const { numerical: numbers, categorical: categories } = monitorMetrics[type];
      return {
        ...base,
        type,
        ...resolveOfFeatures(signal, data),
        numerical: numerical && toThreshold(numbers, numerical),
        categorical: categorical && toThreshold(categories, categorical),
      };
    }
    case "data-quality": {
      const { type, numerical, categorical } = signal;
      const { numerical: numbers, categorical: categories } = monitorMetrics[type];
      return {
        ...base,
        type,
        ...resolveOfFeatures(signal, data),
        numerical: numerical && toThreshold(numbers, numerical),
        categorical: categorical && toThreshold(categories, categorical),
      };
    }
    case "prediction-drift": {
      const { type, numerical, categorical, window } = signal;
      const { numerical: numbers, categorical: categories } = monitorMetrics[type];
      const twice = Duration.seconds(2 * window.toSeconds() + base.offset.toSeconds());
      return {
        ...base,
        type,
        reference: earlier(signal.reference ?? { window, offset: twice }),
        numerical: numerical && toThreshold(numbers, numerical),
        categorical: categorical && toThreshold(categories, categorical),
      };
    }
    case "feature-attribution-drift": {
      const { type, correlationColumn, predictionColumn } = signal;
      return {
        ...base,
        type,
        correlationColumn,
        predictionColumn,
        threshold: toThreshold(monitorMetrics[type].any, signal),
      };
    }
    case "custom": {
      const { type, component, version, inputs, metric, production, data: further } = signal;
      const { above, below } = signal;
      return {
        ...base,
        type,
        component: { component, version },
        inputs,
        production,
        data: further,
        preprocessing: signal.preprocessing ?? preparedBy(data, source),
        threshold: {
          metric,
          alerts: above === undefined ? "below" : "above",
          value: above ?? below!,
        },
      };
    }
  }
}

/** What turns a window of production data into a table where a signal names nothing of its own. */
function preparedBy({ production, batch }: VariantFile["data"], source: SignalSource) {
  if (source === "batch") return batch?.preprocessing;
  return production.source === "asset" ? production.preprocessing : undefined;
}

const resolveOfFeatures = (
  signal: Extract<SignalFile, { type: "data-drift" | "data-quality" }>,
  { reference }: VariantFile["data"],
) => ({
  reference: signal.reference ? earlier(signal.reference) : ({ source: "reference" } as const),
  features: resolveFeatures(signal.features, signal.reference === undefined && reference.targetColumn),
  featureTypes: signal.featureTypes,
});

const earlier = ({ window, offset }: { window: Duration; offset: Duration }): SignalReference => ({
  source: "production",
  window,
  offset,
});

function resolveFeatures(
  features: Extract<SignalFile, { type: "data-drift" }>["features"],
  targetColumn: string | false | undefined,
): FeatureSelection {
  if (features?.only !== undefined) return { kind: "only", features: features.only };
  if (features?.top !== undefined) return { kind: "top", top: features.top };
  return features?.all === true || !targetColumn ? { kind: "all" } : { kind: "top", top: DEFAULT_TOP };
}

function toThreshold<Metric extends string>(
  table: Readonly<Record<Metric, { readonly alerts: Direction }>>,
  { metric, above, below }: { readonly metric: Metric; readonly above?: number; readonly below?: number },
): AlertingThreshold<Metric> {
  return { metric, alerts: table[metric].alerts, value: (above ?? below)! };
}
