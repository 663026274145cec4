import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fire } from "../../cli/incident/fire";
import { incidentOf, openOf } from "../../cli/incident/incident";
import { knownAlerts } from "../../cli/status/alerts";
import { openStatus } from "../../cli/status/status";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { noticeIds } from "../../domain/alerts/notices";
import { TELL } from "../../constructs/workflow";
import { startSandbox, type Sandbox } from "../../sandbox";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { loadConfiguration } from "../../schema/load";
import { Checkout } from "../support/checkout";
import { enter, leave } from "../support/in-sandbox";

const CHURN = "customer-churn";
const ML = "Microsoft.MachineLearningServices";
/** Of a candidate, a workflow, new data or a batch, which development does not have: not deployed in dev without one. */
const elsewhere = [
  ...["candidate-errors", "candidate-latency", "rollback-happened", "rollback-failed"],
  ...["data-stale", "batch-failed", "batch-late"],
  // It calls a workflow and mails nobody: see below.
  "notice-heard",
];

describe("a drill in a deployed sandbox", () => {
  let checkout: Checkout;
  let sandbox: Sandbox;
  let config: string;

  beforeAll(async () => {
    checkout = new Checkout();
    config = join(checkout.path, "config");
    const churn = join(config, "use-cases/customer-churn.yaml");
    writeFileSync(churn, `${readFileSync(churn, "utf8")}\nnotices: [${noticeIds.join(", ")}]\n`);
    const dev = join(config, "environments/dev.yaml");
    const training = "{ queuedRuns: 20, idleNodes: 0, memoryPercent: 90, cpuPercent: 10, gpuPercent: 20 }";
    writeFileSync(
      dev,
      readFileSync(dev, "utf8").replace(/^alerts:$/m, `$&\n  baseline: true\n  training: ${training}`),
    );
    // The registry comes after the environment has begun, and whatever is granted takes effect half a minute later.
    const deployed = checkout.run(
      "npx mlops sandbox --faults propagation:30s,Microsoft.MachineLearningServices/registries=latency:4000ms -- npx cdktf deploy registry dev dev-customer-churn --auto-approve",
    );
    expect({ code: deployed.code, output: deployed.code === 0 ? "" : deployed.stdout + deployed.stderr }).toEqual({
      code: 0,
      output: "",
    });
    sandbox = await startSandbox({ dir: join(checkout.path, ".sandbox") });
    // A running sandbox is found by its address, as a command in it finds it.
    enter(sandbox);
  });
  afterAll(async () => {
    leave();
    await sandbox.close();
    checkout.remove();
  });

  it.each(knownAlerts.filter((alert) => !elsewhere.includes(alert)))(
    "%s fires, mails and is told of",
    async (alert) => {
      const useCase = alert in everyEnvironmentAlert ? undefined : CHURN;
      const { drills } = await fire(sandbox, { config, alert, environment: "dev", useCase });
      expect(drills.length).toBeGreaterThan(0);
      for (const { condition, mailed } of drills) expect([condition, mailed.length > 0]).toEqual(["Fired", true]);

      const rule = drills[0]!.rule.split("/").at(-1)!;
      const incident = incidentOf({ config, alert: rule });
      expect(incident).toMatchObject({ alert, environment: "dev", ...(useCase !== undefined && { useCase }) });
      const reader = await openStatus({ config, environment: "dev" });
      const report = await reader.read();
      await reader.close();
      // Azure announces incidents of a subscription, not of a resource group: `status` does not list them.
      const listed = openOf(incident, report).map((one) => one.rule);
      expect(listed).toEqual(alert === "service-health" ? [] : expect.arrayContaining([rule]));
      // What the configuration knows is put in; what only Azure knows stays a gap.
      const known = useCase === undefined ? /<env>|\$rg|\$ws/ : /<env>|<use case>|<endpoint>|\$rg|\$ws/;
      expect(incident.page).not.toMatch(known);
    },
  );

  it("measures what the rule measures, where there is such telemetry", async () => {
    const found = await fire(sandbox, { config, alert: "endpoint-errors", environment: "dev", useCase: CHURN });
    expect(found.drills).toEqual([expect.objectContaining({ measured: true, value: 100 })]);
  });

  it("tells of a training what it registered against the live version, and calls every other notice by its name", async () => {
    const workspace = sandbox.cloud.ofType(`${ML}/workspaces`)[0]!.id;
    const { model, live } = served();
    const made = (at: string) => ({ systemData: { createdAt: at, lastModifiedAt: at } });
    const write = (id: string, type: string, properties: JsonObject, readOnly: JsonObject) =>
      sandbox.cloud.write({ id, type, body: { properties }, readOnly });
    write(
      `${workspace}/jobs/brave_fig`,
      `${ML}/workspaces/jobs`,
      { jobType: "Pipeline", experimentName: "customer-churn-training" },
      { properties: { status: "Completed" }, ...made("2026-01-05T10:00:00Z") },
    );
    const tags = { "metrics.auc": "0.84", [`champion.${live}.auc`]: "0.81", "evaluation.rows": "1800" };
    write(`${workspace}/models/${model}`, `${ML}/workspaces/models`, {}, made("2026-12-01T10:30:00Z"));
    write(
      `${workspace}/models/${model}/versions/99`,
      `${ML}/workspaces/models/versions`,
      { modelType: "mlflow_model", tags },
      made("2026-12-01T10:30:00Z"),
    );
    const { drills } = await fire(sandbox, { config, alert: "notice-heard", environment: "dev", useCase: CHURN });
    expect(
      drills.map(({ rule, mailed, runs }) => [heardIn(rule), mailed, ...runs.map(({ status }) => status)]).sort(),
    ).toEqual(["deployment", "model", "traffic", "training"].map((heard) => [heard, [], "Succeeded"]));
    const said = drills.map(({ rule, runs }) => [heardIn(rule), runs[0]!.actions[TELL]!.trackedProperties] as const);
    expect(Object.fromEntries(said)).toMatchObject({
      training: {
        outcome: "training-completed",
        subject: expect.stringMatching(
          `^run brave_fig: version 99 of ${model}, judged on 1800 rows: auc 0.84, live version ${live}: 0.81, at least 0.82, at most 0.005 worse than the live version asked for; `,
        ),
      },
      model: { outcome: "model-registered" },
      deployment: { outcome: "model-deployed" },
      traffic: { outcome: "rolled-out", subject: `version ${live} answers 100 %, gets copies of 0 %` },
    });
  });

  const served = () => {
    const churn = loadConfiguration(config).useCases.find(({ name }) => name === CHURN)!;
    const { serving, release } = churn.variants.find(({ environment }) => environment === "dev")!;
    return { model: serving!.model, live: release.live!.model };
  };
  const heardIn = (rule: string) => rule.split("-").at(-1)!;

  it("refuses what is not deployed, with the way to deploy it", async () => {
    await expect(fire(sandbox, { config, alert: "failed-runs", environment: "prod" })).rejects.toThrow(
      /MLOPS-INCIDENT-004 no rule of this alert is deployed here \(given pfs-prod-failed-runs\); deploy it first/,
    );
  });
});

describe("the commands", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove());

  it.each([
    ["npx mlops incident endpoint-error prod", /MLOPS-INCIDENT-001 .*did you mean endpoint-errors\?/],
    ["npx mlops incident failed-runs", /MLOPS-INCIDENT-002 failed-runs can fire in any environment; name it/],
    ["npx mlops incident endpoint-errors prod", /MLOPS-INCIDENT-003 .*allowed customer-churn, fuel-efficiency/],
    ["npx mlops incident endpoint-errors prod nobody", /MLOPS-INCIDENT-003 .*given nobody/],
  ])("%s is bad input", (command, message) => {
    const { code, stderr } = checkout.run(command);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it("print the runbook with real names, offline", () => {
    const { code, stdout } = checkout.run("npx mlops incident pfs-prod-customer-churn-endpoint-errors --offline");
    expect(stdout).toMatch(
      /^endpoint-errors in prod, customer-churn\n {2}critical: a deployment answers with server errors/,
    );
    expect(stdout).toContain("set by serving.alerts.serverErrorPercent: 1 (config/use-cases/customer-churn.yaml:");
    expect(stdout).toContain("npx mlops rollback customer-churn --env prod --now");
    expect(code).toBe(0);
  });
});
