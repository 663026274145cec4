import { Duration } from "../../../domain/time/duration";
import { synth } from "../../support/synth";
import { deployment, endpoint, ENDPOINT } from "./support";

const TYPE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments";
const ASSET = "Microsoft.MachineLearningServices/workspaces/data";
const SCALE = "Microsoft.Insights/autoscalesettings";

const one = (props: Parameters<typeof deployment>[3] = {}) =>
  synth((stack) => deployment(stack, endpoint(stack), "13", props));

describe("ModelDeployment", () => {
  it("serves an exact version from the registry with its own defaults", () => {
    const resource = one().onlyArm(TYPE);
    expect(resource).toMatchObject({
      name: "model-13",
      location: "westeurope",
      body: {
        kind: "Managed",
        sku: { name: "Default", capacity: 2 },
        properties: {
          endpointComputeType: "Managed",
          instanceType: "Standard_D2as_v4",
          model: "azureml://registries/mlr/models/churn/versions/13",
          requestSettings: { requestTimeout: "PT10S", maxConcurrentRequestsPerInstance: 1 },
          scaleSettings: { scaleType: "Default" },
        },
      },
    });
    expect(resource["parent_id"]).toMatch(/^\$\{azapi_resource\.Endpoint_.*\.id\}$/);
  });

  it("is destroyed only after what depended on it has moved away", () => {
    expect(one().onlyArm(TYPE)["lifecycle"].create_before_destroy).toBe(true);
  });

  it("makes the collector's assets first and keeps all inputs and outputs in them", () => {
    const { arm, onlyArm } = one();
    const containers = Object.values(arm(ASSET)).map(({ name }) => name);
    expect(containers.sort()).toEqual([
      "churn-dev-1a2b-model-13-model_inputs",
      "churn-dev-1a2b-model-13-model_outputs",
    ]);
    const [inputs] = Object.entries(arm(`${ASSET}/versions`)).find(([id]) => id.includes("Inputs"))!;
    const { dataCollector } = onlyArm(TYPE)["body"].properties;
    expect(dataCollector.rollingRate).toBe("Hour");
    expect(dataCollector.collections.model_inputs).toEqual({
      dataCollectionMode: "Enabled",
      samplingRate: 1,
      dataId: `\${azapi_resource.${inputs}.id}`,
    });
    expect(Object.keys(dataCollector.collections)).toEqual(["model_inputs", "model_outputs"]);
  });

  it("writes the collector's folder in full, as Azure ML stores it", () => {
    const [inputs] = Object.values(one().arm(`${ASSET}/versions`));
    expect(inputs!["body"].properties.dataUri).toMatch(
      /^azureml:\/\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/rg-ml\/workspaces\/mlw\/datastores\/collected_data\/paths\/modelDataCollector\/churn-dev-1a2b\/model-13\/model_inputs$/,
    );
    expect(inputs!["replace_triggers_external_values"].dataUri).toBe(inputs!["body"].properties.dataUri);
  });

  /** An answer as azapi's client writes it: request, status, code, body. */
  const answer = (method: string, status: number, body: string) =>
    [`${method} https://management.azure.com/x`, "---", `RESPONSE ${status}: ${status} Text`, "---", body].join("\n");

  it.each([
    ["PUT", 400, "Endpoint identity does not have pull permission on the registry", true],
    ["PUT", 403, "AuthorizationPermissionMismatch: This request is not authorized", true],
    ["PUT", 400, "The model 'm:1' was not found", false],
    ["GET", 403, "AuthorizationFailed", false],
  ])("after %s %d “%s”, of a role that was just granted, tries again: %s", (method, status, body, again) => {
    const patterns: string[] = one().onlyArm(TYPE)["retry"].error_message_regex;
    expect(patterns.some((pattern) => new RegExp(pattern).test(answer(method, status, body)))).toBe(again);
  });

  it("keeps nothing at a ratio of 0", () => {
    const { arm, onlyArm } = one({ collectRatio: 0 });
    expect(arm(ASSET)).toEqual({});
    expect(onlyArm(TYPE)["body"].properties).not.toHaveProperty("dataCollector");
  });

  it("runs a fixed number of instances without autoscale, and a plan puts that number back", () => {
    const { arm, onlyArm } = one();
    expect(arm(SCALE)).toEqual({});
    expect(onlyArm(TYPE)["lifecycle"].ignore_changes).toBeUndefined();
  });

  it("scales by CPU between its bounds, and how many run is no change to a plan", () => {
    const { onlyArm } = one({ instances: { min: 2, max: 6 }, scaleOutAtCpuPercent: 65 });
    expect(onlyArm(TYPE)["lifecycle"].ignore_changes).toEqual(["body.sku.capacity"]);
    const scale = onlyArm(SCALE);
    expect(scale).toMatchObject({ name: "scale-churn-dev-1a2b-model-13", location: "westeurope" });
    const [profile] = scale["body"].properties.profiles;
    expect(profile.capacity).toEqual({ minimum: "2", maximum: "6", default: "2" });
    expect(
      profile.rules.map((rule: { metricTrigger: object; scaleAction: object }) => ({
        ...rule.metricTrigger,
        ...rule.scaleAction,
      })),
    ).toMatchObject([
      { metricName: "CpuUtilizationPercentage", operator: "GreaterThan", threshold: 65, direction: "Increase" },
      { metricName: "CpuUtilizationPercentage", operator: "LessThan", threshold: 26, direction: "Decrease" },
    ]);
  });

  it("is never changed while its endpoint is", () => {
    expect(one().onlyArm(TYPE)["locks"]).toEqual([ENDPOINT]);
  });

  it.each([
    [1, "PT1S"],
    [90, "PT1M30S"],
    [180, "PT3M"],
  ])("accepts a request time-out of %d seconds, written as Azure ML gives it back", (seconds, written) => {
    const resource = one({ requestTimeout: Duration.seconds(seconds) }).onlyArm(TYPE);
    expect(resource["body"].properties.requestSettings.requestTimeout).toBe(written);
  });

  it.each([
    ["a longer request time-out", { requestTimeout: Duration.seconds(181) }, "MLOPS-DEPLOYMENT-006"],
    ["a name Azure ML refuses", { name: "13" }, "MLOPS-DEPLOYMENT-001"],
    ["a model that is not in a registry", { model: "azureml:churn:13" }, "MLOPS-DEPLOYMENT-002"],
    ["no instance", { instances: { min: 0, max: 2 } }, "MLOPS-DEPLOYMENT-003"],
    ["more than 50 instances", { instances: { min: 1, max: 51 } }, "MLOPS-DEPLOYMENT-004"],
    ["fewer at most than at least", { instances: { min: 3, max: 2 } }, "MLOPS-DEPLOYMENT-004"],
    ["a CPU load nobody reaches", { scaleOutAtCpuPercent: 96 }, "MLOPS-DEPLOYMENT-005"],
    ["a ratio that is a percentage", { collectRatio: 20 }, "MLOPS-DEPLOYMENT-008"],
  ])("rejects %s", (_, props, code) => {
    expect(() => one(props)).toThrow(code);
  });
});
