/**
 * Every metric that Azure ML's monitors know, per kind of signal and type of data: our name, ARM's exact name and the
 * direction in which it alerts. azapi accepts any text as a metric name, so this table is the only check there is.
 * Source: ARM types of `workspaces/schedules` at 2025-06-01 (names); distances and rates alert when they rise, p-values
 * of the two tests and the similarity of attributions when they fall.
 */

/** Whether a metric compares numbers or categories. Features are told apart by Azure ML unless overridden. */
export type FeatureType = "numerical" | "categorical";

/** On which side of its threshold a metric alerts. */
export type Direction = "above" | "below";

interface Metric {
  /** ARM's name, exact casing. */
  readonly arm: string;
  readonly alerts: Direction;
  /** Range of sensible thresholds: the values the metric itself can take. */
  readonly range: readonly [min: number, max: number];
}

const shared = {
  "jensen-shannon-distance": { arm: "JensenShannonDistance", alerts: "above", range: [0, 1] },
  "population-stability-index": { arm: "PopulationStabilityIndex", alerts: "above", range: [0, 10] },
} as const satisfies Record<string, Metric>;

const numericalDrift = {
  ...shared,
  "normalized-wasserstein-distance": { arm: "NormalizedWassersteinDistance", alerts: "above", range: [0, 10] },
  "two-sample-kolmogorov-smirnov-test": { arm: "TwoSampleKolmogorovSmirnovTest", alerts: "below", range: [0, 1] },
} as const satisfies Record<string, Metric>;

const categoricalDrift = {
  ...shared,
  "pearsons-chi-squared-test": { arm: "PearsonsChiSquaredTest", alerts: "below", range: [0, 1] },
} as const satisfies Record<string, Metric>;

const quality = {
  "null-value-rate": { arm: "NullValueRate", alerts: "above", range: [0, 1] },
  "data-type-error-rate": { arm: "DataTypeErrorRate", alerts: "above", range: [0, 1] },
  "out-of-bounds-rate": { arm: "OutOfBoundsRate", alerts: "above", range: [0, 1] },
} as const satisfies Record<string, Metric>;

const attribution = {
  "normalized-discounted-cumulative-gain": {
    arm: "NormalizedDiscountedCumulativeGain",
    alerts: "below",
    range: [0, 1],
  },
} as const satisfies Record<string, Metric>;

/** Metrics that compare numbers before and now. */
export type NumericalDriftMetric = keyof typeof numericalDrift;
/** Metrics that compare categories before and now. */
export type CategoricalDriftMetric = keyof typeof categoricalDrift;
/** Rates of bad values. */
export type QualityMetric = keyof typeof quality;
/** How alike the ranking of features by their effect is. */
export type AttributionMetric = keyof typeof attribution;

/** Signal types with metrics of Azure ML's own; custom signals name theirs freely. */
export const monitorMetrics = {
  "data-drift": { numerical: numericalDrift, categorical: categoricalDrift },
  "prediction-drift": { numerical: numericalDrift, categorical: categoricalDrift },
  "data-quality": { numerical: quality, categorical: quality },
  "feature-attribution-drift": { any: attribution },
} as const;

/** The kinds of signal, by our name, with ARM's `signalType`. */
export const signalTypes = {
  "data-drift": "DataDrift",
  "prediction-drift": "PredictionDrift",
  "data-quality": "DataQuality",
  "feature-attribution-drift": "FeatureAttributionDrift",
  custom: "Custom",
} as const;

/** Our name of a kind of signal. */
export type SignalType = keyof typeof signalTypes;

/** ARM's `dataType` of a threshold. */
export const armFeatureTypes = { numerical: "Numerical", categorical: "Categorical" } as const satisfies Record<
  FeatureType,
  string
>;

/** The metric called `name` by us in a table of {@link monitorMetrics}; undefined if it is not there. */
export function findMetric(type: SignalType, data: FeatureType | "any", name: string): Metric | undefined {
  if (type === "custom") return undefined;
  const tables: Partial<Record<FeatureType | "any", Readonly<Record<string, Metric>>>> = monitorMetrics[type];
  const table = tables[data];
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The ARM names of all metrics, for whoever checks a body. */
export const armMetrics: Readonly<Record<Exclude<SignalType, "custom">, Readonly<Record<string, readonly string[]>>>> =
  {
    "data-drift": armNames(monitorMetrics["data-drift"]),
    "prediction-drift": armNames(monitorMetrics["prediction-drift"]),
    "data-quality": armNames(monitorMetrics["data-quality"]),
    "feature-attribution-drift": armNames(monitorMetrics["feature-attribution-drift"]),
  };

function armNames(tables: Readonly<Record<string, Readonly<Record<string, Metric>>>>) {
  return Object.fromEntries(
    Object.entries(tables).map(([data, table]) => [data, Object.values(table).map((metric) => metric.arm)]),
  );
}
