import { figuresOf, isWorse, type Figure } from "../../release";
import type { ModelFacts } from "../../release/facts";
import { betterWhen, checkMetrics } from "../../release/metric-checks";
import { rules } from "./facts";

const version = (number: string, tags: Readonly<Record<string, unknown>>): ModelFacts => ({
  model: "churn",
  version: number,
  place: "workspace dev",
  archived: false,
  tags,
  properties: {},
});
const live = { version: "12", found: [version("12", { "metrics.auc": "0.99" })] };
const NO_GATES = { metrics: {} };
const figures = (tags: Readonly<Record<string, unknown>>, gates: Parameters<typeof figuresOf>[2] = NO_GATES) =>
  figuresOf([version("14", tags)], live, gates);
const named = (found: readonly Figure[]) => found.map(({ metric }) => metric);

describe("figures of a version", () => {
  it("stand against what the live version had on the same rows, never against its own metrics", () => {
    expect(figures({ "metrics.auc": "0.84", "champion.12.auc": "0.81" })).toEqual([
      { metric: "auc", kind: "quality", value: 0.84, live: 0.81, gain: expect.closeTo(0.03, 9) },
    ]);
    expect(figures({ "metrics.auc": "0.84" })).toEqual([{ metric: "auc", kind: "quality", value: 0.84 }]);
  });

  it("tell what got worse first, by the share of it that is lost", () => {
    const found = figures({
      "metrics.auc": "0.84",
      "champion.12.auc": "0.85",
      "metrics.recall": "0.5",
      "champion.12.recall": "0.75",
      "metrics.precision": "0.9",
      "champion.12.precision": "0.8",
      "metrics.log_loss": "0.5",
      "champion.12.log_loss": "0.4",
    });
    expect(named(found)).toEqual(["recall", "log_loss", "auc", "precision"]);
    expect(found.filter(isWorse)).toHaveLength(3);
  });

  it("know groups, the worst of them, calibration and the naive baseline apart, and that a wider gap is worse", () => {
    const found = figures({
      "metrics.baseline_gain": "0.3",
      "metrics.baseline_log_loss": "0.6",
      "metrics.calibration_error": "0.02",
      "metrics.auc_gap_senior": "0.05",
      "champion.12.auc_gap_senior": "0.02",
      "metrics.auc": "0.84",
      "metrics.recall_worst_contract": "0.5",
      "metrics.champion_auc": "0.8",
    });
    expect(found.map(({ metric, kind }) => [metric, kind])).toEqual([
      ["auc_gap_senior", "groups"],
      ["auc", "quality"],
      ["recall_worst_contract", "worst group"],
      ["calibration_error", "calibration"],
      ["baseline_gain", "baseline"],
      ["baseline_log_loss", "baseline"],
    ]);
    expect(isWorse(found[0]!)).toBe(true);
  });

  it("name what is asked of them: gates on any metric, a gap between groups too, and the baseline unless it is only told", () => {
    const tags = { "metrics.auc_gap_senior": "0.05", "metrics.auc": "0.8", "metrics.baseline_gain": "0.3" };
    const metrics = { auc_gap_senior: { atMost: 0.1 }, auc: { atLeast: 0.7, atMost: 0.99 } };
    const asked = (found: readonly Figure[]) => Object.fromEntries(found.map((one) => [one.metric, one.asked]));
    expect(asked(figures(tags, { metrics }))).toEqual({
      auc_gap_senior: "at most 0.1",
      auc: "at least 0.7 and at most 0.99",
      baseline_gain: "above 0",
    });
    expect(asked(figures(tags, { metrics, baseline: "told" }))["baseline_gain"]).toBeUndefined();
  });

  it("leave out what is no number, and where two places disagree", () => {
    expect(figures({ "metrics.auc": "NaN", "metrics.recall": "0.5", "metrics.f1": "<script>" })).toHaveLength(1);
    const places = [version("14", { "metrics.auc": "0.8" }), version("14", { "metrics.auc": "0.9" })];
    expect(figuresOf(places, undefined, NO_GATES)).toEqual([]);
  });
});

describe("which way a metric is better", () => {
  it.each([
    ["recall_worst_contract", "higher"],
    ["auc_worst_contract", "higher"],
    ["mean_absolute_error_worst_van_model", "lower"],
    // The column's name says nothing of the metric.
    ["recall_worst_network_loss", "higher"],
    ["recall_worst_speed_gap_band", "higher"],
    ["recall_gap_worst_case", "lower"],
    ["gini_worst_contract", undefined],
    ["auc", "higher"],
    ["mean_absolute_error", "lower"],
  ])("%s: %s", (metric, better) => {
    expect(betterWhen(metric, NO_GATES)).toBe(better);
  });
});

describe("a gate on the worst group", () => {
  const gates = { ...rules.gates, metrics: { recall_worst_contract: { atLeast: 0.6 } } };
  const judge = (tags: Readonly<Record<string, unknown>>) => checkMetrics(gates, [version("14", tags)])[0];

  it("says whose it is, with nothing in it that a terminal obeys", () => {
    expect(
      judge({ "metrics.recall_worst_contract": "0.524", "group.recall_worst_contract": "one\u001b_year" }),
    ).toMatchObject({
      check: "metric recall_worst_contract",
      result: "fail",
      text: "0.524 (contract one\\u001b_year), at least 0.6 asked for",
    });
    expect(judge({ "metrics.recall_worst_contract": "0.624" })).toMatchObject({
      result: "pass",
      text: "0.624, at least 0.6 asked for",
    });
  });

  it("is not passed where no group had enough labels", () => {
    expect(judge({ "metrics.recall": "0.9" })).toMatchObject({ result: "unknown" });
  });
});
