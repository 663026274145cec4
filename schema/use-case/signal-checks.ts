import { findMetric, type FeatureType } from "../../domain/monitors/metrics";
import { checkRanking, checkOverlap, checkSignalKey, longerKey } from "../../domain/monitors/signals";
import type { Notes } from "../notes";
import { checkSignalOfBatch, isOfBatch } from "./batch-data-checks";
import type { Draft } from "../walk";
import type { VariantDraft } from "./drafts";
import type { VariantFile } from "./schema";
import type { Path } from "../yaml/file";

type SignalFile = NonNullable<VariantFile["monitors"]>["signals"][string];
type SignalDraft = Draft<SignalFile>;
interface ThresholdDraft {
  readonly metric?: string;
  readonly above?: number;
  readonly below?: number;
}

/** The type of data that predictions of a task are. */
const PREDICTED: Readonly<Record<string, FeatureType>> = { classification: "categorical", regression: "numerical" };

/** Keys of signals: parts of names that an Event Grid filter looks for anywhere in a text. */
export function checkSignalKeys(keys: readonly string[], notes: Notes): void {
  for (const key of keys) {
    const path = ["monitors", "signals", key];
    const wrong = checkSignalKey(key);
    if (wrong !== undefined) {
      notes.add(path, { kind: "signalName", ...wrong }, { at: "key", given: key });
      continue;
    }
    const longer = longerKey(key, keys);
    if (longer === undefined) continue;
    notes.add(
      path,
      {
        kind: "signalName",
        says: `begins the name ${longer}: events of ${longer} would count for it, too`,
        fix: "rename one of the two",
      },
      { at: "key" },
    );
  }
}

/** What must hold within one signal, and between it and the data of the use case. */
export function checkSignal(key: string, signal: SignalDraft, variant: VariantDraft, notes: Notes): void {
  const path = ["monitors", "signals", key];
  checkThresholds(path, signal, variant, notes);
  checkWindows(path, signal, notes);
  checkReference(path, signal, variant, notes);
  checkContents(path, signal, variant, notes);
  checkAttributionColumns(path, signal, variant, notes);
  checkSuppliedInputs(path, signal, notes);
  checkFurtherData(path, signal, variant, notes);
  checkSignalOfBatch(path, signal, variant, notes);
}

/** What the collector calls the column that ties an answer to its request, and what Azure ML's components leave out. */
const CORRELATION_COLUMN = "correlationid";

/**
 * Azure ML fits the same model to both tables, with one name for what is predicted, and stops if their columns differ by more
 * than the correlation column. Source: Azure/azureml-assets, feature_attribution_drift_signal_monitor/spec.yaml and
 * compute_feature_attribution_drift.py.
 */
function checkAttributionColumns(path: Path, signal: SignalDraft, { data }: VariantDraft, notes: Notes): void {
  if (signal.type !== "feature-attribution-drift") return;
  const target = data?.reference?.targetColumn;
  const { predictionColumn, correlationColumn } = signal;
  if (target !== undefined && predictionColumn !== undefined && predictionColumn !== target) {
    notes.add([...path, "predictionColumn"], {
      kind: "signalReference",
      says: "is not the name that data.reference.targetColumn has, and Azure ML looks for one name in both",
      allowed: target,
      fix: `let the model answer with a column ${target}`,
    });
  }
  if (data?.production?.source !== "collector" || correlationColumn === undefined) return;
  if (correlationColumn === CORRELATION_COLUMN) return;
  notes.add([...path, "correlationColumn"], {
    kind: "signalReference",
    says: "is not what the endpoint's collector calls it",
    allowed: CORRELATION_COLUMN,
  });
}

/** Inputs of a custom signal's component that Azure ML or this project fills in. */
function checkSuppliedInputs(path: Path, signal: SignalDraft, notes: Notes): void {
  if (signal.type !== "custom") return;
  const supplied = [
    "production_data",
    ...Object.keys(signal.data ?? {}),
    ...(signal.metric === undefined ? [] : [`${signal.metric}_threshold`]),
  ];
  for (const name of Object.keys(signal.inputs ?? {}).filter((one) => supplied.includes(one))) {
    notes.add(
      [...path, "inputs", name],
      { kind: "together", says: "is supplied already, from the signal's own keys", fix: "remove it" },
      { at: "key" },
    );
  }
}

/** Data that a custom signal asks for and nothing provides. */
function checkFurtherData(path: Path, signal: SignalDraft, variant: VariantDraft, notes: Notes): void {
  const { data, serving } = variant;
  if (signal.type !== "custom") return;
  const asked: (readonly [Path, string | undefined])[] = [
    [[...path, "production"], signal.production],
    ...Object.entries(signal.data ?? {}).map(([name, kind]) => [[...path, "data", name], kind] as const),
  ];
  for (const [at, kind] of asked) {
    if (kind === "labels" && data !== undefined && data.labels === undefined)
      notes.add(at, { kind: "signalReference", says: "asks for labels that nothing names", fix: "add data.labels" });
    if (kind !== "answers" || isOfBatch(signal, variant)) continue;
    if (data?.production?.source === "asset")
      notes.add(at, {
        kind: "signalReference",
        says: "asks for answers that the endpoint collects, and production data comes from an asset",
        allowed: "inputs, outputs",
      });
    else if (serving !== undefined && serving.scoring === undefined)
      notes.add(at, {
        kind: "signalReference",
        says: "asks for answers, and no script collects them",
        fix: "add serving.scoring",
      });
  }
}

function checkThresholds(path: Path, signal: SignalDraft, { task }: VariantDraft, notes: Notes): void {
  if (signal.type === undefined) return;
  if (signal.type === "custom" || signal.type === "feature-attribution-drift") {
    checkBound(path, signal, signal.type, "any", notes);
    return;
  }
  const types = (["numerical", "categorical"] as const).filter((type) => notes.has([...path, type]));
  const wanted = signal.type === "prediction-drift" && task !== undefined ? PREDICTED[task] : undefined;
  if (types.length === 0 || (wanted !== undefined && !types.includes(wanted))) {
    notes.add(
      path,
      {
        kind: "thresholdType",
        says: wanted === undefined ? "has no threshold" : `has no threshold for ${wanted} predictions`,
        allowed: wanted ?? "numerical, categorical, or both",
        fix: wanted === undefined ? undefined : `a ${task} predicts ${wanted} values: add ${wanted}`,
      },
      { at: "key" },
    );
  }
  for (const type of types) {
    if (wanted !== undefined && type !== wanted) {
      notes.add(
        [...path, type],
        { kind: "thresholdType", says: `does not fit: a ${task} predicts ${wanted} values`, fix: "remove it" },
        { at: "key" },
      );
      continue;
    }
    const threshold = (signal as Readonly<Partial<Record<FeatureType, ThresholdDraft>>>)[type];
    if (threshold !== undefined) checkBound([...path, type], threshold, signal.type, type, notes);
  }
}

/** One bound, on the side on which the metric alerts, within what the metric can be. */
function checkBound(
  path: Path,
  threshold: ThresholdDraft,
  type: SignalFile["type"],
  data: FeatureType | "any",
  notes: Notes,
): void {
  const given = (["above", "below"] as const).filter((side) => notes.has([...path, side]));
  const metric = threshold.metric === undefined ? undefined : findMetric(type, data, threshold.metric);
  if (given.length === 2) {
    const fix = metric === undefined ? "remove one" : `remove ${metric.alerts === "above" ? "below" : "above"}`;
    notes.add([...path, "below"], { kind: "threshold", says: "stands beside above", fix });
    return;
  }
  const side = given[0];
  if (side === undefined) {
    if (threshold.metric === undefined) return;
    const allowed = metric?.alerts ?? "above";
    notes.add(path, { kind: "threshold", says: "has no threshold", allowed }, { at: "key" });
    return;
  }
  // Azure ML has a list of the metrics that alert when they fall, and a name of one's own is not on it.
  if (type === "custom" && side === "below" && threshold.metric !== undefined) {
    notes.add([...path, "below"], {
      kind: "threshold",
      says: "would never alert: Azure ML takes a metric of one's own for one that shows drift when it rises",
      allowed: "above",
      fix: "let the component emit a loss, such as 1 - auc, and alert above it",
    });
    return;
  }
  if (metric === undefined) return;
  if (metric.alerts !== side) {
    notes.add([...path, side], {
      kind: "threshold",
      says: `would never alert: ${threshold.metric} shows drift when it ${metric.alerts === "above" ? "rises" : "falls"}`,
      allowed: metric.alerts,
    });
    return;
  }
  const value = threshold[side];
  const [min, max] = metric.range;
  if (value === undefined || (value >= min && value <= max)) return;
  notes.add([...path, side], {
    kind: "threshold",
    says: `is outside of what ${threshold.metric} can be`,
    allowed: `${min} to ${max}`,
    fix: max === 1 && value > 1 && value <= 100 ? `write ${value / 100} for ${value} %` : undefined,
  });
}

/** Both windows lie before the run; the reference must end before production begins. */
function checkWindows(path: Path, signal: SignalDraft, notes: Notes): void {
  if (!("reference" in signal) || signal.reference?.offset === undefined || signal.window === undefined) return;
  const wrong = checkOverlap({ size: signal.window, offset: signal.offset }, signal.reference.offset);
  if (wrong === undefined) return;
  const { says, allowed } = wrong;
  notes.add([...path, "reference", "offset"], { kind: "windowOverlap", says, allowed });
}

/** What needs the reference data with the column of what is predicted. */
function checkReference(path: Path, signal: SignalDraft, { data }: VariantDraft, notes: Notes): void {
  const unknown = !notes.has(["data", "reference", "targetColumn"]) && data?.reference !== undefined;
  if (signal.type === "feature-attribution-drift" && unknown) {
    notes.add(
      path,
      {
        kind: "signalReference",
        says: "needs to know what is predicted",
        fix: "add data.reference.targetColumn",
      },
      { at: "key" },
    );
  }
  if (signal.type !== "data-drift" && signal.type !== "data-quality") return;
  const chosen = (["top", "only", "all"] as const).filter((key) => notes.has([...path, "features", key]));
  if (notes.has([...path, "features"]) && chosen.length !== 1) {
    notes.add(
      [...path, "features"],
      { kind: "signalReference", says: "has not exactly one key", allowed: "top, only or all" },
      { at: "key", given: chosen.length === 0 ? undefined : chosen.join(", ") },
    );
  }
  if ("only" in (signal.features ?? {})) notes.addRepeated([...path, "features", "only"], signal.features?.only);
  if (!chosen.includes("top")) return;
  if (notes.has([...path, "reference"])) {
    notes.add([...path, "features", "top"], {
      kind: "signalReference",
      says: "needs the training data to rank features by, and this signal compares with earlier production data",
      fix: "remove the signal's reference, or list features under only",
    });
    return;
  }
  const top = signal.features?.top;
  const wrong = top === undefined ? undefined : checkRanking({ kind: "top", top }, { hasTarget: !unknown });
  if (wrong !== undefined) notes.add([...path, "features", "top"], { kind: "signalReference", ...wrong });
}

/** Whether production data holds what the signal looks at. */
function checkContents(path: Path, signal: SignalDraft, variant: VariantDraft, notes: Notes): void {
  const production = variant.data?.production;
  if (isOfBatch(signal, variant)) return;
  if (production?.source !== "asset" || production.contains === undefined || signal.type === undefined) return;
  const needs = {
    "data-drift": "inputs",
    "data-quality": "inputs",
    "prediction-drift": "outputs",
    "feature-attribution-drift": "inputs-and-outputs",
    custom: undefined,
  }[signal.type];
  if (needs === undefined || production.contains === needs || production.contains === "inputs-and-outputs") return;
  notes.add(
    path,
    {
      kind: "productionData",
      says: `needs ${needs.replaceAll("-", " ")}, and data.production contains ${production.contains}`,
      fix: "remove the signal, or choose an asset that contains them",
    },
    { at: "key" },
  );
}
