import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { tellMonth } from "../../demo/month/month";
import { apply } from "../../deploy/apply";
import { plan } from "../../deploy/plan";
import { withoutProgress } from "../../print/progress";
import { loadConfiguration } from "../../schema/load";
import { Checkout } from "../support/checkout";
import { machineHasPython } from "../support/python";
import { writeConfiguration, type ConfigurationChanges } from "../support/configuration";

const USE_CASE = "customer-churn";

/** The example with that use case alone, in some of its environments. */
function small(environments: readonly string[], useCase: Record<string, unknown>): ConfigurationChanges {
  const gone = ["dev", "preprod", "prod"].filter((name) => !environments.includes(name));
  return {
    organization: { promotionOrder: [...environments] },
    environments: Object.fromEntries(gone.map((name) => [name, undefined])),
    useCases: { "fuel-efficiency": undefined, [USE_CASE]: { environments: [...environments], ...useCase } },
    releases: {
      "fuel-efficiency": undefined,
      [USE_CASE]: Object.fromEntries(gone.map((name) => [name, undefined])),
    },
  };
}

/** What is in every file of a folder. */
function contents(folder: string, without: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => !without.some((one) => name === one || name.startsWith(`${one}/`)))
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );
}

const whereThereIsPython = machineHasPython() ? it : it.skip;

describe("mlops demo", () => {
  const checkout = new Checkout();
  const config = join(checkout.path, "small");
  const sandbox = join(checkout.path, ".sandbox");
  beforeAll(async () => {
    if (whereThereIsPython === it) await checkout.withPython("train");
  });
  afterAll(() => checkout.remove());

  it("says that it was stopped, and how to go on, when somebody presses Ctrl-C", async () => {
    writeConfiguration(config, small(["dev", "prod"], { overrides: undefined }));
    const child = spawn(process.execPath, ["cli/mlops.js", "demo", "--no-month", "--dir", "stopped"], {
      cwd: checkout.path,
      env: { ...process.env, MLOPS_CONFIG: config, NO_COLOR: "1" },
      // A group of its own: Ctrl-C reaches all that runs in a terminal.
      detached: true,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += String(data)));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const store = join(checkout.path, "stopped", "cloud.json");
    while (child.exitCode === null && !(existsSync(store) && readFileSync(store, "utf8").includes("/workspaces/"))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    process.kill(-child.pid!, "SIGINT");
    expect([await ended, said]).toEqual([
      130,
      expect.stringContaining("Stopped: what was made is kept. Run it again to go on."),
    ]);
    expect(said).not.toMatch(/mend the cause|MLOPS-DEMO|A month of/);
  });

  whereThereIsPython("tells a month, from drift to a rollback, and leaves the user's files alone", () => {
    writeConfiguration(config, small(["dev", "prod"], { overrides: undefined }));
    const env = { MLOPS_CONFIG: config, NO_COLOR: "1" };
    const deployed = checkout.run("node cli/mlops.js demo --no-month", env);
    expect({ code: deployed.code, errors: deployed.code === 0 ? "" : deployed.stderr }).toEqual({
      code: 0,
      errors: "",
    });
    expect(deployed.stdout).not.toContain("Week 1");
    const before = { config: contents(config), sandbox: contents(sandbox, ["month"]) };

    const { code, stdout, stderr } = checkout.run("node cli/mlops.js demo --only-month", env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

    // One line each, whatever the wrapping.
    const story = stdout.replace(/\s+/g, " ");
    for (const line of [
      "A month of customer-churn",
      "Mon 7 Dec 02:00 retraining schedule starts a training job in dev, prod",
      "batch scoring prod: customer-churn-batch-20261207050000 has completed: 12 has scored",
      "that night the extract held calls to support of the newest customers only",
      "plans and decisions about a model as <environment>-plan, deployments as <environment>-apply",
      "mlops promote --to dev --model 14: refused, champion: auc against 13, live in dev:",
      "Tue 8 Dec to Wed 9 Dec quiet:",
      "drift_customer-churn_model-12 in prod: call-volume, std_deviation",
      "of monthly_charge, threshold 0.1",
      "customer-churn-drift-events-camel runs the drift workflow: submitted; submits the training job drift-customer-churn-after-none",
      "customer-churn-drift-events-camel runs the drift workflow: cooling-down; the owner is told: Drift, but the last",
      "has completed and publishes version 15 to mlr-pfs (auc",
      "mlops promote --to dev --model 15: allowed",
      "mlops promote --to prod --model 15: refused, soak: live in dev for 1d, 3d asked for: wait 2d",
      "15 is tried in prod with copies of 20 % of the requests; approval by 2 of team model-risk, taken as given",
      "verdict REVIEW",
      "deployments are asked the sample request (promotion.smokeTest)",
      "mlops smoke --env dev: 15 answers 5 sample requests as its contract says",
      "mlops smoke --env prod: 15 answers 5 sample requests as its contract says",
      "labelled rows rightly, at least 0.7 asked for",
      "15 goes on in prod with 10 % of the requests",
      "15 goes on in prod with 50 % of the requests",
      "15 goes on in prod with 100 % of the requests",
      "15 becomes live in prod; 12 is kept until",
      "with a feature that somebody has simplified",
      "16 goes on in prod with 10 % of the requests",
      "requests (ZeroDivisionError: float division by zero)",
      "candidate-errors-model-16 fires:",
      "rollback workflow rolled-back",
      "minutes after the first error: model-15 100 %",
      "no changes: traffic stays where the workflow put it; warns: check.Traffic_rolled_back: model-16 was rolled back",
      "16 is taken out of prod; 15 answers all requests",
      "only their labels show it",
      "data-quality, numerical NullValueRate",
      "mlops plan: no changes in any of them",
    ]) {
      expect(story).toContain(line);
    }
    // Measured on the same customers, a retraining that knew such customers is far better.
    const labels =
      /customers whom the campaign brought .*? auc of 12, which answered them, ([\d.]+); of 15, trained since, ([\d.]+)/.exec(
        story,
      )!;
    expect(Number(labels[2])).toBeGreaterThan(Number(labels[1]) + 0.2);
    // What the labels show, no run before had shown.
    const [performance] = /model-15 in prod: performance, auc_loss [\d.]+.{0,200}/.exec(story)!;
    expect(performance).toMatch(
      /the same customers passed no threshold on \w+ \d+ Dec \(JensenShannonDistance at most 0\.0/,
    );
    // No step of a promotion gives anybody rights: nobody learns to approve such things unread.
    expect(story).not.toContain("access widens");
    expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);

    const month = join(sandbox, "month");
    const report = /^ {4}(\S+\.html)$/m.exec(stdout)![1]!;
    expect(readFileSync(join(checkout.path, report), "utf8")).toContain("<!doctype html>");
    const release = readFileSync(join(month, "config", "releases", `${USE_CASE}.yaml`), "utf8");
    expect(release).toMatch(/rejected:\s+- "16"/);
    expect(existsSync(join(month, "config", "releases", "evidence", USE_CASE, "prod-16.json"))).toBe(true);
    expect({ config: contents(config), sandbox: contents(sandbox, ["month"]) }).toEqual(before);
  });

  it("leaves the month out, and says how to get it, where there is no Python", () => {
    const env = { MLOPS_CONFIG: config, NO_COLOR: "1", MLOPS_PYTHON: "no-python" };
    expect(checkout.run("node cli/mlops.js demo --only-month", env)).toEqual({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(
        /^The month is left out: it is computed by training models, and no Python is new enough: install Python 3\.11 to 3\.13 .*\n$/,
      ),
    });
  });

  it("says what is missing where nothing is deployed", () => {
    const { code, stderr } = checkout.run("node cli/mlops.js demo --only-month --dir nowhere");
    expect(code).toBe(2);
    expect(stderr).toContain("MLOPS-DEMO-003 nothing is deployed in this sandbox");
    expect(existsSync(join(checkout.path, "nowhere"))).toBe(false);
  });

  whereThereIsPython("says so where nothing has made the identities that plan and deploy", () => {
    const store = JSON.parse(readFileSync(join(sandbox, "cloud.json"), "utf8")) as { resources: object };
    const resources = Object.fromEntries(Object.entries(store.resources).filter(([id]) => !/-plan$/i.test(id)));
    mkdirSync(join(checkout.path, "older", "state"), { recursive: true });
    writeFileSync(join(checkout.path, "older", "cloud.json"), JSON.stringify({ ...store, resources }));
    const { code, stderr } = checkout.run("node cli/mlops.js demo --only-month --dir older", { MLOPS_CONFIG: config });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /MLOPS-DEMO-006 .*\(given dev-plan, prod-plan\); run mlops demo without --only-month first/,
      ),
    ]);
  });
});

describe("a month", () => {
  const work = mkdtempSync(join(tmpdir(), "mlops-month-"));
  const config = join(work, "config");
  const dir = join(work, "sandbox");
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  async function deploy(useCase: Record<string, unknown>, ...stacks: (string | string[])[]): Promise<void> {
    rmSync(config, { recursive: true, force: true });
    writeConfiguration(config, small(["prod"], useCase));
    const common = { config, parallel: 2, sandbox: true, dir };
    const folder = join(work, "plans");
    // What a stack reads of the one before is there only after its apply.
    for (const together of stacks.map((one) => [one].flat())) {
      const { manifest } = await withoutProgress(() =>
        plan({ ...common, stacks: together, out: folder, mode: "normal", lock: false }),
      );
      expect(manifest!.stacks).toMatchObject(together.map(() => ({ status: "planned" })));
      const applied = await withoutProgress(() => apply({ ...common, folder, stacks: [], confirm: async () => true }));
      expect(applied).toMatchObject({ applied: together.map(() => ({ outcome: "applied" })) });
    }
  }

  /** What is told of the first days, on one line, and the names of training jobs that drift started. */
  async function tell(days: number): Promise<{ story: string; jobs: string[] }> {
    const lines: string[] = [];
    const paper = { write: (line: string) => void lines.push(line), width: 110, colour: false, busy: () => undefined };
    expect(await tellMonth({ dir, config, configuration: loadConfiguration(config), paper, days })).toBeUndefined();
    const store = JSON.parse(readFileSync(join(dir, "month", "cloud.json"), "utf8")) as { resources: object };
    const jobs = Object.keys(store.resources).filter((id) => id.includes("/jobs/drift-customer-churn"));
    return { story: lines.join("\n").replace(/\s+/g, " "), jobs: jobs.map((id) => relative(join(id, ".."), id)) };
  }

  // Nothing is tried first, so that few deployments are needed.
  const steps = [
    { trafficPercent: 10, bake: "24h" },
    { trafficPercent: 100, bake: "24h" },
  ];
  const drift = { mode: "automatic", signals: ["data-drift", "prediction-drift"], cooldown: "24h", maxPerWeek: 2 };

  whereThereIsPython("starts one training for two days of drift, as configured", async () => {
    await deploy({ overrides: undefined }, ["bootstrap", "registry"], "prod", "prod-customer-churn");
    const { story, jobs } = await tell(5);
    expect(story).toContain("drift workflow: submitted");
    expect(jobs).toEqual(["drift-customer-churn-after-none"]);
  });

  whereThereIsPython(
    "starts none, and rolls nothing back, where drift only notifies and more errors are allowed",
    async () => {
      const rollback = { serverErrorPercent: 50, latencyP95Milliseconds: 1000, onDrift: true };
      await deploy(
        {
          overrides: undefined,
          retraining: { onDrift: { ...drift, mode: "notify" } },
          promotion: { ...parsedUseCase()["promotion"], rollout: steps, rollback },
        },
        "prod-customer-churn",
      );
      const { story, jobs } = await tell(13);
      expect(story).toContain("drift workflow: notify-only; the owner is told:");
      expect(jobs).toEqual([]);
      expect(story).toContain("model-14 fails on");
      expect(story).toContain("endpoint-errors fires:");
      expect(story).not.toContain("rollback workflow");
      expect(story).toContain("model-14 100 %");
    },
  );

  whereThereIsPython("finds no drift below a higher threshold", async () => {
    const signals = (parsedUseCase()["monitors"] as { signals: Record<string, object> }).signals;
    const higher = {
      ...signals,
      "data-drift": { ...signals["data-drift"], numerical: { metric: "jensen-shannon-distance", above: 0.5 } },
      "prediction-drift": {
        ...signals["prediction-drift"],
        categorical: { metric: "population-stability-index", above: 0.5 },
      },
      "call-volume": { ...signals["call-volume"], above: 50 },
    };
    await deploy({ overrides: undefined, monitors: { signals: higher } }, "prod-customer-churn");
    const { story, jobs } = await tell(5);
    expect(story).not.toContain("drift monitor");
    expect(jobs).toEqual([]);
    expect(story).toContain("Tue 8 Dec to Fri 11 Dec quiet: 4 runs of monitors passed no threshold");
  });
});

/** The shipped file of the use case. */
function parsedUseCase(): Record<string, object> {
  return parse(readFileSync(join(__dirname, `../../config/use-cases/${USE_CASE}.yaml`), "utf8")) as Record<
    string,
    object
  >;
}
