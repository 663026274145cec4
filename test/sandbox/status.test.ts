import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { chosenEnvironment } from "../../schema/choose";
import type { StatusReport } from "../../cli/status/model";
import { placeOf } from "../../cli/status/place";
import { trainingTag } from "../../domain/promotion/training-tag";
import { fireAlert, recordMonitorRun, recordRequests, startSandbox, type Sandbox } from "../../sandbox";
import { dataOf } from "../support/data";
import { Checkout, type Ran } from "../support/checkout";
import { SHIPPED } from "../support/configuration";

const CHURN = "customer-churn";
const configuration = loadConfiguration(SHIPPED);
const dev = placeOf(configuration, chosenEnvironment(configuration, "dev"));
const churn = dev.useCases.find(({ config }) => config.name === CHURN)!;
const workspace = dev.workspaceId;
const live = churn.config.release.live!;
const deploymentId = `${churn.endpointId}/deployments/${live.deployment}`;

describe("mlops status and doctor, against a deployed sandbox", () => {
  let checkout: Checkout;
  let sandbox: Sandbox;
  let now: Date;

  const mlops = (
    parameters: string,
    signal?: { readonly after: number; readonly name: NodeJS.Signals },
  ): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn(join(checkout.path, "node_modules/.bin/mlops"), parameters.split(" "), {
        cwd: checkout.path,
        env: { ...process.env, ...sandbox.env, COLUMNS: "80" },
      });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString("utf8");
        if (signal !== undefined && stdout.split("Status at").length > signal.after) child.kill(signal.name);
      });
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    });
  const status = async (parameters = "status dev --json"): Promise<StatusReport> =>
    dataOf("status", (await mlops(parameters)).stdout) as StatusReport;
  const arm = async (method: string, id: string, version: string, body?: object) => {
    const answer = await fetch(`${sandbox.loopbackUrl}${id}?api-version=${version}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect({ id, status: answer.status }).toEqual({
      id,
      status: method === "GET" ? 200 : answer.status < 300 ? answer.status : "accepted",
    });
    return (await answer.json()) as Record<string, object>;
  };
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const limit = (limits: object) => writeFileSync(join(sandbox.dir, "limits.json"), JSON.stringify(limits));
  /** A training job as the schedule or drift submits it, in a state that jobs reach only by running. */
  const train = async (name: string, trigger: string, state: string, at: Date) => {
    const clock = now;
    now = at;
    const tags = { trigger, "use-case": CHURN, [trainingTag(CHURN)]: trigger };
    const id = `${workspace}/jobs/${name}`;
    await arm("PUT", id, "2025-06-01", {
      properties: { jobType: "Pipeline", experimentName: `${CHURN}-training`, tags },
    });
    const job = sandbox.store.get(id)!;
    const readOnly = job.readOnly as { properties: object };
    sandbox.store.put({ ...job, readOnly: { ...readOnly, properties: { ...readOnly.properties, status: state } } });
    now = clock;
  };
  const monitorRun = (run: string, at: Date, breached?: string) => {
    const clock = now;
    now = at;
    const monitor = churn.names.monitor(live.model);
    recordMonitorRun(sandbox.cloud, {
      workspace,
      monitor,
      run,
      ...(breached !== undefined && { breached: [breached] }),
    });
    now = clock;
  };

  beforeAll(async () => {
    checkout = new Checkout();
    const deploy = "npx mlops sandbox -- npx cdktf deploy registry dev dev-customer-churn --auto-approve";
    const deployed = checkout.run(deploy);
    expect({ code: deployed.code, output: deployed.code === 0 ? "" : deployed.stdout + deployed.stderr }).toEqual({
      code: 0,
      output: "",
    });
    now = new Date("2026-12-16T10:00:00Z");
    sandbox = await startSandbox({ dir: join(checkout.path, ".sandbox"), now: () => now });
  });
  afterAll(async () => {
    await sandbox.close();
    checkout.remove();
  });

  it("shows a healthy use case, and what is not deployed", async () => {
    await train("train-1", "schedule", "Completed", new Date("2026-12-14T01:00:20Z"));
    monitorRun("1", new Date("2026-12-16T04:30:30Z"));
    recordRequests(sandbox.cloud, {
      endpoint: churn.endpointId,
      deployment: live.deployment,
      from: ago(60),
      to: now,
      requestsPerMinute: 20,
      latencyP95Milliseconds: 210,
    });
    const { code, stdout, stderr } = await mlops("status");
    expect({ code, stderr: stderr.replaceAll(/^npm warn.*\n/gm, "") }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Status at 2026-12-16 10:00 UTC, in the simulated Azure");
    expect(stdout).toContain("dev  no open alerts · cpu 0 of 4 nodes · memory 0 of 2 nodes");
    // The hour ends at Azure's clock, which may have moved past a time grain since `now`.
    expect(stdout).toMatch(
      /live {10}13 {2}100 % of requests · 1 of 1–2 instances · last hour: 1[12]00 answers, 0 % errors/,
    );
    expect(stdout).toContain("completed 2d 8h ago (schedule) · next 2026-12-21 01:00 UTC");
    expect(stdout).toContain("monitor 13    ran 5h 29m ago · all 9 signals pass · next 2026-12-17 04:30 UTC");
    expect(stdout).toContain("preprod  not deployed");
    expect(stdout).not.toContain("CRITICAL");
    expect(stdout).toContain("→ npx cdktf deploy dev-fuel-efficiency");
    expect(stdout).not.toContain("\u001b");
  });

  it("puts what is wrong first, with the runbook or command for it", async () => {
    await train("train-2", "drift", "Failed", ago(30));
    monitorRun("2", ago(90), churn.names.signal(live.model, "data-drift"));
    recordRequests(sandbox.cloud, {
      endpoint: churn.endpointId,
      deployment: live.deployment,
      from: ago(20),
      to: now,
      requestsPerMinute: 100,
      serverErrorPercent: 30,
    });
    const rule = (name: string) => `${dev.resourceGroupId}/providers/Microsoft.Insights/metricAlerts/${name}`;
    fireAlert(sandbox.cloud, {
      rule: rule(dev.names.alertRule(`${CHURN}-deployment-memory-${live.deployment}`)),
      target: deploymentId,
      severity: 2,
      at: ago(10),
    });
    fireAlert(sandbox.cloud, {
      rule: rule(dev.names.alertRule("failed-runs")),
      target: workspace,
      severity: 2,
      at: ago(25),
    });
    fireAlert(sandbox.cloud, {
      rule: rule(dev.names.alertRule("unusable-nodes")),
      target: workspace,
      severity: 2,
      at: ago(15),
      resolved: true,
    });
    // A person moved the traffic by hand.
    const endpoint = await arm("GET", churn.endpointId, "2025-06-01");
    const properties = { ...endpoint["properties"], traffic: { [live.deployment]: 0 } };
    await arm("PUT", churn.endpointId, "2025-06-01", { ...endpoint, properties });

    const { attention, environments } = await status();
    expect(attention.map(({ severity, useCase, what, todo }) => [severity, useCase, what, todo])).toEqual([
      [
        "critical",
        CHURN,
        expect.stringMatching(
          /^model-13 answered 2\d\.\d+ % of the last hour's requests with server errors, at most 1 %/,
        ),
        "docs/runbooks/endpoint-errors.md",
      ],
      [
        "warning",
        CHURN,
        "alert deployment-memory (model-13): instances of a deployment are about to run out of memory",
        "docs/runbooks/deployment-memory.md",
      ],
      ["warning", undefined, "alert failed-runs: a training or pipeline run failed", "docs/runbooks/failed-runs.md"],
      ["warning", CHURN, "training train-2 failed", "docs/runbooks/training-failed.md"],
      [
        "warning",
        CHURN,
        "model 13 drifts: data-drift passed its threshold",
        "docs/guides/operating.md, a model drifts",
      ],
      ["warning", CHURN, "a scheduled batch scoring did not come", "docs/runbooks/batch-late.md"],
      [
        "warning",
        CHURN,
        "endpoint and release file differ: model-13 answers 0 % of requests, the release file says 100 %",
        "npx mlops plan dev-customer-churn",
      ],
      ["informational", "fuel-efficiency", "is not deployed here", "npx cdktf deploy dev-fuel-efficiency"],
    ]);
    const found = environments[0]!.useCases[0]!;
    expect(found.retraining.last).toMatchObject({ job: "train-2", status: "Failed", trigger: "drift" });
    expect(found.monitors[0]!.signals.map(({ signal, result }) => `${signal} ${result}`)).toContain(
      "data-drift breached",
    );
    expect(found.monitors[0]!.signals.filter(({ result }) => result === "pass")).toHaveLength(8);
    const { stdout } = await mlops("status dev");
    expect(stdout.indexOf("Needs attention (8)")).toBeLessThan(stdout.indexOf("customer-churn\n"));
    expect(stdout).toContain("≠ release file: 100 %");
  });

  it("goes on where one environment may not be read, and says so", async () => {
    limit({ denied: [`/subscriptions/${configuration.environments[2]!.subscription}`] });
    const { code, stdout } = await mlops("status");
    limit({});
    expect(code).toBe(1);
    expect(stdout).toContain("prod  could not be read");
    expect(stdout).toMatch(/CRITICAL {2}prod: workspace could not be read: whoever is signed in may not do this/);
    expect(stdout).toContain("live          13");
  });

  it("reads all the same when Azure throttles", async () => {
    await sandbox.close();
    sandbox = await startSandbox({ dir: sandbox.dir, now: () => now, faults: "429:0.2,seed:5" });
    const { code, stdout } = await mlops("status dev");
    await sandbox.close();
    sandbox = await startSandbox({ dir: sandbox.dir, now: () => now });
    expect(stdout).toContain("live          13");
    expect(stdout).not.toContain("could not be read");
    expect(code).toBe(0);
  });

  it("says that nothing could be read when Azure is not reached", async () => {
    const { armUrl } = sandbox;
    Object.assign(sandbox.env, { MLOPS_SANDBOX_ARM: "https://localhost:9" });
    const { code, stdout } = await mlops("status dev");
    const examined = await mlops("doctor dev");
    Object.assign(sandbox.env, { MLOPS_SANDBOX_ARM: armUrl });
    expect(code).toBe(1);
    expect(stdout).toMatch(/CRITICAL {2}dev: workspace could not be read: Azure was not reached/);
    expect(stdout).toContain("dev  could not be read");
    expect(examined.code).toBe(0);
    expect(examined.stdout).toMatch(/unknown {2}subscription {2}Azure was not reached/);
  });

  it("watches: snapshots where there is no terminal, and Ctrl-C ends it", async () => {
    const { code, stdout } = await mlops("status dev --watch 5", { after: 2, name: "SIGINT" });
    expect(code).toBe(130);
    expect(stdout.match(/^Status at/gm)!.length).toBeGreaterThanOrEqual(2);
    expect(stdout).not.toContain("\u001b");
  });

  it("finds in mlops doctor that names are the environment's own, and what deleting one leaves", async () => {
    const healthy = await mlops("doctor dev");
    expect({ code: healthy.code, bad: healthy.stdout.match(/^ {2}FAIL.*/gm) }).toEqual({ code: 0, bad: null });
    expect(healthy.stdout).toContain(`key vault ${dev.names.keyVault} is in use by this environment`);
    expect(healthy.stdout).toContain("may write resources and role assignments in rg-pfs-dev-ml");
    expect(healthy.stdout).toContain("standardDASv4Family: at most 10 of 500 cores, 4 in use now");

    const vault = sandbox.store.all().find(({ type }) => type === "Microsoft.KeyVault/vaults")!;
    const deletedAt = now.toISOString();
    sandbox.store.remove([vault.id], [{ resource: vault, deletedAt, retentionDays: 90, purgeProtected: true }]);
    const after = await mlops("doctor dev");
    sandbox.store.purge(vault.id);
    sandbox.store.put(vault);
    expect(after.code).toBe(1);
    expect(after.stdout).toMatch(/FAIL {5}name {10}key vault \S+ was deleted and holds its name until 2027-03-16/);
    expect(after.stdout).toContain("→ count up generation in config/environments/dev.yaml");
  });

  it("rejects an environment that does not exist, and a wrong interval", async () => {
    const unknown = await mlops("status dv");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("did you mean dev?");
    const often = await mlops("status --watch 1");
    expect(often.code).toBe(2);
    expect(often.stderr).toContain("from 5 to 3600");
  });
});
