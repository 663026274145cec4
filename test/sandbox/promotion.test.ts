import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../azure/connection";
import { liveFilesOf } from "../../deploy/promotion/live-files";
import { promote } from "../../deploy/promotion/promote";
import type { PromotionReport } from "../../deploy/promotion/report";
import { rollback } from "../../deploy/promotion/rollback";
import { rollout } from "../../deploy/promotion/rollout";
import { recordMonitorRun, recordRequests, registerModel, setProvisioningState } from "../../sandbox";
import { dataOf } from "../support/data";
import { enter } from "../support/in-sandbox";
import { interfere, PromotionWorld, USE_CASE } from "../support/promotion-world";
import { against, BEATEN } from "../release/facts";

const RELEASE = `# who serves what
dev:
  live:
    model: "13" # trained on Monday
  history: ["11", "12"]

preprod:
  live:
    model: '13'
  history: ["11", "12"]

# customers see this
prod:
  live:
    model: "12"
  history: ["11"]
`;
const CANDIDATE = '  candidate:\n    model: "13"\n    mirrorPercent: 20\n';
const cli = join(__dirname, "../../cli/mlops.js");

let world: PromotionWorld;
afterEach(() => {
  delete process.env["MLOPS_SANDBOX_AS"];
  return world.close();
});

const metrics = { auc: 0.85, recall: 0.7, baseline_gain: 0.3 };
const model = (version: string, changes: Partial<Parameters<typeof registerModel>[1]> = {}) =>
  registerModel(world.sandbox.cloud, {
    home: world.place("dev").ids.registry,
    model: USE_CASE,
    version,
    job: `train-${version}`,
    metrics,
    tags: { ...BEATEN, ...against() },
    ...changes,
  });
const monitorRuns = (environment: string, version: string, breached?: string) => {
  const { ids, names } = world.place(environment);
  const run = String(world.now.getTime());
  recordMonitorRun(world.sandbox.cloud, {
    workspace: ids.workspace,
    monitor: names.monitor(version),
    run,
    ...(breached !== undefined && { breached: [breached] }),
  });
};

/** A month of history: everything speaks for 13 in prod. */
async function open(release = RELEASE, start = "2026-12-01T12:00:00Z"): Promise<void> {
  world = await PromotionWorld.open(release, start);
  world.deploy();
  for (const version of ["11", "12", "13"]) model(version);
  world.pass(24 * 4);
  monitorRuns("preprod", "13");
  world.pass(1);
}

const toProd = (more: object = {}) => promote(USE_CASE, { ...world.options, to: "prod", ...more });
const refusals = ({ reasons }: PromotionReport) =>
  reasons.filter(({ result }) => result !== "pass").map(({ check, text }) => `${check}: ${text}`);
const evidence = (name: string) =>
  JSON.parse(readFileSync(join(world.config, "releases/evidence", USE_CASE, name), "utf8")) as {
    decisions: Record<string, unknown>[];
  };
/** So long ago that {@link open} ends about now: processes read the system's clock. */
const days = (count: number): string => new Date(Date.now() - (count * 24 + 1) * 3_600_000).toISOString();
const unchanged = () => {
  expect(world.release()).toBe(RELEASE);
  expect(existsSync(join(world.config, "releases/evidence"))).toBe(false);
};

/** Runs the command; asynchronously, because the sandbox that answers it lives in this process. */
const run = async (args: string[], env: Record<string, string> = {}) => {
  const all = { ...process.env, NO_COLOR: "1", ...env };
  const child = spawn(process.execPath, [cli, ...args, "--config", world.config], { env: all });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += String(data)));
  child.stderr.on("data", (data) => (stderr += String(data)));
  const status = await new Promise((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
};

describe("promotion", () => {
  it("is decided on what Azure says, and changes one thing in the release file", async () => {
    await open();
    const report = await toProd();
    expect(refusals(report)).toEqual([]);
    expect(report).toMatchObject({
      allowed: true,
      model: "13",
      target: "sandbox",
      changes: ["13 is tried in prod with copies of 20 % of the requests"],
    });
    expect(report.approval).toBe("2 of team model-risk; GitHub lets the change in only after they have approved it");
    expect(world.release()).toBe(RELEASE + CANDIDATE);
    const [decision] = evidence("prod-13.json").decisions;
    expect(decision).toMatchObject({ action: "promote", at: "2026-12-05T13:00:00.000Z", target: "sandbox" });
    expect(decision!["reasons"]).toEqual(report.reasons);
    // Live in preprod for four days, as seen from the endpoint.
    expect(decision!["seenLive"]).toContainEqual({
      environment: "preprod",
      model: "13",
      from: "2026-12-01T12:00:00.000Z",
      until: "2026-12-05T13:00:00.000Z",
    });
  });

  it("decides the same while Azure throttles, fails and breaks connections", async () => {
    await open();
    const quiet = await toProd({ dryRun: true });
    expect(quiet.allowed).toBe(true);
    for (const faults of ["429:0.3,seed:3", "500:0.3,seed:5", "429:0.2,500:0.2,latency:5ms,seed:9"]) {
      await world.start(faults);
      expect((await toProd({ dryRun: true })).reasons).toEqual(quiet.reasons);
    }
    await world.start();
    const proxy = await interfere(world.sandbox.loopbackUrl, (count) =>
      count % 3 === 1 ? "reset" : count % 3 === 2 ? "lose" : "pass",
    );
    enter(proxy);
    expect((await toProd({ dryRun: true })).reasons).toEqual(quiet.reasons);
    expect(proxy.requests()).toBeGreaterThan(20);
    await proxy.close();
    unchanged();
  });

  it("decides nothing when Azure does not answer, or not to the end", async () => {
    await open();
    await world.start("500:1");
    await expect(toProd()).rejects.toThrow("MLOPS-AZURE-004 Azure refused with HTTP 500");
    await world.start();
    const gone = await interfere(world.sandbox.loopbackUrl, () => "reset");
    enter(gone);
    await expect(toProd()).rejects.toThrow("MLOPS-AZURE-003 Azure was not reached");
    await gone.close();
    const forbidden = await interfere(world.sandbox.loopbackUrl, (_count, { url }) =>
      url!.includes("/jobs?")
        ? { status: 403, body: { error: { code: "AuthorizationFailed", message: "no right to read jobs" } } }
        : "pass",
    );
    enter(forbidden);
    await expect(toProd()).rejects.toThrow("MLOPS-AZURE-002 whoever is signed in may not do this");
    await forbidden.close();
    unchanged();
  });

  it.each<[string, () => unknown, string]>([
    [
      "no metrics",
      () => model("13", { metrics: { auc: 0.85 } }),
      "metric recall: no tag metrics.recall; at least 0.6 asked for",
    ],
    [
      "a metric that is NaN",
      () => model("13", { metrics: { ...metrics, auc: "NaN" } }),
      'metric auc: tag metrics.auc in registry is no number: "NaN"; at least 0.82 asked for',
    ],
    [
      "a version registered twice",
      () => model("13", { home: world.place("dev").ids.workspace, job: "another" }),
      "registered once: 13 in registry is not what it is in workspace dev: job train-13, job another",
    ],
    [
      "a model registered under two numbers",
      () => model("14", { job: "train-13" }),
      "registered once: 13 and 14 are the same model, registered twice",
    ],
    [
      "a clock that is wrong",
      () => (world.skewMilliseconds = -20 * 60_000),
      "clock: this machine's clock is 1200 s behind Azure's: set it right first",
    ],
    [
      "an endpoint mid-update",
      () => setProvisioningState(world.sandbox.cloud, world.place("prod").ids.endpoint, "Updating"),
      "prod settled: Azure is changing the endpoint of prod right now (Updating): try again in a few minutes",
    ],
    [
      "drift",
      () => monitorRuns("preprod", "13", "data-drift"),
      "drift: 13 in preprod drifts: found by its monitor 0s ago",
    ],
  ])("refuses on %s, and writes nothing", async (_name, spoil, reason) => {
    await open();
    spoil();
    const report = await toProd({ model: "13" });
    expect(report).toMatchObject({ allowed: false, files: [] });
    expect(refusals(report)).toContain(reason);
    unchanged();
  });

  it("publishes a trained version, although the answer is lost on the way", async () => {
    await open();
    const { ids } = world.place("dev");
    model("14", { home: ids.workspace });
    const toDev = (more: object = {}) => promote(USE_CASE, { ...world.options, to: "dev", ...more });
    expect(refusals(await toDev())).toEqual(["registry: 14 is in workspace dev, not in the registry: add --publish"]);
    expect((await toDev({ publish: true, dryRun: true })).allowed).toBe(true);
    expect(world.sandbox.cloud.show(`${ids.registry}/models/${USE_CASE}/versions/14`)).toBeUndefined();
    await world.start("lost:1");
    expect(await toDev({ publish: true })).toMatchObject({ allowed: true, model: "14" });
    expect(
      world.sandbox.cloud.show(`${ids.registry}/models/${USE_CASE}/versions/14`)?.properties["tags"],
    ).toMatchObject({ "metrics.auc": "0.85" });
    expect(world.release()).toContain('    model: "14"\n    mirrorPercent: 20');
  });

  it("publishes from storage behind a firewall only by a rule for the registry, and says so before Azure refuses", async () => {
    await open();
    const { ids } = world.place("dev");
    const { store } = world.sandbox;
    model("14", { home: ids.workspace });
    const account = `${ids.workspace.split("/providers/")[0]!}/providers/Microsoft.Storage/storageAccounts/stdev`;
    const workspace = store.get(ids.workspace)!;
    store.put({ ...workspace, body: { location: "westeurope", properties: { storageAccount: account } } });
    const letIn = (publicNetworkAccess: string, ...registries: readonly string[]) =>
      store.put({
        id: account,
        type: "Microsoft.Storage/storageAccounts",
        body: {
          location: "westeurope",
          properties: {
            publicNetworkAccess,
            networkAcls: {
              defaultAction: "Deny",
              resourceAccessRules: registries.map((resourceId) => ({ resourceId })),
            },
          },
        },
        readOnly: {},
      });
    const toDev = (more: object = {}) => promote(USE_CASE, { ...world.options, to: "dev", publish: true, ...more });
    const before = world.release();
    const { registry } = world.place("dev");
    const own = `/registries/${registry}`;
    for (const [access, rules, why] of [
      ["Enabled", [], "no resource instance rule"],
      ["Enabled", [ids.registry.replace(own, `${own}-other`)], "no resource instance rule"],
      ["Disabled", [ids.registry], "no public access"],
    ] as const) {
      letIn(access, ...rules);
      await expect(toDev({ dryRun: true })).rejects.toThrow(why);
      await expect(toDev()).rejects.toThrow("MLOPS-PROMOTE-020");
      await expect(
        fetch(
          `${world.sandbox.loopbackUrl}${ids.workspace}/models/${USE_CASE}/versions/14/publish?api-version=2025-06-01`,
          {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ registryName: registry, destinationName: USE_CASE, destinationVersion: "14" }),
          },
        ).then(async (answer) => [answer.status, await answer.text()]),
      ).resolves.toEqual([403, expect.stringContaining("AuthorizationFailure")]);
    }
    expect(world.sandbox.cloud.show(`${ids.registry}/models/${USE_CASE}/versions/14`)).toBeUndefined();
    expect(world.release()).toBe(before);
    letIn("Enabled", ids.registry);
    expect(await toDev()).toMatchObject({ allowed: true, model: "14" });
    expect(world.sandbox.cloud.show(`${ids.registry}/models/${USE_CASE}/versions/14`)).toBeDefined();
  });

  it("leaves old files or new ones when it is killed, and goes on where it was", async () => {
    await open(RELEASE, days(4));
    const folder = join(world.config, "releases");
    const seen = new Set<string>();
    for (let delay = 0; delay < 6; delay++) {
      writeFileSync(world.releaseFile, RELEASE);
      const child = spawn(process.execPath, [cli, "promote", USE_CASE, "--to", "prod", "--config", world.config], {
        stdio: "ignore",
        env: process.env,
      });
      const ended = new Promise((resolve) => child.once("close", resolve));
      const written = join(folder, "evidence", USE_CASE);
      const busy = setInterval(() => {
        const names = existsSync(written) ? readdirSync(written, { recursive: true }) : [];
        if (names.length > 0) setTimeout(() => child.kill("SIGKILL"), delay);
      }, 1);
      await ended;
      clearInterval(busy);
      const text = world.release();
      expect([RELEASE, RELEASE + CANDIDATE]).toContain(text);
      seen.add(text === RELEASE ? "old" : "new");
      for (const name of readdirSync(written).filter((one) => one.endsWith(".json")))
        expect(evidence(name).decisions).toHaveLength(1);
    }
    writeFileSync(world.releaseFile, RELEASE);
    const { status, stdout } = await run(["promote", USE_CASE, "--to", "prod"]);
    expect(stdout).toContain("Promote customer-churn 13 to prod: allowed");
    expect(status).toBe(0);
    expect(world.release()).toBe(RELEASE + CANDIDATE);
    expect(evidence("prod-13.json").decisions).toHaveLength(1);
  });
});

describe("a candidate", () => {
  const toNext = (more: object = {}) => rollout(USE_CASE, { ...world.options, ...more });
  const serve = (hours: number, more: object = {}) => {
    const from = new Date(world.now);
    world.pass(hours);
    const { ids } = world.place("prod");
    recordRequests(world.sandbox.cloud, {
      endpoint: ids.endpoint,
      deployment: "model-13",
      from,
      to: world.now,
      requestsPerMinute: 30,
      serverErrorPercent: 0.5,
      latencyP95Milliseconds: 400,
      ...more,
    });
    monitorRuns("prod", "13");
  };

  it("goes step by step from a copy of requests to all of them, and becomes live", async () => {
    await open();
    await toProd();
    world.deploy("prod");
    expect(refusals(await toNext())).toEqual([
      "bake: at this step for 0s, 1d asked for: wait 1d",
      "errors: 13: 0 answers on record since its step began, 20 are needed to judge it",
      "latency: 13: no latency on record since its step began",
      "drift: the monitor of 13 in prod has not run yet",
    ]);
    const shares: unknown[] = [];
    const branches: unknown[] = [];
    for (const hours of [25, 25, 13, 25]) {
      serve(hours);
      const report = await toNext();
      expect(refusals(report)).toEqual([]);
      shares.push(report.changes[0]);
      branches.push(report.next[0]);
      expect(report.next.at(-1)).toBe("after the review: npx cdktf deploy 'prod*'");
      world.deploy("prod");
    }
    expect(shares).toEqual([
      "13 goes on in prod with 10 % of the requests",
      "13 goes on in prod with 50 % of the requests",
      "13 goes on in prod with 100 % of the requests",
      "13 becomes live in prod; 12 is kept until 2026-12-11 05:00 UTC",
    ]);
    expect(world.release()).toBe(
      RELEASE.replace(
        '  live:\n    model: "12"\n  history: ["11"]',
        '  live:\n    model: "13"\n  history: ["11", "12"]\n  former:\n    model: "12"\n    keepUntil: 2026-12-11T05:00:00.000Z',
      ),
    );
    expect(evidence("prod-13.json").decisions).toHaveLength(5);
    expect(branches).toEqual([
      "git switch -c rollout/customer-churn-prod-13-traffic-10",
      "git switch -c rollout/customer-churn-prod-13-traffic-50",
      "git switch -c rollout/customer-churn-prod-13-traffic-100",
      "git switch -c rollout/customer-churn-prod-13-live",
    ]);
    // Nothing is tried any more; what is kept stays until its time is over.
    const kept = await toNext();
    expect(kept.allowed).toBe(false);
    expect(kept.reasons.map(({ text }) => text).join("\n")).toContain("drop it sooner with --drop-former");
  });

  it.each<[string, () => unknown, string[]]>([
    [
      "it answers nobody",
      () => world.pass(25),
      [
        "errors: 13: 0 answers on record since its step began, 20 are needed to judge it",
        "latency: 13: no latency on record since its step began",
        "drift: the monitor of 13 in prod has not run yet",
      ],
    ],
    [
      "it fails too often",
      () => serve(25, { serverErrorPercent: 6 }),
      ["errors: 13: 6 % server errors among 45000 answers, at most 5 % allowed"],
    ],
    [
      "it is slow",
      () => serve(25, { latencyP95Milliseconds: 1200 }),
      ["latency: 13: 95th percentile at most 1200 ms, 1000 ms allowed"],
    ],
    ["too little time has passed", () => serve(23), ["bake: at this step for 23h, 1d asked for: wait 1h"]],
    [
      "it drifts",
      () => (serve(25), world.pass(1), monitorRuns("prod", "13", "prediction-drift")),
      ["drift: 13 in prod drifts: found by its monitor 0s ago"],
    ],
  ])("stays where it is when %s", async (_name, meanwhile, reasons) => {
    await open(RELEASE + CANDIDATE);
    world.deploy("prod");
    meanwhile();
    const report = await toNext();
    expect(report.allowed).toBe(false);
    expect(refusals(report)).toEqual(reasons);
    expect(world.release()).toBe(RELEASE + CANDIDATE);
  });

  it("is compared on live answers that are read from where the environment keeps them, by whoever may", async () => {
    await open(RELEASE + CANDIDATE);
    const { sandbox } = world;
    const place = world.place("prod");
    const { workspace } = place.ids;
    const group = workspace.split("/providers/")[0]!;
    const put = (id: string, type: string, body: object) =>
      sandbox.store.put({ id, type, body: body as never, readOnly: {} });
    for (const account of ["stlabels", "stcollected"])
      put(`${group}/providers/Microsoft.Storage/storageAccounts/${account}`, "Microsoft.Storage/storageAccounts", {});
    const store = (name: string, accountName: string, containerName: string) =>
      put(`${workspace}/datastores/${name}`, "Microsoft.MachineLearningServices/workspaces/datastores", {
        properties: { datastoreType: "AzureBlob", accountName, containerName },
      });
    store("collected_data", "stcollected", "collected");
    store("own", "stlabels", "labels");
    put(`${workspace}/data/turned-out/versions/1`, "Microsoft.MachineLearningServices/workspaces/data/versions", {
      properties: { dataUri: `azureml://${workspace.slice(1).replace("/providers/Microsoft.MachineLearningServices", "")}/datastores/own/paths/churn & co/` }, // prettier-ignore
    });
    const blob = (account: string, container: string, path: string, text: string) =>
      sandbox.blobs.write({ account, container, path }, Buffer.from(text), {});
    const folder = join(world.dir, "read");
    const asked = { endpoint: "churn", deployments: ["model-12", "model-13"], from: "2026-12-01T09:30:00Z" };
    const find = async (labels: { asset: string; version: string } | undefined) => {
      const azure = await connect({});
      return liveFilesOf(azure, place, { ...asked, labels }, folder).finally(() => azure.close());
    };
    const labels = { asset: "turned-out", version: "1" };
    // An owner may not read blobs, as on Azure.
    expect(await find(labels)).toBe(
      "whoever asks may not read stcollected: somebody with Storage Blob Data Reader on it runs the command, or gets that role",
    );
    const reader = "9a5f3c51-0e5b-4f0a-8f4f-3c5e9c9c1d02";
    const readerRole = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    for (const role of [readerRole, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"])
      put(
        `${group}/providers/Microsoft.Authorization/roleAssignments/${role}`,
        "Microsoft.Authorization/roleAssignments",
        {
          properties: {
            principalId: reader,
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          },
        },
      );
    process.env["MLOPS_SANDBOX_AS"] = reader;
    expect(await find(labels)).toBe("data.labels, turned-out:1, holds no files yet");
    for (const [hour, line] of [
      ["08", "old"],
      ["09", "new"],
    ] as const)
      // prettier-ignore
      blob("stcollected", "collected", `modelDataCollector/churn/model-13/answers/2026/12/01/${hour}/a.jsonl`, line);
    blob("stlabels", "labels", "churn & co/MLTable", "paths: [file: a.csv]");
    blob("stlabels", "labels", "churn & co/a.csv", "customer_id,churned\n1,0\n");
    blob("stlabels", "labels", "churn & co-other/b.csv", "of another");
    const found = (await find(labels)) as { answers: string; labels: string };
    expect(readdirSync(found.labels).sort()).toEqual(["MLTable", "a.csv"]);
    const day = join(found.answers, "modelDataCollector/churn/model-13/answers/2026/12/01");
    expect(readdirSync(day)).toEqual(["09"]);
    expect(readFileSync(join(day, "09/a.jsonl"), "utf8")).toBe("new");

    expect(await find(undefined)).toMatch(/names no data\.labels/);
    expect(await find({ asset: "other", version: "1" })).toBe("data.labels, other:1, is not in the workspace");
  });

  it("is rolled back in one edit, for good", async () => {
    await open(RELEASE + CANDIDATE);
    world.deploy("prod");
    const { ids } = world.place("prod");
    const { cloud } = world.sandbox;
    const endpoint = cloud.get(ids.endpoint)!;
    const properties = {
      ...(endpoint.body["properties"] as object),
      properties: { "rolledBack-model-13": "2026-12-05T13:30:00Z" },
      mirrorTraffic: {},
      traffic: { "model-12": 100 },
    };
    cloud.write({ ...endpoint, body: { ...endpoint.body, properties } as never });
    serve(25);
    expect(refusals(await toNext())).toContain(
      "not rolled back: 13 was rolled back at 2026-12-05T13:30:00Z: make it final with mlops rollback",
    );
    const report = await rollback(USE_CASE, { ...world.options, env: "prod", reason: "too many errors" });
    expect(report.reasons.at(-1)!.text).toBe(
      "model-13 answers 0 % of the requests now; it was rolled back by itself at 2026-12-05T13:30:00Z",
    );
    expect(world.release()).toBe(`${RELEASE}  rejected:\n    - "13"\n`);
    expect(evidence("prod-13.json").decisions).toMatchObject([{ action: "rollback", because: "too many errors" }]);
    world.deploy("prod");
    expect(refusals(await toProd({ model: "13" }))).toContain(
      "not rejected: 13 was rolled back in prod: train a new version",
    );
  });

  it("is rolled back without Azure, too, and takes later environments along", async () => {
    await open(RELEASE + CANDIDATE);
    process.env["MLOPS_SANDBOX_ARM"] = "https://localhost:1";
    const report = await rollback(USE_CASE, { ...world.options, env: "preprod", reason: "too many errors" });
    expect(report.changes).toEqual([
      "preprod goes back from 13 to 12",
      "13 is taken out of prod; 12 answers all requests",
    ]);
    expect(report.reasons.at(-1)!.text).toMatch(/^not asked: Azure was not reached/);
    expect(world.release()).toContain("preprod:\n  live:\n    model: '12'\n");
    expect(world.release()).not.toContain("candidate");
  });
});

describe("the command line", () => {
  it("tells refusals, bad input and an absent gh apart by exit code", async () => {
    await open();
    const refused = await run(["promote", USE_CASE, "--to", "prod", "--model", "14", "--json"]);
    expect(refused.status).toBe(1);
    expect(dataOf("decision", refused.stdout)).toMatchObject({ allowed: false, model: "14", files: [] });
    const wrong = await run(["promote", USE_CASE, "--to", "production"]);
    expect(wrong).toMatchObject({ status: 2, stdout: "" });
    expect(wrong.stderr).toContain(
      "MLOPS-PROMOTE-002 customer-churn does not serve in this environment (given production; allowed dev, preprod, prod)",
    );
    const noWords = await run(["rollout", USE_CASE, "--env", "prod", "--override", ""]);
    expect(noWords.status).toBe(2);
    expect(noWords.stderr).toContain("MLOPS-PROMOTE-008 this needs a reason in words");
    const noGh = await run(["rollback", USE_CASE, "--env", "prod", "--open-pr"], { PATH: "" });
    expect(noGh.status).toBe(2);
    expect(noGh.stderr).toContain("MLOPS-PROMOTE-005 the GitHub CLI gh was not found");
    unchanged();
  });

  it("opens a pull request with the evidence, and leaves the rest of the working tree alone", async () => {
    await open();
    const bin = join(world.dir, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "gh"),
      `#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "$@" > "${world.dir}/gh-args"\ncat > "${world.dir}/gh-body"\necho https://github.example/pfs/mlops/pull/7\n`,
    );
    chmodSync(join(bin, "gh"), 0o755);
    const git = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(
        "git",
        ["-c", "user.name=t", "-c", "user.email=t@t.example", ...args],
        { cwd: world.config, encoding: "utf8" },
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
      return stdout.trim();
    };
    spawnSync("git", ["init", "--bare", "-q", join(world.dir, "origin.git")]);
    git("init", "-q", "-b", "main");
    git("config", "user.name", "t");
    git("config", "user.email", "t@t.example");
    git("add", "-A");
    git("commit", "-qm", "all");
    git("remote", "add", "origin", join(world.dir, "origin.git"));
    writeFileSync(join(world.config, "notes.txt"), "mine");
    const { PATH } = process.env;
    const { status, stdout, stderr } = await run(
      ["rollback", USE_CASE, "--env", "prod", "--reason", "it is | worse", "--open-pr"],
      { PATH: `${bin}:${PATH!}` },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("Pull request: https://github.example/pfs/mlops/pull/7");
    expect(git("log", "--format=%s", "origin/rollback/customer-churn-prod-12", "-1")).toBe(
      "fix(release): customer-churn, prod goes back from 12 to 11",
    );
    expect(git("show", "--name-only", "--format=", "origin/rollback/customer-churn-prod-12").split("\n")).toEqual([
      "releases/customer-churn.yaml",
      "releases/evidence/customer-churn/prod-12.json",
    ]);
    expect(readFileSync(join(world.dir, "gh-body"), "utf8")).toContain(
      "| back in prod | pass | 11 answers all requests in prod |",
    );
    expect(git("branch", "--show-current")).toBe("main");
    expect(git("status", "--short")).toBe("?? notes.txt");
    expect(world.release()).toBe(RELEASE);
  });
});
