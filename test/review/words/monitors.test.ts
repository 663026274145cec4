import { domainChanges } from "../../../review/words";
import { azapi, change, reviewOf, stack, workspaceOf, type Values } from "../../support/review-plan";

interface Signal {
  readonly type?: string;
  readonly numerical?: readonly [metric: string, value: number];
  readonly categorical?: readonly [metric: string, value: number];
  /** A threshold without a kind of data. */
  readonly single?: readonly [metric: string, value: number];
  readonly window?: string;
  readonly reference?: string;
  readonly features?: object;
  /** What of a batch it looks at. */
  readonly batch?: string;
}
interface Monitor {
  readonly model?: string;
  readonly signals?: Readonly<Record<string, Signal>>;
  readonly enabled?: boolean;
  readonly days?: readonly string[];
  readonly emails?: readonly string[];
}

const drift: Signal = { numerical: ["JensenShannonDistance", 0.1], categorical: ["PopulationStabilityIndex", 0.2] };
const daily = { hours: [5], minutes: [30] };

function monitor({
  model = "12",
  signals = { "data-drift": drift },
  enabled = true,
  days,
  emails = ["a@pfs.example"],
}: Monitor) {
  const name = `drift_churn_model-${model}`;
  const threshold = ([metric, value]: readonly [string, number], dataType?: string) => ({
    metric,
    threshold: { value },
    ...(dataType !== undefined && { dataType }),
  });
  const render = ({
    type = "DataDrift",
    numerical,
    categorical,
    single,
    window = "P1D",
    reference,
    features,
    batch,
  }: Signal) => ({
    signalType: type,
    ...(type === "FeatureAttributionDrift"
      ? { metricThreshold: threshold(single!) }
      : {
          metricThresholds: [
            ...(numerical === undefined ? [] : [threshold(numerical, "Numerical")]),
            ...(categorical === undefined ? [] : [threshold(categorical, "Categorical")]),
            ...(single === undefined ? [] : [threshold(single)]),
          ],
        }),
    productionData: {
      windowSize: window,
      windowOffset: "P0D",
      ...(batch !== undefined && { uri: `${workspaceOf("prod")}/data/churn-batch-${batch}/versions/1` }),
    },
    referenceData: {
      inputDataType: "Fixed",
      uri: `${workspaceOf("prod")}/data/churn-reference/versions/${reference ?? "1"}`,
    },
    features: features ?? { filterType: "AllFeatures" },
  });
  return azapi("Microsoft.MachineLearningServices/workspaces/schedules", name, {
    isEnabled: enabled,
    trigger: {
      triggerType: "Recurrence",
      frequency: days === undefined ? "Day" : "Week",
      interval: 1,
      schedule: days === undefined ? daily : { ...daily, weekDays: days },
      timeZone: "W. Europe Standard Time",
      startTime: "2026-12-07T05:30:00",
    },
    action: {
      actionType: "CreateMonitor",
      monitorDefinition: {
        alertNotificationSettings: { emailNotificationSettings: { emails } },
        computeConfiguration: { instanceType: "Standard_E4s_v3", runtimeVersion: "3.4" },
        signals: Object.fromEntries(Object.entries(signals).map(([key, signal]) => [`${name}_${key}`, render(signal)])),
      },
    },
  });
}

const address = (model: string) => `azapi_resource.Monitors_model-${model}_0A`;
const deployment = (model: string, values: (own: object) => Values) =>
  change(
    `azapi_resource.Deployments_model-${model}_0B`,
    values(
      azapi("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments", `model-${model}`, {
        model: `azureml://registries/r/models/churn/versions/${model}`,
      }),
    ),
  );
const stays = (own: object) => ({ before: own, after: own });
const told = (...changes: readonly ReturnType<typeof change>[]) =>
  domainChanges(reviewOf(stack("prod-churn", changes)))
    .filter(({ topic }) => topic === "monitor")
    .map(({ text, loosens }) => (loosens ? `LOOSENS ${text}` : text));
const between = (before: Monitor, after: Monitor) =>
  told(deployment("12", stays), change(address("12"), { before: monitor(before), after: monitor(after) }));
const signal = (before: Signal, after: Signal) => between({ signals: { s: before } }, { signals: { s: after } });

describe("thresholds", () => {
  // Distances and rates alert when they rise, p-values and the similarity of attributions when they fall.
  test.each<[Signal, Signal, string]>([
    [
      { numerical: ["JensenShannonDistance", 0.1] },
      { numerical: ["JensenShannonDistance", 0.2] },
      "LOOSENS signal s: numerical threshold of jensen-shannon-distance 0.1 → 0.2 (looser)",
    ],
    [
      { numerical: ["JensenShannonDistance", 0.2] },
      { numerical: ["JensenShannonDistance", 0.1] },
      "signal s: numerical threshold of jensen-shannon-distance 0.2 → 0.1 (stricter)",
    ],
    [
      { numerical: ["TwoSampleKolmogorovSmirnovTest", 0.05] },
      { numerical: ["TwoSampleKolmogorovSmirnovTest", 0.01] },
      "LOOSENS signal s: numerical threshold of two-sample-kolmogorov-smirnov-test 0.05 → 0.01 (looser)",
    ],
    [
      { categorical: ["PearsonsChiSquaredTest", 0.01] },
      { categorical: ["PearsonsChiSquaredTest", 0.05] },
      "signal s: categorical threshold of pearsons-chi-squared-test 0.01 → 0.05 (stricter)",
    ],
    [
      { type: "DataQuality", numerical: ["NullValueRate", 0.05] },
      { type: "DataQuality", numerical: ["NullValueRate", 0.5] },
      "LOOSENS signal s: numerical threshold of null-value-rate 0.05 → 0.5 (looser)",
    ],
    [
      { type: "FeatureAttributionDrift", single: ["NormalizedDiscountedCumulativeGain", 0.9] },
      { type: "FeatureAttributionDrift", single: ["NormalizedDiscountedCumulativeGain", 0.8] },
      "LOOSENS signal s: threshold of normalized-discounted-cumulative-gain 0.9 → 0.8 (looser)",
    ],
    [
      { type: "Custom", single: ["std_deviation", 2] },
      { type: "Custom", single: ["std_deviation", 1] },
      "LOOSENS signal s: threshold of std_deviation 2 → 1 (may be looser)",
    ],
    [
      drift,
      { numerical: drift.numerical },
      "LOOSENS signal s: categorical population-stability-index no longer counts (looser)",
    ],
    [
      { numerical: drift.numerical },
      drift,
      "signal s: categorical population-stability-index counts, too, from 0.2 (stricter)",
    ],
    [
      { numerical: ["JensenShannonDistance", 0.1] },
      { numerical: ["PopulationStabilityIndex", 0.1] },
      "LOOSENS signal s: numerical jensen-shannon-distance 0.1 → population-stability-index 0.1 (not comparable)",
    ],
  ])("%j → %j", (before, after, text) => {
    expect(signal(before, after)).toEqual([text]);
  });

  test("stand where the file sets them, or the nearest thing above", () => {
    const [found] = domainChanges(
      reviewOf(
        stack("prod-churn", [
          change(address("12"), {
            before: monitor({}),
            after: monitor({ signals: { "data-drift": { ...drift, numerical: ["JensenShannonDistance", 0.3] } } }),
          }),
        ]),
      ),
    );
    expect(found!.where).toEqual({ file: "config/use-cases/churn.yaml", line: 45, column: 3 });
  });
});

describe("what a monitor looks at", () => {
  test.each<[Monitor, Monitor, string[]]>([
    [{}, {}, []],
    [
      { signals: { a: drift, b: drift } },
      { signals: { a: drift, c: drift } },
      ["LOOSENS signal b removed", "signal c added"],
    ],
    [{ signals: { a: drift } }, { signals: { a: { ...drift, window: "P7D" } } }, ["signal a: looks at 1d → 7d"]],
    [
      { signals: { a: drift } },
      { signals: { a: { ...drift, reference: "2" } } },
      ["signal a: compares with churn-reference 1 → churn-reference 2"],
    ],
    [
      { signals: { a: { ...drift, features: { filterType: "TopNByAttribution", top: 10 } } } },
      { signals: { a: { ...drift, features: { filterType: "TopNByAttribution", top: 5 } } } },
      ["LOOSENS signal a: the top 10 features → the top 5 features (looser)"],
    ],
    [
      { signals: { a: { ...drift, features: { filterType: "FeatureSubset", features: ["x"] } } } },
      { signals: { a: drift } },
      ["signal a: only x → all features (stricter)"],
    ],
    [{ enabled: true }, { enabled: false }, ["LOOSENS monitoring is paused"]],
    [
      { enabled: false },
      { enabled: true },
      ["monitoring resumes; next runs 2026-12-07 05:30, 2026-12-08 05:30 and 2026-12-09 05:30"],
    ],
    [
      {},
      { days: ["Monday"] },
      [
        "LOOSENS monitoring moves from every day at 05:30 to every Monday at 05:30 Europe/Amsterdam (looser); next runs 2026-12-07 05:30, 2026-12-14 05:30 and 2026-12-21 05:30",
      ],
    ],
    [
      { days: ["Monday"] },
      { days: ["Monday", "Thursday"] },
      [
        "monitoring moves from every Monday at 05:30 to every Monday and Thursday at 05:30 Europe/Amsterdam; next runs 2026-12-07 05:30, 2026-12-10 05:30 and 2026-12-14 05:30",
      ],
    ],
    [
      { emails: ["a@pfs.example"] },
      { emails: ["b@pfs.example"] },
      ["LOOSENS monitor no longer mails a@pfs.example", "monitor mails b@pfs.example, too"],
    ],
  ])("%j → %j", (before, after, texts) => {
    expect(between(before, after)).toEqual(texts);
  });
});

describe("monitors and versions", () => {
  const gone = (own: object) => ({ before: own });
  const made = (own: object) => ({ after: own });

  test("a new version's monitor is compared with that of the version before", () => {
    const swap = (after: Monitor) =>
      told(
        deployment("12", gone),
        deployment("13", made),
        change(address("12"), { before: monitor({}) }),
        change(address("13"), { after: monitor({ model: "13", ...after }) }),
      );
    expect(swap({})).toEqual([]);
    expect(swap({ signals: {} })).toEqual(["LOOSENS signal data-drift removed"]);
  });

  test("a version that stays while its monitor goes is no longer watched", () => {
    const other = monitor({ model: "13" });
    expect(
      told(
        deployment("12", stays),
        deployment("13", stays),
        change(address("12"), { before: monitor({}) }),
        change(address("13"), stays(other)),
      ),
    ).toEqual(["LOOSENS model 12 is no longer monitored"]);
    expect(told(deployment("12", stays), change(address("12"), { before: monitor({}) }))).toEqual([
      "LOOSENS monitoring stops",
    ]);
  });

  test("with the last version goes its monitor, which is no news", () => {
    expect(told(deployment("12", gone), change(address("12"), { before: monitor({}) }))).toEqual([]);
  });

  test("what batches score is looked at by the live version's monitor, which is no news when another goes live", () => {
    const list = { ...drift, window: "P7D", batch: "inputs" };
    const watching = { signals: { "data-drift": drift, list } };
    const traffic = (before: object, after: object) => {
      const settled = (shares: object) =>
        azapi("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "churn", { traffic: shares });
      return change("azapi_resource_action.Traffic_Settle_0C", { before: settled(before), after: settled(after) });
    };
    const tried = [
      deployment("12", stays),
      deployment("13", made),
      change(address("12"), stays(monitor(watching))),
      change(address("13"), { after: monitor({ model: "13" }) }),
    ];
    expect(told(...tried, traffic({ "model-12": 100 }, { "model-12": 100, "model-13": 0 }))).toEqual([]);
    const live = [
      deployment("12", gone),
      deployment("13", stays),
      change(address("12"), { before: monitor(watching) }),
      change(address("13"), { before: monitor({ model: "13" }), after: monitor({ model: "13", ...watching }) }),
    ];
    expect(told(...live, traffic({ "model-12": 100, "model-13": 0 }, { "model-13": 100 }))).toEqual([]);
    const shorter = { signals: { "data-drift": drift, list: { ...list, window: "P14D" } } };
    expect(between(watching, shorter)).toEqual([
      "signal list: looks at 7d, of what batches score → 14d, of what batches score",
    ]);
    expect(between(watching, {})).toEqual(["LOOSENS signal list removed"]);
  });

  test("the first monitor", () => {
    const signals = { quality: drift, "data-drift": drift };
    expect(told(deployment("12", made), change(address("12"), { after: monitor({ signals }) }))).toEqual([
      "monitoring starts: data-drift and quality, every day at 05:30 Europe/Amsterdam; next runs 2026-12-07 05:30, 2026-12-08 05:30 and 2026-12-09 05:30",
    ]);
  });
});
