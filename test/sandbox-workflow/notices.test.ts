import { Notices, type NoticesProps } from "../../constructs/notices";
import { TELL } from "../../constructs/workflow";
import { checkDefinition, runWorkflow, sendTo, type RunResult, type Value } from "../../sandbox/workflow";
import { FakeArm, type ArmObject } from "../support/fake-arm";
import { ENDPOINT, noticesProps, REGISTRY, WORKSPACE } from "../support/notices-props";
import { synth } from "../support/synth";
import { workflowOf } from "../support/workflow";

const arm = new FakeArm();
const deployed = (props: Partial<NoticesProps> = {}) =>
  workflowOf(
    synth((stack) => new Notices(stack, "Notices", { ...noticesProps, ...props })).onlyArm("Microsoft.Logic/workflows"),
  );
const served = (more: Partial<NonNullable<NoticesProps["served"]>>) =>
  deployed({ served: { ...noticesProps.served!, ...more } });

beforeAll(() => arm.start());
afterAll(() => arm.stop());
beforeEach(() => arm.reset());

interface Call {
  readonly condition?: string;
  readonly run?: string;
  readonly target?: string;
}

const alert = (heard: string, { condition = "Fired", run, target = ENDPOINT }: Call = {}): Value => ({
  schemaId: "azureMonitorCommonAlertSchema",
  data: {
    essentials: {
      alertRule: `prod-churn-notice-heard-${heard}`,
      monitorCondition: condition,
      alertTargetIDs: [target],
    },
    alertContext: { condition: { allOf: [{ dimensions: run === undefined ? [] : [{ name: "RunId", value: run }] }] } },
  },
});

const call = (body: Value, { definition, parameters } = deployed()): Promise<RunResult> =>
  runWorkflow(
    definition,
    { body },
    { parameters, http: sendTo(arm.origin), now: () => new Date("2026-12-10T12:00:00Z") },
  );

const told = ({ actions }: RunResult) =>
  actions[TELL]!.status === "Succeeded" ? actions[TELL]!.trackedProperties : undefined;

const register = (version: string, tags: ArmObject, createdAt = "2026-12-10T11:00:00Z") =>
  arm.put(`${WORKSPACE}/models/churn/versions/${version}`, { systemData: { createdAt }, properties: { tags } });
const train = (run: string, createdAt: string) => arm.put(`${WORKSPACE}/jobs/${run}`, { systemData: { createdAt } });
const live = (tags: ArmObject) => arm.put(`${REGISTRY}/models/churn/versions/12`, { properties: { tags } });

describe("the workflow of the notices", () => {
  it("holds nothing that Logic Apps would refuse", () => {
    expect(checkDefinition(deployed().definition)).toEqual([]);
  });

  it("tells of a training its metrics against the live version's and the gates", async () => {
    train("brave_fig", "2026-12-10T10:00:00Z");
    register("14", {
      "metrics.auc": "0.84",
      "champion.12.auc": "0.81",
      "metrics.baseline_gain": "0.31",
      "evaluation.rows": "1800",
    });
    const result = await call(alert("training", { run: "brave_fig" }));

    expect(result).toMatchObject({ status: "Succeeded", response: { statusCode: 202 } });
    expect(told(result)).toEqual({
      outcome: "training-completed",
      message: "a training completed: what it registered, and its metrics against the live version's",
      subject:
        "run brave_fig: version 14 of churn, judged on 1800 rows: auc 0.84, live version 12: 0.81, at least 0.82 asked for; baseline_gain 0.31, above 0 asked for",
    });
    expect(new Set(arm.received.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("compares with the live version by MLflow's own number where the workspace counts for itself", async () => {
    live({ "model.uuid": "u-live" });
    register("14", {
      "metrics.auc": "0.84",
      "champion.12.auc": "0.5",
      "champion.12.uuid": "u-other",
      "champion.9.auc": "0.81",
      "champion.9.uuid": "u-live",
    });
    expect(told(await call(alert("model")))!["subject"]).toContain("auc 0.84, live version 12: 0.81, at least");
  });

  it("says that the live version was not compared rather than take another of its number", async () => {
    live({ "model.uuid": "u-live" });
    register("14", { "metrics.auc": "0.84", "champion.12.auc": "0.5", "champion.12.uuid": "u-other" });
    expect(told(await call(alert("model")))!["subject"]).toContain("auc 0.84, live version 12: not compared, at least");
  });

  it.each([
    [
      "the newest version is older than the job",
      () => register("13", { "metrics.auc": "0.9" }, "2026-12-09T11:00:00Z"),
    ],
    ["there is no model", () => undefined],
  ])("says that a training registered nothing where %s", async (_what, before) => {
    train("brave_fig", "2026-12-10T10:00:00Z");
    before();
    const { outcome, subject } = told(await call(alert("training", { run: "brave_fig" })))!;
    expect(outcome).toBe("training-completed");
    expect(subject).toBe("run brave_fig: no version was registered; the step register of the job says why");
  });

  it("says what is not measured, and compares with nothing where nothing is live", async () => {
    register("1", {});
    const { subject } = told(await call(alert("model"), served({ live: undefined, candidate: undefined })))!;
    expect(subject).toBe(
      "version 1 of churn, judged on an unknown number of rows: auc not measured, at least 0.82 asked for; baseline_gain not measured, above 0 asked for",
    );
  });

  it("fails where the versions may not be read, instead of telling that there are none", async () => {
    arm.fail(403, 9, ({ path }) => path.includes("/versions"));
    expect(await call(alert("model"))).toMatchObject({ status: "Failed", error: { code: "VersionsUnread" } });
  });

  const serve = (properties: ArmObject) => arm.put(ENDPOINT, { properties });
  const shares = { traffic: { "model-12": 90, "model-13": 10 } };

  it("tells of a step of a rollout how the requests are shared", async () => {
    serve(shares);
    expect(told(await call(alert("traffic")))).toMatchObject({
      outcome: "rolled-out",
      subject: "version 12 answers 90 %, gets copies of 0 %; version 13 answers 10 %, gets copies of 0 %",
    });
  });

  it.each([
    ["the endpoint's mark", served({}), { ...shares, properties: { "rolledBack-model-13": "2026-12-10T11:59:00Z" } }],
    ["the release", served({ candidate: undefined, wentBack: true }), { traffic: { "model-12": 100 } }],
  ])("tells of a way back by %s", async (_by, workflow, endpoint) => {
    serve(endpoint);
    expect(told(await call(alert("traffic"), workflow))).toMatchObject({
      outcome: "rolled-back",
      message: "requests went back to the version before",
    });
  });

  it("names the deployment that was made", async () => {
    const result = await call(alert("deployment", { target: `${ENDPOINT}/deployments/model-13` }));
    expect(told(result)).toMatchObject({ outcome: "model-deployed", subject: "model-13" });
    expect(arm.received).toEqual([]);
  });

  it.each([
    ["an alert that is over", alert("deployment", { condition: "Resolved" }), deployed()],
    ["what nobody asked for", alert("deployment"), deployed({ wanted: ["rolled-out", "model-registered"] })],
  ])("tells nothing of %s", async (_what, body, workflow) => {
    // Where nobody asked, there is no rule that hears: its alert is none of ours.
    const result = await call(body, workflow);
    expect(result.actions[TELL]?.status ?? "Skipped").not.toBe("Succeeded");
  });

  it("does not tell of a rollout where only ways back are asked for", async () => {
    serve(shares);
    expect(told(await call(alert("traffic"), deployed({ wanted: ["rolled-back"] })))).toBeUndefined();
  });

  it.each([
    ["another rule's alert", alert("something")],
    ["something else", { hello: "world" }],
    ["nothing", null],
  ])("refuses %s", async (_what, body) => {
    expect(await call(body)).toMatchObject({ status: "Failed", response: { statusCode: 400 } });
  });
});
