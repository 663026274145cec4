import { DriftMonitor, type DriftMonitorProps } from "../../../constructs/monitoring/drift-monitor";
import type { MonitoredData, RollingData } from "../../../constructs/monitoring/drift-monitor-data";
import type {
  AttributionDriftSignal,
  CustomSignal,
  DataDriftSignal,
  DataQualitySignal,
  MonitorSignal,
  PredictionDriftSignal,
} from "../../../constructs/monitoring/drift-monitor-signals";
import { Duration } from "../../../domain/time/duration";
import { armMetrics, monitorMetrics } from "../../../domain/monitors/metrics";
import { Schedule } from "../../../domain/time/schedule";
import { synth } from "../../support/synth";

const WORKSPACE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw";
const TYPE = "Microsoft.MachineLearningServices/workspaces/schedules";
const DEPLOYMENT = `${WORKSPACE}/onlineEndpoints/churn/deployments/model-13`;
const asset = (name: string) => ({ id: `${WORKSPACE}/data/${name}/versions/1` });

const inputs: RollingData = { asset: asset("inputs"), type: "uri_folder", context: "model_inputs" };
const outputs: RollingData = { asset: asset("outputs"), type: "uri_folder", context: "model_outputs" };
const training: MonitoredData = {
  asset: asset("reference"),
  type: "mltable",
  context: "training",
  columns: { target: "churned" },
};
const day = { size: Duration.days(1) };
const lastWeek = { size: Duration.days(7), offset: Duration.days(2) };

const dataDrift: DataDriftSignal = {
  type: "data-drift",
  production: inputs,
  window: day,
  reference: { kind: "fixed", data: training },
  features: { kind: "top", top: 10 },
  featureTypes: { region: "categorical" },
  numerical: { metric: "jensen-shannon-distance", value: 0.1 },
  categorical: { metric: "pearsons-chi-squared-test", value: 0.05 },
};
const predictionDrift: PredictionDriftSignal = {
  type: "prediction-drift",
  production: outputs,
  window: day,
  reference: { kind: "rolling", data: outputs, window: lastWeek },
  categorical: { metric: "population-stability-index", value: 0.2 },
};
const dataQuality: DataQualitySignal = {
  type: "data-quality",
  production: inputs,
  window: day,
  reference: { kind: "fixed", data: training },
  features: { kind: "only", features: ["age", "region"] },
  numerical: { metric: "null-value-rate", value: 0.05 },
};
const attribution: AttributionDriftSignal = {
  type: "feature-attribution-drift",
  inputs: { ...inputs, columns: { correlation: "correlationid" } },
  outputs: { ...outputs, columns: { correlation: "correlationid", target: "churned" } },
  window: day,
  reference: training,
  threshold: { metric: "normalized-discounted-cumulative-gain", value: 0.9 },
};
const custom: CustomSignal = {
  type: "custom",
  component: "azureml://registries/mlr/components/call_volume/versions/1.0.0",
  production: { ...inputs, preprocessing: "azureml://registries/mlr/components/prepare/versions/1.0.0" },
  window: { size: Duration.days(7) },
  threshold: { metric: "std_deviation", value: 2 },
  inputs: { region: "north" },
};
const everyKind = {
  "data-drift": dataDrift,
  "prediction-drift": predictionDrift,
  "data-quality": dataQuality,
  "attribution-drift": attribution,
  "call-volume": custom,
};

const minimal: DriftMonitorProps = {
  name: "drift_churn_model-13",
  workspace: { id: WORKSPACE },
  task: "classification",
  deployment: { id: DEPLOYMENT },
  schedule: Schedule.recurrence({
    every: "day",
    at: ["05:30"],
    timeZone: "Europe/Amsterdam",
    startDate: "2026-12-07",
  }),
  emails: ["owner@pfs.example"],
  signals: { "data-drift": dataDrift },
};

const define = (props: Partial<DriftMonitorProps> = {}) =>
  synth((stack) => new DriftMonitor(stack, "Drift", { ...minimal, ...props }));
const properties = (props: Partial<DriftMonitorProps> = {}) => define(props).onlyArm(TYPE)["body"].properties;
const definition = (props: Partial<DriftMonitorProps> = {}) => properties(props).action.monitorDefinition;
const signal = (one: MonitorSignal) => definition({ signals: { it: one } }).signals["drift_churn_model-13_it"];

describe("DriftMonitor", () => {
  it("is a schedule that runs on serverless Spark and watches one deployment", () => {
    const resource = define().onlyArm(TYPE);
    expect(resource).toMatchObject({ name: "drift_churn_model-13", parent_id: WORKSPACE });
    expect(resource["body"].properties).toMatchObject({
      displayName: "drift_churn_model-13",
      isEnabled: true,
      trigger: {
        triggerType: "Recurrence",
        frequency: "Day",
        timeZone: "W. Europe Standard Time",
        startTime: "2026-12-07T05:30:00",
      },
      action: {
        actionType: "CreateMonitor",
        monitorDefinition: {
          computeConfiguration: {
            computeType: "ServerlessSpark",
            instanceType: "Standard_E4s_v3",
            runtimeVersion: "3.5",
            computeIdentity: { computeIdentityType: "AmlToken" },
          },
          monitoringTarget: { taskType: "Classification", deploymentId: DEPLOYMENT },
        },
      },
    });
  });

  it("names signals after the monitor, as breach events carry them", () => {
    const { signals } = definition({ signals: everyKind });
    expect(Object.keys(signals).sort()).toEqual([
      "drift_churn_model-13_attribution-drift",
      "drift_churn_model-13_call-volume",
      "drift_churn_model-13_data-drift",
      "drift_churn_model-13_data-quality",
      "drift_churn_model-13_prediction-drift",
    ]);
  });

  it("looks at the features that weigh most, in training data that names its target", () => {
    expect(signal(dataDrift)).toEqual({
      signalType: "DataDrift",
      notificationTypes: ["AmlNotification"],
      productionData: {
        inputDataType: "Rolling",
        jobInputType: "uri_folder",
        uri: asset("inputs").id,
        dataContext: "model_inputs",
        windowSize: "P1D",
        windowOffset: "P0D",
      },
      referenceData: {
        inputDataType: "Fixed",
        jobInputType: "mltable",
        uri: asset("reference").id,
        dataContext: "training",
        columns: { target_column: "churned" },
      },
      metricThresholds: [
        { dataType: "Numerical", metric: "JensenShannonDistance", threshold: { value: 0.1 } },
        { dataType: "Categorical", metric: "PearsonsChiSquaredTest", threshold: { value: 0.05 } },
      ],
      features: { filterType: "TopNByAttribution", top: 10 },
      featureImportanceSettings: { mode: "Enabled", targetColumn: "churned" },
      featureDataTypeOverride: { region: "Categorical" },
    });
  });

  it("looks at all features, computing no weights, unless told otherwise", () => {
    const rendered = signal({ ...dataDrift, features: undefined });
    expect(rendered.features).toEqual({ filterType: "AllFeatures" });
    expect(rendered).not.toHaveProperty("featureImportanceSettings");
  });

  it("looks at the features it is told to", () => {
    expect(signal(dataQuality).features).toEqual({ filterType: "FeatureSubset", features: ["age", "region"] });
    expect(signal(dataQuality).metricThresholds).toEqual([
      { dataType: "Numerical", metric: "NullValueRate", threshold: { value: 0.05 } },
    ]);
  });

  it("compares predictions with earlier ones, and has no features to choose", () => {
    const rendered = signal(predictionDrift);
    expect(rendered.referenceData).toMatchObject({ inputDataType: "Rolling", windowSize: "P7D", windowOffset: "P2D" });
    expect(rendered).not.toHaveProperty("features");
    expect(signal(dataDrift)).toHaveProperty("features");
  });

  it("puts requests and answers together for attribution, with one threshold", () => {
    const rolling = { inputDataType: "Rolling", jobInputType: "uri_folder", windowSize: "P1D", windowOffset: "P0D" };
    expect(signal(attribution)).toEqual({
      signalType: "FeatureAttributionDrift",
      notificationTypes: ["AmlNotification"],
      productionData: [
        {
          ...rolling,
          uri: asset("inputs").id,
          dataContext: "model_inputs",
          columns: { correlation_id: "correlationid" },
        },
        {
          ...rolling,
          uri: asset("outputs").id,
          dataContext: "model_outputs",
          columns: { correlation_id: "correlationid", target_column: "churned" },
        },
      ],
      referenceData: signal(dataDrift).referenceData,
      featureImportanceSettings: { mode: "Enabled", targetColumn: "churned" },
      metricThreshold: { metric: "NormalizedDiscountedCumulativeGain", threshold: { value: 0.9 } },
    });
  });

  it("hands a custom component its data, its threshold and its own inputs", () => {
    expect(signal(custom)).toEqual({
      signalType: "Custom",
      notificationTypes: ["AmlNotification"],
      componentId: custom.component,
      metricThresholds: [{ metric: "std_deviation", threshold: { value: 2 } }],
      inputs: {
        region: { jobInputType: "literal", value: "north" },
      },
      inputAssets: {
        production_data: {
          inputDataType: "Rolling",
          jobInputType: "uri_folder",
          uri: asset("inputs").id,
          dataContext: "model_inputs",
          windowSize: "P7D",
          windowOffset: "P0D",
          preprocessingComponentId: custom.production.preprocessing,
        },
      },
    });
  });

  it.each(Object.keys(monitorMetrics["data-drift"].numerical))(
    "writes the metric %s exactly as Azure ML spells it",
    (metric) => {
      const threshold = { metric: metric as "jensen-shannon-distance", value: 0.1 };
      const [rendered] = signal({ ...dataDrift, numerical: threshold, categorical: undefined }).metricThresholds;
      expect(armMetrics["data-drift"]["numerical"]).toContain(rendered.metric);
    },
  );

  it("rejects a monitor that mails nobody: its runs would not say what they found", () => {
    expect(() => define({ emails: [] })).toThrow("MLOPS-MONITOR-011");
  });

  it("rejects a prediction that is not called what the target is", () => {
    const other = {
      ...attribution,
      outputs: { ...attribution.outputs, columns: { correlation: "correlationid", target: "score" } },
    };
    expect(() => define({ signals: { it: other } })).toThrow(/looks for one name in both.*score.*churned/);
  });

  it("writes mail to the addresses", () => {
    expect(definition({ emails: ["oncall@pfs.example"] }).alertNotificationSettings).toEqual({
      emailNotificationSettings: { emails: ["oncall@pfs.example"] },
    });
  });

  it("reads data as an identity of the workspace if given one", () => {
    const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-ws";
    expect(definition({ compute: { identity: { id }, size: "Standard_E8s_v3" } }).computeConfiguration).toMatchObject({
      instanceType: "Standard_E8s_v3",
      computeIdentity: {
        computeIdentityType: "ManagedIdentity",
        identity: { type: "UserAssigned", userAssignedIdentities: { [id]: {} } },
      },
    });
  });

  it("stays but does not run while paused", () => {
    expect(properties({ paused: true }).isEnabled).toBe(false);
  });

  it("is switched off before it is destroyed", () => {
    const { resources } = define();
    const [monitor] = Object.keys(resources("azapi_resource"));
    const [off] = Object.values(resources("azapi_resource_action"));
    expect(off).toMatchObject({ method: "PUT", when: "destroy", resource_id: `\${azapi_resource.${monitor}.id}` });
    expect(off!["body"].properties).toEqual({ ...properties(), isEnabled: false });
    expect(off!["lifecycle"].ignore_changes).toEqual(["body"]);
  });

  it("writes windows as Azure ML gives them back, in mixed units", () => {
    const window = { size: Duration.hours(36), offset: Duration.days(0) };
    expect(signal({ ...dataDrift, window }).productionData).toMatchObject({
      windowSize: "P1DT12H",
      windowOffset: "P0D",
    });
  });

  it("accepts a reference that ends where the window under watch begins", () => {
    const window = { size: Duration.days(7), offset: Duration.days(1) };
    const reference = { kind: "rolling", data: outputs, window } as const;
    expect(signal({ ...predictionDrift, reference }).referenceData.windowOffset).toBe("P1D");
  });

  const untargeted = { ...training, columns: undefined };
  const rejected: [string, Record<string, MonitorSignal>, string][] = [
    ["no signals", {}, "MLOPS-MONITOR-001"],
    ["a key that events cannot be told apart by", { data_drift: dataDrift }, "MLOPS-MONITOR-002"],
    ["a signal without a threshold", { a: { ...predictionDrift, categorical: undefined } }, "MLOPS-MONITOR-003"],
    [
      "the top features of a reference without a target",
      { a: { ...dataDrift, reference: { kind: "fixed", data: untargeted } } },
      "MLOPS-MONITOR-004",
    ],
    ["attribution without a target", { a: { ...attribution, reference: untargeted } }, "MLOPS-MONITOR-004"],
    ["the top 0 features", { a: { ...dataDrift, features: { kind: "top", top: 0 } } }, "MLOPS-MONITOR-005"],
    [
      "an empty list of features",
      { a: { ...dataDrift, features: { kind: "only", features: [] } } },
      "MLOPS-MONITOR-005",
    ],
    [
      "a reference that overlaps what it is compared with",
      {
        a: {
          ...predictionDrift,
          reference: { kind: "rolling", data: outputs, window: { size: Duration.days(7), offset: Duration.hours(23) } },
        },
      },
      "MLOPS-MONITOR-006",
    ],
    ["attribution without a correlation column", { a: { ...attribution, inputs } }, "MLOPS-MONITOR-007"],
  ];
  it.each(rejected)("rejects %s", (_, signals, code) => {
    expect(() => define({ signals })).toThrow(code);
  });

  it("rejects everything that is wrong at once, naming the signal", () => {
    const signals = { quality: { ...dataQuality, numerical: undefined }, "": dataDrift };
    expect(() => define({ signals, name: "-drift" })).toThrow(
      /MLOPS-MONITOR-010[\s\S]*MLOPS-MONITOR-002[\s\S]*MLOPS-MONITOR-003 signal quality/,
    );
  });
});
