import {
  breachedSignals,
  breachText,
  hasBreached,
  isRunOf,
  MAIL_TAG,
  ROOT_TAG,
  runsOf,
  STEP_TAG,
} from "../../../domain/monitors/breach";

describe("what a monitor's run found", () => {
  // As Azure's component writes them: evaluate_metrics_threshold.py and event_utils.py of azureml-assets.
  const tags = {
    "azureml.notification.email.address": "owner@pfs.example",
    "azureml.modelmonitor.threshold.breached.drift_churn_model-13_prediction-drift":
      "The signal 'drift_churn_model-13_prediction-drift' has failed due to one or more features violating metric thresholds.",
    "azureml.modelmonitor.threshold.breached.drift_churn_model-13_data-drift":
      "The signal 'drift_churn_model-13_data-drift' has failed due to one or more features violating metric thresholds.",
  };

  it("stands in the tags of the root run, one for each signal", () => {
    expect(breachedSignals(tags)).toEqual(["drift_churn_model-13_data-drift", "drift_churn_model-13_prediction-drift"]);
    expect(hasBreached(tags, "drift_churn_model-13_data-drift")).toBe(true);
    expect(hasBreached(tags, "drift_churn_model-13_data-quality")).toBe(false);
  });

  it("is written as Azure's component writes it", () => {
    const signal = "drift_churn_model-13_data-drift";
    expect({ [`${ROOT_TAG}${signal}`]: breachText(signal), [MAIL_TAG]: "owner@pfs.example" }).toEqual({
      "azureml.notification.email.address": tags["azureml.notification.email.address"],
      "azureml.modelmonitor.threshold.breached.drift_churn_model-13_data-drift":
        tags["azureml.modelmonitor.threshold.breached.drift_churn_model-13_data-drift"],
    });
    expect(STEP_TAG).toBe("azureml_modelmonitor_threshold_breached");
  });

  it("is found with the monitor's name in front of the signal's, too", () => {
    const doubled = { [`${ROOT_TAG}drift_churn_model-13_drift_churn_model-13_data-drift`]: "" };
    expect(hasBreached(doubled, "drift_churn_model-13_data-drift")).toBe(true);
  });

  it("is not what a step's own tag or another tag says", () => {
    expect(breachedSignals({ [STEP_TAG]: breachText("a_b"), [ROOT_TAG]: "", other: "x" })).toEqual([]);
  });
});

describe("a run of a schedule", () => {
  const schedule = "drift_churn_model-1";
  it.each([
    ["by its display name", { name: "calm_reef_x1", displayName: `${schedule}-20261216T043030Z` }],
    ["by its id", { name: `${schedule}-20261216043030` }],
    ["by its experiment", { name: "calm_reef_x1", displayName: "anything", experimentName: schedule }],
  ])("is known %s", (_, job) => {
    expect(isRunOf(schedule, job)).toBe(true);
  });

  it.each([
    ["of a schedule whose name goes on", { displayName: "drift_churn_model-1-2-20261216T043030Z" }],
    ["of another", { displayName: "drift_churn_model-2-20261216T043030Z", experimentName: "Default" }],
    ["without a name", {}],
  ])("is not one %s", (_, job) => {
    expect(isRunOf(schedule, job)).toBe(false);
  });
});

describe("runs of a schedule in the logs", () => {
  it("are looked for by every column that may carry its name: no document says which does", () => {
    const [table, filter] = runsOf("drift_churn_model-1");
    expect(table).toBe("AmlRunStatusChangedEvent");
    for (const column of ["RunId", "RootRunId", "Message"])
      expect(filter).toMatch(new RegExp(`\\b${column} (startswith|has) "drift_churn_model-1`));
  });
});
