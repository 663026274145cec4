import { TrafficRollback, type TrafficRollbackProps } from "../../constructs/promotion/rollback";
import { TELL } from "../../constructs/workflow";
import { checkDefinition, runWorkflow, sendTo, type RunResult, type Value } from "../../sandbox/workflow";
import { FakeArm, type ArmObject } from "../support/fake-arm";
import { ENDPOINT, ENDPOINT_IDENTITY, rollbackProps } from "../support/rollback-props";
import { synth } from "../support/synth";
import { workflowOf } from "../support/workflow";

const arm = new FakeArm();
const workflow = (deployments: TrafficRollbackProps["deployments"]) =>
  workflowOf(
    synth((stack) => new TrafficRollback(stack, "Rollback", { ...rollbackProps, deployments })).onlyArm(
      "Microsoft.Logic/workflows",
    ),
  );
const { definition, parameters } = workflow(rollbackProps.deployments);

beforeAll(() => arm.start());
afterAll(() => arm.stop());
beforeEach(() => {
  arm.reset();
  deploy("model-12");
  deploy("model-13");
});

const deploy = (name: string, provisioningState = "Succeeded") =>
  arm.put(`${ENDPOINT}/deployments/${name}`, { properties: { provisioningState } });

const serve = (properties: ArmObject) =>
  arm.put(ENDPOINT, {
    location: "westeurope",
    kind: "Managed",
    tags: { owner: "churn" },
    identity: {
      type: "UserAssigned",
      userAssignedIdentities: { [ENDPOINT_IDENTITY]: { principalId: "p", clientId: "c" } },
    },
    properties: {
      authMode: "AADToken",
      publicNetworkAccess: "Disabled",
      description: "scores customers",
      provisioningState: "Succeeded",
      scoringUri: "https://example.test/score",
      ...properties,
    },
  });

const alert = (monitorCondition: string): Value => ({
  schemaId: "azureMonitorCommonAlertSchema",
  data: { essentials: { alertRule: "candidate-5xx", monitorCondition, severity: "Sev1" } },
});

const breach: Value = [
  {
    eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
    data: {
      runId: "monitor-run-1",
      runTags: {
        azureml_modelmonitor_threshold_breached:
          "drift_customer-churn_model-13_data-drift has failed due to one or more features violating metric thresholds",
      },
    },
  },
];

const call = (body: Value, sleep?: (seconds: number) => Promise<void>): Promise<RunResult> =>
  runWorkflow(
    definition,
    { body },
    { http: sendTo(arm.origin), parameters, sleep, now: () => new Date("2026-12-10T12:00:00Z") },
  );

/** Azure finishes a change a moment after it accepted it. */
const settling = () => {
  const endpoint = arm.get(ENDPOINT)!;
  endpoint["properties"].provisioningState = "Succeeded";
  return Promise.resolve();
};
const withSettledPuts = async (body: Value, deployments = rollbackProps.deployments) => {
  const { parameters } = workflow(deployments);
  const http = sendTo(arm.origin);
  return runWorkflow(
    definition,
    { body },
    {
      parameters,
      sleep: settling,
      now: () => new Date("2026-12-10T12:00:00Z"),
      http: async (request) => {
        const response = await http(request);
        const endpoint = arm.get(ENDPOINT);
        if (request.method === "PUT" && endpoint !== undefined) endpoint["properties"].provisioningState = "Updating";
        return response;
      },
    },
  );
};

const told = (result: RunResult) =>
  result.actions[TELL]!.status === "Succeeded" ? result.actions[TELL]!.trackedProperties : undefined;

describe("the workflow that rolls a candidate back", () => {
  it("holds nothing that Logic Apps would refuse", () => {
    expect(checkDefinition(definition)).toEqual([]);
  });

  it.each([
    ["a share of the traffic", { traffic: { "model-12": 90, "model-13": 10 } }],
    ["all of the traffic", { traffic: { "model-12": 0, "model-13": 100 } }],
    ["copies of requests", { traffic: { "model-12": 100 }, mirrorTraffic: { "model-13": 20 } }],
  ])("takes %s from the candidate, marks it and says so", async (_what, shares) => {
    serve(shares);
    const result = await withSettledPuts(alert("Fired"));

    expect(result).toMatchObject({ status: "Succeeded", response: { statusCode: 202 } });
    expect(arm.get(ENDPOINT)!["properties"]).toMatchObject({
      traffic: { "model-12": 100, "model-13": 0 },
      mirrorTraffic: { "model-13": 0 },
      properties: { "rolledBack-model-13": "2026-12-10T12:00:00.0000000Z" },
    });
    expect(told(result)).toMatchObject({ outcome: "rolled-back", subject: "model-13, because of candidate-5xx" });
  });

  it("sends everything else as it was, and nothing that only Azure may set", async () => {
    serve({ traffic: { "model-12": 90, "model-13": 10 }, properties: { note: "kept" } });
    await withSettledPuts(alert("Fired"));
    const [put] = arm.requests("PUT");

    expect(put!.identity).toMatch(/id-prod-customer-churn-rollback$/);
    expect(put!.body).toEqual({
      location: "westeurope",
      kind: "Managed",
      tags: { owner: "churn" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [ENDPOINT_IDENTITY]: {} } },
      properties: {
        authMode: "AADToken",
        publicNetworkAccess: "Disabled",
        description: "scores customers",
        traffic: { "model-12": 100, "model-13": 0 },
        mirrorTraffic: { "model-13": 0 },
        properties: { note: "kept", "rolledBack-model-13": "2026-12-10T12:00:00.0000000Z" },
      },
    });
  });

  it("rolls back on drift of the candidate, too", async () => {
    serve({ traffic: { "model-12": 50, "model-13": 50 } });
    const result = await withSettledPuts(breach);

    expect(arm.get(ENDPOINT)!["properties"].traffic).toEqual({ "model-12": 100, "model-13": 0 });
    expect(told(result)).toMatchObject({ subject: "model-13, because of drift, monitor run monitor-run-1" });
  });

  it("changes nothing when it is called again, and keeps the time of the first mark", async () => {
    serve({ traffic: { "model-12": 90, "model-13": 10 }, properties: { "rolledBack-model-13": "earlier" } });
    await withSettledPuts(alert("Fired"));
    await settling();
    const again = await withSettledPuts(alert("Fired"));

    expect(arm.requests("PUT")).toHaveLength(1);
    expect(arm.get(ENDPOINT)!["properties"].properties).toEqual({ "rolledBack-model-13": "earlier" });
    expect(told(again)).toBeUndefined();
  });

  it("waits for a change that is under way", async () => {
    serve({ traffic: { "model-12": 90, "model-13": 10 }, provisioningState: "Updating" });
    const result = await withSettledPuts(alert("Fired"));

    expect(told(result)).toMatchObject({ outcome: "rolled-back" });
    expect(arm.requests("GET").length).toBeGreaterThan(3);
  });

  it("counts as done when another call was first and this one was refused", async () => {
    serve({ traffic: { "model-12": 90, "model-13": 10 } });
    arm.fail(409, 1, ({ method }) => {
      const endpoint = arm.get(ENDPOINT)!;
      if (method === "PUT") endpoint["properties"].traffic = { "model-12": 100, "model-13": 0 };
      return method === "PUT";
    });
    const result = await call(alert("Fired"));

    expect(result.status).toBe("Succeeded");
    expect(told(result)).toMatchObject({ outcome: "rolled-back" });
  });

  describe("changes nothing", () => {
    afterEach(() => {
      expect(arm.requests("PUT")).toEqual([]);
    });

    it("when the candidate has neither traffic nor copies", async () => {
      serve({ traffic: { "model-12": 100, "model-13": 0 } });

      expect(told(await call(alert("Fired")))).toBeUndefined();
    });

    it("when an alert is over", async () => {
      serve({ traffic: { "model-12": 90, "model-13": 10 } });
      const result = await call(alert("Resolved"));

      expect(result.status).toBe("Succeeded");
      expect(arm.received).toEqual([]);
    });

    it.each([
      ["is not there", undefined],
      ["has failed", "Failed"],
    ])("and says so when the live version %s", async (_what, state) => {
      arm.reset();
      if (state !== undefined) deploy("model-12", state);
      serve({ traffic: { "model-13": 100 } });

      expect(told(await call(alert("Fired")))).toMatchObject({ outcome: "target-missing" });
    });

    it("and says so when the endpoint never stops changing", async () => {
      serve({ traffic: { "model-12": 90, "model-13": 10 }, provisioningState: "Updating" });

      expect(told(await call(alert("Fired")))).toMatchObject({ outcome: "endpoint-busy" });
    });

    it.each<[string, Value, string]>([
      ["an alert in another schema", { status: "Activated", context: {} }, "MalformedAlert"],
      ["text", "roll back", "MalformedAlert"],
      ["an unknown condition", alert("Perhaps"), "MalformedAlert"],
      ["an event that is no breach", [{ data: { runId: "r" } }], "MalformedEvent"],
    ])("and rejects %s, visibly", async (_what, body, code) => {
      serve({ traffic: { "model-12": 90, "model-13": 10 } });
      const result = await call(body);

      expect(result).toMatchObject({ status: "Failed", error: { code }, response: { statusCode: 400 } });
    });
  });

  it.each([
    ["refuses the change", "PUT", 403, "RollbackNotConfirmed"],
    ["does not show the endpoint", "GET", 500, "ActionFailed"],
  ])("fails visibly when Azure %s", async (_what, method, status, code) => {
    serve({ traffic: { "model-12": 90, "model-13": 10 } });
    arm.fail(status, 1_000, (request) => request.method === method);
    const result = await call(alert("Fired"));

    expect(result).toMatchObject({ status: "Failed", error: { code } });
    expect(told(result)).toBeUndefined();
    expect(arm.get(ENDPOINT)!["properties"].traffic).toEqual({ "model-12": 90, "model-13": 10 });
  });

  it("leaves the candidate alone when another version drifts", async () => {
    serve({ traffic: { "model-12": 50, "model-13": 50 } });
    const other = JSON.parse(JSON.stringify(breach).replace("model-13_", "model-12_")) as Value;
    const result = await call(other);

    expect(result.actions["Outcome"]!.outputs).toBe("not-the-candidate");
    expect(told(result)).toBeUndefined();
    expect(arm.requests("PUT")).toEqual([]);
  });

  describe("started by hand", () => {
    const kept = { live: "model-13", former: "model-12" };

    it.each([null, {}])("goes back from the live version to the former one that is kept, told %j", async (body) => {
      serve({ traffic: { "model-13": 100, "model-12": 0 } });
      const result = await withSettledPuts(body, kept);

      expect(arm.get(ENDPOINT)!["properties"]).toMatchObject({
        traffic: { "model-12": 100, "model-13": 0 },
        mirrorTraffic: {},
        properties: { "rolledBack-model-13": "2026-12-10T12:00:00.0000000Z" },
      });
      expect(told(result)).toMatchObject({ outcome: "rolled-back", subject: "model-13, because of a call by hand" });
    });

    it("does nothing when it is started twice", async () => {
      serve({ traffic: { "model-13": 100, "model-12": 0 } });
      await withSettledPuts(null, kept);
      await settling();
      const again = await withSettledPuts(null, kept);

      expect(again.actions["Outcome"]!.outputs).toBe("nothing-to-roll-back");
      expect(arm.requests("PUT")).toHaveLength(1);
    });

    it("takes the candidate out first, and keeps the former version's place in the map", async () => {
      deploy("model-11");
      serve({ traffic: { "model-12": 90, "model-13": 10, "model-11": 0 } });
      await withSettledPuts(null, { live: "model-12", candidate: "model-13", former: "model-11" });

      expect(arm.get(ENDPOINT)!["properties"].traffic).toEqual({ "model-12": 100, "model-13": 0, "model-11": 0 });
    });

    it.each<[string, TrafficRollbackProps["deployments"], string]>([
      ["nothing is tried and nothing is kept", { live: "model-12" }, "nothing-to-go-back-to"],
      ["nothing is live", {}, "nothing-to-go-back-to"],
      ["the former version is gone", { live: "model-13", former: "model-11" }, "target-missing"],
    ])("changes nothing and says so when %s", async (_what, deployments, outcome) => {
      serve({ traffic: { "model-13": 100 } });
      const result = await withSettledPuts(null, deployments);

      expect(told(result)).toMatchObject({ outcome });
      expect(arm.requests("PUT")).toEqual([]);
    });
  });

  it("never goes from the live version to the former one because of an alert or drift", async () => {
    for (const body of [alert("Fired"), breach]) {
      serve({ traffic: { "model-13": 100, "model-12": 0 } });
      const result = await withSettledPuts(body, { live: "model-13", former: "model-12" });

      expect(result).toMatchObject({ status: "Succeeded" });
      expect(result.actions["Outcome"]!.outputs).toBe("nothing-to-roll-back");
    }
    expect(arm.requests("PUT")).toEqual([]);
  });

  it("answers the validation of a drift subscription", async () => {
    const result = await call([
      { eventType: "Microsoft.EventGrid.SubscriptionValidationEvent", data: { validationCode: "code" } },
    ]);

    expect(result.response).toMatchObject({ statusCode: 200, body: { validationResponse: "code" } });
  });
});
