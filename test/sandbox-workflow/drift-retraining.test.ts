import { DriftRetraining, type DriftRetrainingProps } from "../../constructs/retraining";
import { TELL } from "../../constructs/workflow";
import { checkDefinition, runWorkflow, sendTo, type RunResult, type Value } from "../../sandbox/workflow";
import { FakeArm } from "../support/fake-arm";
import { synth } from "../support/synth";
import { driftProps, newDataTrigger, WORKSPACE } from "../support/use-case-props";
import { workflowOf } from "../support/workflow";

const arm = new FakeArm();
const JOBS = `${WORKSPACE}/jobs`;
const TAGS = { trigger: "drift", "training-of-customer-churn": "drift" };
const TEXT =
  "Signal drift_customer-churn_model-13_data-drift has failed due to one or more features violating metric thresholds";

beforeAll(() => arm.start());
afterAll(() => arm.stop());
beforeEach(() => {
  arm.reset();
  arm.now = new Date("2026-12-10T12:00:00Z");
});

const workflow = (props: Partial<DriftRetrainingProps> = {}) =>
  workflowOf(
    synth((stack) => new DriftRetraining(stack, "Drift", { ...driftProps, ...props })).onlyArm(
      "Microsoft.Logic/workflows",
    ),
  );
const automatic = workflow();
const notifying = workflow({ response: { mode: "notify" } });

const breach = (runId: string, casing: "camel" | "pascal" = "camel", text = TEXT): Value => {
  const tags = { azureml_modelmonitor_threshold_breached: text };
  return [
    {
      eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
      subject: `experiments/e/runs/${runId}`,
      data: casing === "camel" ? { runId, runTags: tags } : { RunId: runId, RunTags: tags },
    },
  ];
};

const deliver = (body: Value, { definition, parameters } = automatic): Promise<RunResult> =>
  runWorkflow(definition, { body }, { http: sendTo(arm.origin), parameters, now: () => arm.now });

const told = (result: RunResult) =>
  result.actions[TELL]!.status === "Succeeded" ? result.actions[TELL]!.trackedProperties : undefined;

const pastJob = (name: string, createdAt: string, status: string, tags: object = TAGS) =>
  arm.put(`${JOBS}/${name}`, { systemData: { createdAt }, properties: { status, tags } });

describe("the workflow that answers drift", () => {
  it("holds nothing that Logic Apps would refuse", () => {
    expect(checkDefinition(automatic.definition)).toEqual([]);
  });

  it("submits one training job for a breach, as its own identity", async () => {
    const result = await deliver(breach("monitor-run-1"));

    expect(result).toMatchObject({
      status: "Succeeded",
      response: { statusCode: 200, body: { outcome: "submitted" } },
    });
    const [job, ...others] = arm.list(JOBS);
    expect(others).toEqual([]);
    expect(job!["properties"]).toMatchObject({
      jobType: "Pipeline",
      componentId: "azureml://registries/mlr-pfs/components/customer_churn_training/versions/4",
      computeId: `${WORKSPACE}/computes/cpu`,
      tags: { ...TAGS, "use-case": "customer-churn", "monitor-run": "monitor-run-1" },
    });
    expect(arm.requests("PUT")[0]!.identity).toMatch(/userAssignedIdentities\/id-prod-customer-churn-drift$/);
    expect(told(result)).toBeUndefined();
  });

  it("puts the time in place of the schedule's macro, which Azure ML fills in for schedules only", async () => {
    await deliver(breach("monitor-run-1"));

    expect(arm.list(JOBS)[0]!["properties"].inputs.started_at.value).toBe("2026-12-10T12:00:00.0000000Z");
  });

  it("reads either casing of the event's keys", async () => {
    await deliver(breach("monitor-run-1", "pascal"));

    expect(arm.list(JOBS)[0]!["properties"].tags["monitor-run"]).toBe("monitor-run-1");
  });

  it("submits nothing when the same event comes again", async () => {
    await deliver(breach("monitor-run-1"));
    const again = await deliver(breach("monitor-run-1"));

    expect(again.response.body).toEqual({ outcome: "already-handled" });
    expect(told(again)).toBeUndefined();
    expect(arm.list(JOBS)).toHaveLength(1);
  });

  it("submits nothing, and tells nobody, for a second signal of the same run, whose step has an id of its own", async () => {
    await deliver(breach("step-of-data-drift"));
    arm.now = new Date("2026-12-10T12:20:00Z");
    arm.list(JOBS)[0]!["properties"].status = "Completed";
    const second = await deliver(
      breach("step-of-prediction-drift", "camel", TEXT.replace("_data-drift", "_prediction-drift")),
    );

    expect(second.response.body).toEqual({ outcome: "already-handled" });
    expect(told(second)).toBeUndefined();
    expect(arm.list(JOBS)).toHaveLength(1);
    expect(arm.list(JOBS)[0]!["properties"].tags.monitor).toBe("drift_customer-churn_model-13");
  });

  it("takes a breach of the next day for a new one, and of another monitor as well", async () => {
    await deliver(breach("step-1"));
    arm.list(JOBS)[0]!["properties"].status = "Completed";
    const other = await deliver(breach("step-2", "camel", TEXT.replace("model-13", "model-14")));
    expect(other.response.body).toEqual({ outcome: "cooling-down" });
    arm.now = new Date("2026-12-10T18:00:01Z");
    expect((await deliver(breach("step-3"))).response.body).toEqual({ outcome: "cooling-down" });
  });

  it.each([
    ["the same event", "monitor-run-1"],
    ["breaches of two monitors", "monitor-run-2"],
  ])("submits one job when %s come at the same moment", async (_what, second) => {
    const results = await Promise.all([deliver(breach("monitor-run-1")), deliver(breach(second))]);

    expect(arm.list(JOBS)).toHaveLength(1);
    expect(results.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
  });

  it("submits a second job, under another name, once the cooldown is over", async () => {
    await deliver(breach("monitor-run-1"));
    const [first] = arm.list(JOBS);
    first!["properties"].status = "Completed";
    arm.now = new Date("2026-12-11T12:00:01Z");
    await deliver(breach("monitor-run-2"));

    expect(arm.list(JOBS).map((job) => job["name"])).toEqual([
      "drift-customer-churn-after-none",
      "drift-customer-churn-after-20261210120000",
    ]);
  });

  describe("submits nothing and tells the owner", () => {
    afterEach(() => {
      expect(arm.requests("PUT")).toEqual([]);
    });

    it.each(["NotStarted", "Queued", "Running", "Finalizing", "NotResponding"])(
      "while a training job is %s, whatever started it",
      async (status) => {
        pastJob("weekly-1", "2026-11-01T00:00:00Z", status, {
          trigger: "schedule",
          "training-of-customer-churn": "schedule",
        });
        const result = await deliver(breach("monitor-run-1"));

        expect(told(result)).toMatchObject({ outcome: "training-running", subject: "monitor run monitor-run-1" });
      },
    );

    it("during the cooldown, to the second", async () => {
      pastJob("drift-1", "2026-12-09T12:00:01+00:00", "Failed");

      expect(told(await deliver(breach("monitor-run-1")))).toMatchObject({ outcome: "cooling-down" });
    });

    it("over the weekly maximum", async () => {
      pastJob("drift-1", "2026-12-04T00:00:00Z", "Completed");
      pastJob("drift-2", "2026-12-08T00:00:00Z", "Completed");
      pastJob("drift-0", "2026-11-08T00:00:00Z", "Completed");

      expect(told(await deliver(breach("monitor-run-1")))).toMatchObject({
        outcome: "weekly-maximum",
        message: "Drift, but the maximum of drift-triggered retrainings in seven days is reached.",
      });
    });

    it("when there are more pages of jobs than it looks through", async () => {
      arm.pageSize = 1;
      for (let index = 0; index < 42; index += 1) pastJob(`drift-${index}`, "2026-01-01T00:00:00Z", "Completed");
      const result = await deliver(breach("monitor-run-1"));
      arm.pageSize = 2;

      expect(told(result)).toMatchObject({ outcome: "too-many-jobs" });
    });

    it("in mode notify, without a single request", async () => {
      const result = await deliver(breach("monitor-run-1"), notifying);

      expect(result).toMatchObject({ status: "Succeeded", response: { body: { outcome: "notify-only" } } });
      expect(told(result)).toMatchObject({ outcome: "notify-only", subject: "monitor run monitor-run-1" });
      expect(arm.received).toEqual([]);
    });
  });

  it.each([
    ["the maximum is not reached", "drift-1", "2026-12-04T00:00:00Z", TAGS],
    [
      "scheduled jobs do not count",
      "weekly-1",
      "2026-12-10T11:00:00Z",
      { trigger: "schedule", "training-of-customer-churn": "" },
    ],
    [
      "another use case's jobs do not count",
      "drift-1",
      "2026-12-10T11:00:00Z",
      { trigger: "drift", "training-of-fuel": "" },
    ],
  ])("submits when %s", async (_why, name, createdAt, tags) => {
    pastJob(name, createdAt, "Completed", tags);

    expect((await deliver(breach("monitor-run-1"))).response.body).toEqual({ outcome: "submitted" });
  });

  it("answers the validation of a new subscription, and does nothing else", async () => {
    const result = await deliver([
      {
        eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
        data: { validationCode: "0000-CODE", validationUrl: "https://example.test/" },
      },
    ]);

    expect(result).toMatchObject({
      status: "Succeeded",
      response: { statusCode: 200, body: { validationResponse: "0000-CODE" } },
    });
    expect(arm.received).toEqual([]);
  });

  it.each<[string, Value]>([
    ["no events", []],
    ["an object in place of a list", { eventType: "x" }],
    ["nothing", null],
    ["text", "hello"],
    ["no run", [{ eventType: "x", data: { runTags: { azureml_modelmonitor_threshold_breached: TEXT } } }]],
    ["no breach", [{ eventType: "x", data: { runId: "r", runTags: { other: "tag" } } }]],
    ["another text", [{ data: { runId: "r", runTags: { azureml_modelmonitor_threshold_breached: "all well" } } }]],
    ["two events at once", [...(breach("a") as Value[]), ...(breach("b") as Value[])]],
  ])("rejects %s: no job, no retry by Event Grid, and a failed run", async (_what, body) => {
    const result = await deliver(body);

    expect(result).toMatchObject({
      status: "Failed",
      error: { code: "MalformedEvent" },
      response: { statusCode: 400 },
    });
    expect(arm.received).toEqual([]);
  });

  it.each([429, 500, 503])("gets over %d when it passes, with one job", async (status) => {
    arm.fail(status, 2, ({ method }) => method === "GET");
    arm.fail(status, 4, ({ method }) => method === "PUT");

    expect((await deliver(breach("monitor-run-1"))).response.body).toEqual({ outcome: "submitted" });
    expect(arm.list(JOBS)).toHaveLength(1);
  });

  it.each([
    ["GET", 500],
    ["GET", 403],
    ["PUT", 429],
    ["PUT", 403],
  ])("fails visibly and asks for another delivery when %s keeps answering %d", async (method, status) => {
    arm.fail(status, 1_000, (request) => request.method === method);
    const result = await deliver(breach("monitor-run-1"));

    expect(result).toMatchObject({
      status: "Failed",
      error: { code: "RetrainingFailed" },
      response: { statusCode: 503 },
    });
    expect(arm.list(JOBS)).toEqual([]);
  });

  it("makes one job when Azure did submit it but said 500, and the event is delivered again", async () => {
    let lost = true;
    const http = sendTo(arm.origin);
    const { definition, parameters } = automatic;
    const environment = {
      parameters,
      now: () => arm.now,
      http: async (request: Parameters<typeof http>[0]) => {
        const response = await http(request);
        return request.method === "PUT" && lost ? { ...response, status: 500 } : response;
      },
    };
    const first = await runWorkflow(definition, { body: breach("monitor-run-1") }, environment);
    lost = false;
    const second = await runWorkflow(definition, { body: breach("monitor-run-1") }, environment);

    expect(first.response.statusCode).toBe(503);
    expect(second.response.body).toEqual({ outcome: "already-handled" });
    expect(arm.list(JOBS)).toHaveLength(1);
  });
});

describe("the workflow that answers new data, too", () => {
  const both = workflow({ newData: newDataTrigger });
  const file = (id: string, name = "_SUCCESS"): Value => [
    {
      id,
      eventType: "Microsoft.Storage.BlobCreated",
      subject: `/blobServices/default/containers/azureml-blobstore-1/blobs/customer-churn/training/${name}`,
      data: { api: "PutBlob" },
    },
  ];
  const outcome = async (body: Value, deployed = both) => {
    const result = await deliver(body, deployed);
    return (result.response.body as { outcome: string }).outcome;
  };
  const finish = () => {
    for (const job of arm.list(JOBS)) job["properties"].status = "Completed";
  };

  it("holds nothing that Logic Apps would refuse", () => {
    expect(checkDefinition(both.definition)).toEqual([]);
  });

  it("starts one training, which says what started it", async () => {
    expect(await outcome(file("event-1"))).toBe("new-data-submitted");
    const [job, ...others] = arm.list(JOBS);
    expect(others).toEqual([]);
    expect(job!["properties"]).toMatchObject({
      displayName: "customer-churn-new-data",
      tags: { trigger: "new-data", "training-of-customer-churn": "new-data", "monitor-run": "event-1" },
    });
  });

  it("starts no second within the cooldown, and tells the owner once per folder", async () => {
    await outcome(file("event-1"));
    finish();
    // The other files of the same delivery are no news.
    expect(await outcome(file("event-2", "part-2"))).toBe("new-data-already-handled");
    arm.now = new Date("2026-12-11T11:00:00Z");
    const result = await deliver(file("event-3"), both);
    expect(result.response.body).toEqual({ outcome: "new-data-cooling-down" });
    expect(told(result)).toMatchObject({
      subject: "data in customer-churn/training/",
      message: expect.stringContaining("New data, but") as string,
    });
    expect(arm.list(JOBS)).toHaveLength(1);
    arm.now = new Date("2026-12-11T12:00:01Z");
    expect(await outcome(file("event-4"))).toBe("new-data-submitted");
  });

  it("shares lock, cooldown and weekly maximum with drift", async () => {
    expect(await outcome(breach("monitor-run-1"))).toBe("submitted");
    expect(await outcome(file("event-1"))).toBe("new-data-training-running");
    finish();
    expect(await outcome(file("event-2"))).toBe("new-data-cooling-down");
    arm.now = new Date("2026-12-12T12:00:00Z");
    expect(await outcome(file("event-3"))).toBe("new-data-submitted");
    finish();
    arm.now = new Date("2026-12-14T12:00:00Z");
    expect(await outcome(breach("monitor-run-2"))).toBe("weekly-maximum");
    expect(arm.list(JOBS)).toHaveLength(2);
  });

  it("makes one job of a breach and a file that come at the same moment", async () => {
    await Promise.all([deliver(breach("monitor-run-1"), both), deliver(file("event-1"), both)]);
    expect(arm.list(JOBS)).toHaveLength(1);
  });

  it("leaves each to its own mode", async () => {
    const drifts = workflow({ newData: { ...newDataTrigger, response: { mode: "notify" } } });
    expect(await outcome(file("event-1"), drifts)).toBe("new-data-notify-only");
    expect(arm.list(JOBS)).toEqual([]);
    expect(await outcome(breach("monitor-run-1"), drifts)).toBe("submitted");
  });

  it("refuses what is neither a breach nor a file", async () => {
    const result = await deliver(
      [{ id: "1", eventType: "Microsoft.Storage.BlobDeleted", subject: "x", data: {} }],
      both,
    );
    expect(result.response.statusCode).toBe(400);
    expect(arm.list(JOBS)).toEqual([]);
  });
});
