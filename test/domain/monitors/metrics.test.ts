import { armFeatureTypes, armMetrics, findMetric, signalTypes } from "../../../domain/monitors/metrics";
import { monitorRuntimes } from "../../../domain/monitors/signals";

describe("Spark of monitors", () => {
  it("is what Azure's SDK takes and Azure still runs: 3.3 is gone", () => {
    expect(monitorRuntimes).toEqual(["3.5", "3.4"]);
  });
});

describe("the metrics of monitors", () => {
  // The spelling is ARM's; azapi accepts any other and Azure refuses it, or runs no comparison.
  const drift = ["JensenShannonDistance", "PopulationStabilityIndex"];
  const numerical = [...drift, "NormalizedWassersteinDistance", "TwoSampleKolmogorovSmirnovTest"];
  const quality = ["NullValueRate", "DataTypeErrorRate", "OutOfBoundsRate"];

  it("are exactly those that ARM knows, by signal and type of data", () => {
    expect(armMetrics).toEqual({
      "data-drift": { numerical, categorical: [...drift, "PearsonsChiSquaredTest"] },
      "prediction-drift": { numerical, categorical: [...drift, "PearsonsChiSquaredTest"] },
      "data-quality": { numerical: quality, categorical: quality },
      "feature-attribution-drift": { any: ["NormalizedDiscountedCumulativeGain"] },
    });
  });

  it("belong to signals and types of data with ARM's names", () => {
    expect(signalTypes).toEqual({
      "data-drift": "DataDrift",
      "prediction-drift": "PredictionDrift",
      "data-quality": "DataQuality",
      "feature-attribution-drift": "FeatureAttributionDrift",
      custom: "Custom",
    });
    expect(armFeatureTypes).toEqual({ numerical: "Numerical", categorical: "Categorical" });
  });

  it.each([
    ["data-drift", "numerical", "jensen-shannon-distance", "above"],
    ["data-drift", "numerical", "two-sample-kolmogorov-smirnov-test", "below"],
    ["data-drift", "categorical", "pearsons-chi-squared-test", "below"],
    ["data-quality", "categorical", "out-of-bounds-rate", "above"],
    ["feature-attribution-drift", "any", "normalized-discounted-cumulative-gain", "below"],
  ] as const)("of %s on %s data: %s alerts %s its threshold", (signal, data, name, alerts) => {
    expect(findMetric(signal, data, name)?.alerts).toBe(alerts);
  });

  it.each([
    ["data-drift", "numerical", "pearsons-chi-squared-test"],
    ["data-quality", "numerical", "jensen-shannon-distance"],
    ["data-drift", "any", "jensen-shannon-distance"],
    ["custom", "any", "jensen-shannon-distance"],
    ["data-drift", "numerical", "constructor"],
  ] as const)("of %s on %s data do not include %s", (signal, data, name) => {
    expect(findMetric(signal, data, name)).toBeUndefined();
  });
});
