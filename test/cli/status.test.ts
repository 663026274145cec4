import { readdirSync } from "node:fs";
import { join } from "node:path";
import { chosenEnvironment } from "../../schema/choose";
import { knownAlerts, placeAlert } from "../../cli/status/alerts";
import { limitsOf } from "../../cli/status/status";
import { project } from "../support/documents";
import { attentionOf } from "../../cli/status/attention";
import type { EnvironmentFacts, UseCaseFacts } from "../../cli/status/facts";
import type { Rates } from "../../cost/estimate";
import { judgeEnvironment } from "../../cli/status/judge";
import type { EnvironmentStatus, StatusReport } from "../../cli/status/model";
import { placeOf } from "../../cli/status/place";
import { renderStatus } from "../../cli/status/render";
import { frame } from "../../cli/status/watch";
import { breachText, ROOT_TAG } from "../../domain/monitors/breach";
import { rollbackMark } from "../../domain/promotion/rollback-mark";
import { exampleConfiguration, withoutBatch } from "../support/configuration";

const CHURN = "customer-churn";
const configuration = exampleConfiguration({
  // What scores by the clock has facts of its own below.
  useCases: { [CHURN]: withoutBatch },
  releases: {
    [CHURN]: { preprod: { live: { model: "12" }, candidate: { model: "13", trafficPercent: 50 }, history: ["11"] } },
  },
});
const place = placeOf(configuration, chosenEnvironment(configuration, "preprod"));
const churn = place.useCases.find(({ config }) => config.name === CHURN)!;
const limits = new Map([[`preprod/${CHURN}`, { serverErrorPercent: 1, latencyP95Milliseconds: 400 }]]);
const now = "2026-12-16T10:00:00Z";

const deployment = (name: string, more: object = {}) => ({
  id: `${churn.endpointId}/deployments/${name}`,
  name,
  sku: { capacity: 3 },
  properties: { provisioningState: "Succeeded", ...more },
});
const schedule = (name: string, isEnabled = true) => ({
  name,
  properties: { isEnabled },
  systemData: { createdAt: "2026-12-01T00:00:00Z" },
});
const job = (name: string, createdAt: string, status = "Completed", tags: Record<string, string> = {}) => ({
  name,
  createdAt,
  status,
  tags,
});
const monitorOf = (model: string) => churn.names.monitor(model);
/** A run of a version's monitor: named as Azure ML likes, shown as the schedule and the time. */
const runOf = (model: string, createdAt: string, status = "Completed", tags: Record<string, string> = {}) => ({
  ...job(`calm_reef_${createdAt.length}${model}`, createdAt, status, tags),
  displayName: `${monitorOf(model)}-${createdAt.replaceAll(/[-:]/g, "")}`,
  experimentName: "Default",
});

const healthyUseCase: UseCaseFacts = {
  trainings: [
    job("old", "2026-12-07T01:00:10Z", "Failed", { trigger: "schedule" }),
    job("new", "2026-12-14T01:00:10Z", "Completed", { trigger: "schedule" }),
  ],
  endpoint: {
    name: churn.names.endpoint,
    properties: { provisioningState: "Succeeded", traffic: { "model-12": 50, "model-13": 50 }, mirrorTraffic: {} },
  },
  deployments: [deployment("model-12"), deployment("model-13")],
  requests: [
    { split: { deployment: "model-12", statuscodeclass: "2xx" }, averages: [10, 10] },
    { split: { deployment: "model-12", statuscodeclass: "5xx" }, averages: [] },
  ],
  latency: [{ split: { deployment: "model-12" }, averages: [100, 120.4] }],
};
const healthy: EnvironmentFacts = {
  now,
  unread: [],
  workspace: { name: "mlw-pfs-preprod", properties: {} },
  schedules: [schedule(churn.names.retrainingSchedule), schedule(monitorOf("12")), schedule(monitorOf("13"))],
  computes: [],
  jobs: [runOf("12", "2026-12-16T04:30:10Z"), runOf("13", "2026-12-16T04:30:10Z")],
  autoscale: [],
  alerts: [],
  budget: null,
  useCases: new Map([[CHURN, healthyUseCase]]),
};

const withoutJobs: EnvironmentFacts = Object.fromEntries(
  Object.entries(healthy).filter(([part]) => !["jobs", "alerts"].includes(part)),
) as unknown as EnvironmentFacts;

const onlyChurn = { ...place, useCases: [churn] };
const judge = (changes: Partial<EnvironmentFacts> = {}, useCase: Partial<UseCaseFacts> = {}): EnvironmentStatus =>
  judgeEnvironment(onlyChurn, {
    ...healthy,
    useCases: new Map([[CHURN, { ...healthyUseCase, ...useCase }]]),
    ...changes,
  });
const attention = (...parameters: Parameters<typeof judge>) => attentionOf([judge(...parameters)], limits);
const told = (...parameters: Parameters<typeof judge>) =>
  attention(...parameters).map(({ severity, what, todo }) => `${severity}: ${what} -> ${todo}`);

describe("what mlops status makes of facts", () => {
  it("tells what nodes without work cost by the hour, where the size has a price in the cluster's region", () => {
    const cluster = (name: string, idleNodeCount: number, vmSize: string, computeLocation?: string) => ({
      name,
      location: "westeurope",
      properties: {
        computeType: "AmlCompute",
        ...(computeLocation !== undefined && { computeLocation }),
        properties: { vmSize, scaleSettings: { maxNodeCount: 4 }, nodeStateCounts: { idleNodeCount } },
      },
    });
    const price: Record<string, number> = { "Standard_D8s_v3 westeurope": 0.46, "Standard_D8s_v3 eastus": 0.384 };
    const rates: Rates = {
      currency: "USD",
      of: (meter, region) => {
        const known = price[`${meter} ${region}`];
        return known === undefined
          ? undefined
          : { price: known, region, standIn: false, asOf: "2026-12-01", source: "a list" };
      },
    };
    const computes = [
      cluster("here", 2, "Standard_D8s_v3"),
      cluster("there", 1, "Standard_D8s_v3", "eastus"),
      cluster("busy", 0, "Standard_D8s_v3"),
      cluster("odd", 1, "Standard_Unknown"),
    ];
    const judged = judgeEnvironment(onlyChurn, { ...healthy, computes }, rates);
    expect(judged.clusters.map(({ idleCost }) => idleCost)).toEqual([
      { perHour: 0.92, currency: "USD" },
      { perHour: 0.38, currency: "USD" },
      undefined,
      undefined,
    ]);
    const report = { version: 1, at: now, target: "azure", attention: [], environments: [judged] } as const;
    const shown = renderStatus(report, { colour: false, width: 300 });
    expect(shown).toContain("here ? of 4 nodes, 2 idle for 0.92 USD an hour · there ? of 4 nodes, 1 idle for 0.38 USD");
    expect(shown).toContain("busy ? of 4 nodes · odd ? of 4 nodes, 1 idle ·".slice(0, -2));
  });

  it("tells of nodes that idle and of runs that wait, with how long the first has waited", () => {
    const cluster = (name: string, idleNodeCount: number) => ({
      name,
      properties: {
        computeType: "AmlCompute",
        properties: { currentNodeCount: 3, scaleSettings: { maxNodeCount: 4 }, nodeStateCounts: { idleNodeCount } },
      },
    });
    const jobs = [
      job("late", "2026-12-16T09:30:00Z", "Queued"),
      job("first", "2026-12-16T08:00:00Z", "Queued"),
      job("done", "2026-12-16T07:00:00Z"),
    ];
    const judged = judge({ computes: [cluster("cpu", 2), cluster("gpu", 0)], jobs });
    expect(judged).toMatchObject({
      clusters: [
        { name: "cpu", idleNodes: 2 },
        { name: "gpu", idleNodes: 0 },
      ],
      queue: { runs: 2, since: "2026-12-16T08:00:00Z" },
    });
    const shown = renderStatus(
      { version: 1, at: now, target: "azure", attention: [], environments: [judged] },
      { colour: false, width: 200 },
    );
    expect(shown).toContain("cpu 3 of 4 nodes, 2 idle · gpu 3 of 4 nodes · 2 runs in the queue, the first came 2h ago");
    expect(judge().queue).toBeUndefined();
  });

  it("finds nothing wrong where nothing is", () => {
    expect(told()).toEqual([]);
    expect(judge().useCases[0]).toMatchObject({
      state: "deployed",
      endpoint: {
        mismatches: [],
        versions: [
          {
            role: "live",
            model: "12",
            trafficPercent: 50,
            instances: { now: 3, min: 2, max: 6 },
            lastHour: { answers: 100, serverErrorPercent: 0, latencyP95Milliseconds: 120 },
          },
          { role: "candidate", model: "13", releasedTrafficPercent: 50 },
        ],
      },
      retraining: { last: { job: "new", trigger: "schedule" }, next: "2026-12-21T01:00:00Z" },
    });
    expect(judge().useCases[0]!.endpoint!.versions[1]).not.toHaveProperty("lastHour");
  });

  it.each<[string, Partial<UseCaseFacts>, string]>([
    [
      "a share that a person changed",
      { endpoint: { properties: { provisioningState: "Succeeded", traffic: { "model-12": 90, "model-13": 10 } } } },
      "warning: endpoint and release file differ: model-12 answers 90 % of requests, the release file says 50 %; model-13 answers 10 % of requests, the release file says 50 % -> npx mlops plan preprod-customer-churn",
    ],
    [
      "a copy of requests that nobody released",
      {
        endpoint: {
          properties: { traffic: { "model-12": 50, "model-13": 50 }, mirrorTraffic: { "model-13": 20 } },
        },
      },
      "warning: endpoint and release file differ: model-13 gets a copy of 20 %, the release file says 0 % -> npx mlops plan preprod-customer-churn",
    ],
    [
      "a deployment that is missing",
      { deployments: [deployment("model-12")] },
      "warning: endpoint and release file differ: model-13 does not exist, but is candidate in the release file -> npx mlops plan preprod-customer-churn",
    ],
    [
      "a deployment that nobody released",
      { deployments: [deployment("model-12"), deployment("model-13"), deployment("model-9")] },
      "warning: endpoint and release file differ: model-9 is deployed, but the release file does not name it -> npx mlops plan preprod-customer-churn",
    ],
    [
      "a deployment that failed",
      { deployments: [deployment("model-12"), deployment("model-13", { provisioningState: "Failed" })] },
      "critical: model-13 could not be deployed -> docs/runbooks/model-deploy-failed.md",
    ],
    [
      "a candidate that was rolled back, once, without its shares",
      {
        endpoint: {
          properties: {
            provisioningState: "Succeeded",
            traffic: { "model-12": 100, "model-13": 0 },
            properties: { [rollbackMark("model-13")]: "2026-12-16T08:00:00Z" },
          },
        },
      },
      "critical: model-13 was rolled back, but is still the candidate in the release file -> npx mlops rollback customer-churn --env preprod",
    ],
    [
      "server errors",
      {
        requests: [
          { split: { deployment: "model-12", statuscodeclass: "2xx" }, averages: [9] },
          { split: { deployment: "model-12", statuscodeclass: "5xx" }, averages: [1] },
        ],
      },
      "critical: model-12 answered 10 % of the last hour's requests with server errors, at most 1 % are allowed -> docs/runbooks/endpoint-errors.md",
    ],
    [
      "slow answers",
      { latency: [{ split: { deployment: "model-12" }, averages: [100, 401] }] },
      "warning: model-12 took up to 401 ms in the last hour, 400 ms are allowed -> docs/runbooks/endpoint-latency.md",
    ],
    [
      "a failed training",
      { trainings: [job("bad", "2026-12-14T01:00:10Z", "Failed", { trigger: "drift" })] },
      "warning: training bad failed -> docs/runbooks/training-failed.md",
    ],
    [
      "a scheduled training that did not come",
      { trainings: [job("old", "2026-12-07T01:00:10Z")] },
      "warning: a scheduled training did not come -> docs/guides/operating.md, a run did not come",
    ],
  ])("tells of %s", (_, useCase, expected) => {
    expect(told({}, useCase)).toEqual([expected]);
  });

  it("tells of components that are named and exist nowhere", () => {
    const ml = join(project, "ml");
    expect([...limitsOf(configuration, ml).values()].flatMap(({ absent }) => absent ?? [])).toEqual([]);
    const named = exampleConfiguration({ useCases: { [CHURN]: { training: { component: "churn_trainng" } } } });
    const found = attentionOf([judge()], limitsOf(named, ml)).map(({ what, todo }) => `${what} -> ${todo}`);
    expect(found).toEqual([
      expect.stringMatching(
        /^its component churn_trainng:\S+ is neither in ml\/ nor external: true -> npx mlops ml check$/,
      ),
    ]);
    // Where the commands are run from elsewhere, nothing can be said.
    expect(attentionOf([judge()], limitsOf(named, join(ml, "none")))).toEqual([]);
  });

  it("tells of one endpoint that is not there as of something to deploy", () => {
    expect(told({}, { endpoint: null })).toEqual([
      "informational: is not deployed here -> npx cdktf deploy preprod-customer-churn",
    ]);
  });

  it("makes nothing of a few answers, nor of missing metrics", () => {
    const few = { split: { deployment: "model-12", statuscodeclass: "5xx" }, averages: [3] };
    expect(told({}, { requests: [few] })).toEqual([]);
    const without = judge({}, { requests: [], latency: [] });
    expect(without.useCases[0]!.endpoint!.versions[0]).not.toHaveProperty("lastHour");
  });

  it("reads which signals a monitor's run found, by whole names", () => {
    const signals = [churn.names.signal("13", "data-drift"), churn.names.signal("13", "call-volume")];
    const found = (...names: readonly string[]) =>
      Object.fromEntries(names.map((signal) => [`${ROOT_TAG}${signal}`, breachText(signal)]));
    const jobs = [healthy.jobs![0]!, runOf("13", "2026-12-16T04:31:00Z", "Completed", found(...signals))];
    expect(told({ jobs })).toEqual([
      "warning: model 13 drifts: call-volume, data-drift passed their thresholds -> docs/guides/operating.md, a model drifts",
    ]);
    const results = judge({ jobs }).useCases[0]!.monitors[1]!.signals.map(
      ({ signal, result }) => `${signal} ${result}`,
    );
    expect(results).toEqual([
      "attribution-drift pass",
      "call-volume breached",
      "data-drift breached",
      "data-quality pass",
      "performance pass",
      "prediction-drift pass",
    ]);
    // A longer name that begins the same is another signal.
    const weekly = found(`${signals[0]!}-weekly`);
    const other = [healthy.jobs![0]!, runOf("13", "2026-12-16T04:31:00Z", "Completed", weekly)];
    expect(told({ jobs: other })).toEqual([]);
    // A run that broke after it had found something tells both.
    const broken = [healthy.jobs![0]!, runOf("13", "2026-12-16T04:31:00Z", "Failed", found(signals[0]!))];
    expect(told({ jobs: broken })).toEqual([
      "warning: model 13 drifts: data-drift passed its threshold -> docs/guides/operating.md, a model drifts",
      "warning: the monitor of model 13 failed -> docs/runbooks/monitor-failed.md",
    ]);
  });

  it("tells failed monitors from drift, and silent ones from both", () => {
    const failed = [healthy.jobs![0]!, runOf("13", "2026-12-16T04:31:00Z", "Failed")];
    expect(told({ jobs: failed })).toEqual([
      "warning: the monitor of model 13 failed -> docs/runbooks/monitor-failed.md",
    ]);
    expect(told({ jobs: [healthy.jobs![0]!] })).toEqual([
      "warning: the monitor of model 13 has stopped running -> docs/runbooks/monitor-silent.md",
    ]);
    // What was not read through to the end may hold the run.
    expect(told({ jobs: [healthy.jobs![0]!], jobsCut: true })).toEqual([]);
    const paused = healthy.schedules!.map(({ name }) => schedule(String(name), name !== monitorOf("13")));
    expect(told({ jobs: [healthy.jobs![0]!], schedules: paused })).toEqual([]);
    expect(told({ schedules: healthy.schedules!.slice(0, 2) })).toEqual([
      "warning: the monitor of model 13 is not there -> npx mlops plan preprod-customer-churn",
    ]);
  });

  it("says what could not be read, each reason once, and judges the rest", () => {
    const unread = ["jobs", "alerts", "budget", "clusters"].map((what) => ({ what, why: "HTTP 403" }));
    const status = judgeEnvironment(onlyChurn, { ...withoutJobs, unread });
    expect(attentionOf([status], limits).map(({ severity, what }) => `${severity}: ${what}`)).toEqual([
      "warning: jobs, alerts, budget and 1 more could not be read: HTTP 403",
    ]);
    expect(status.useCases[0]!.monitors[0]!.signals[0]!.result).toBe("unknown");
    expect(status.useCases[0]!.monitors[0]).not.toHaveProperty("missed");
  });

  it("tells an environment that is not there from one that could not be read", () => {
    const empty = { now, useCases: new Map() };
    expect(judgeEnvironment(place, { ...empty, workspace: null, unread: [] }).state).toBe("not deployed");
    const refused = { ...empty, workspace: undefined, unread: [{ what: "workspace", why: "HTTP 403" }] };
    expect(judgeEnvironment(place, refused).state).toBe("unread");
    expect(attentionOf([judgeEnvironment(place, refused)], limits)[0]!.severity).toBe("critical");
  });
});

describe("open alerts", () => {
  const alert = (rule: string, more: object = {}) => ({
    properties: {
      essentials: {
        alertRule: `/subscriptions/x/providers/Microsoft.Insights/metricAlerts/${rule}`,
        severity: "Sev1",
        startDateTime: "2026-12-16T09:00:00Z",
        ...more,
      },
    },
  });

  it("has a runbook for every alert, and an alert for every runbook", () => {
    const runbooks = readdirSync(join(__dirname, "../../docs/runbooks"));
    const pages = runbooks.filter((name) => name !== "README.md").map((name) => name.replace(/\.md$/, ""));
    expect([...knownAlerts].sort()).toEqual(pages.sort());
  });

  it.each([
    ["pfs-preprod-failed-runs", { alert: "failed-runs" }],
    ["pfs-preprod-customer-churn-endpoint-errors", { alert: "endpoint-errors", useCase: CHURN }],
    [
      "pfs-preprod-customer-churn-deployment-memory-model-13",
      { alert: "deployment-memory", useCase: CHURN, subject: "model-13" },
    ],
    ["somebody-elses-rule", { alert: "somebody-elses-rule" }],
  ])("knows what %s is about", (rule, expected) => {
    const placed = placeAlert(place, alert(rule));
    expect(placed).toMatchObject({ rule, severity: "critical", ...expected });
    expect(placed.useCase).toBe("useCase" in expected ? expected.useCase : undefined);
    expect(placed.runbook).toBe(rule.startsWith("pfs") ? `docs/runbooks/${expected.alert}.md` : undefined);
  });

  it("leaves out what somebody closed, and does not tell twice what an alert tells", () => {
    const errors = alert("pfs-preprod-customer-churn-monitor-failed");
    const jobs = [healthy.jobs![0]!, runOf("13", "2026-12-16T04:31:00Z", "Failed")];
    expect(told({ alerts: [errors], jobs })).toEqual([
      "critical: alert monitor-failed: a run of the drift monitor broke, so that nobody looked for drift -> docs/runbooks/monitor-failed.md",
    ]);
    expect(told({ alerts: [alert("pfs-preprod-failed-runs", { alertState: "Closed" })] })).toEqual([]);
  });

  it("puts the worst first, then what began last", () => {
    const alerts = [
      alert("pfs-preprod-failed-runs", { severity: "Sev2", startDateTime: "2026-12-16T09:30:00Z" }),
      alert("pfs-preprod-unusable-nodes", { severity: "Sev2", startDateTime: "2026-12-16T09:40:00Z" }),
      alert("pfs-preprod-role-assignment-written", { severity: "Sev3", startDateTime: "2026-12-16T09:50:00Z" }),
      alert("pfs-preprod-resource-health", { severity: "Sev1", startDateTime: "2026-12-16T01:00:00Z" }),
    ];
    expect(attention({ alerts }).map(({ todo }) => todo.replace("docs/runbooks/", ""))).toEqual([
      "resource-health.md",
      "unusable-nodes.md",
      "failed-runs.md",
      "role-assignment-written.md",
    ]);
  });
});

describe("batch scoring in mlops status", () => {
  const scored = exampleConfiguration({
    useCases: {
      [CHURN]: {
        serving: {
          batch: {
            component: "customer_churn_scoring",
            version: "1",
            external: true,
            cluster: "cpu",
            schedule: { every: "week", on: ["monday"], at: "04:00", timeZone: "UTC", startDate: "2026-12-07" },
            outputs: { list: { type: "uri_folder", path: "azureml://datastores/workspaceblobstore/paths/list/" } },
          },
        },
      },
    },
    releases: { [CHURN]: { preprod: { live: { model: "12" } } } },
  });
  const own = placeOf(scored, chosenEnvironment(scored, "preprod"));
  const useCases = own.useCases.filter(({ config }) => config.name === CHURN);
  const { batch: name } = useCases[0]!.names;
  const run = (createdAt: string, status = "Completed") =>
    job(`run-${createdAt}`, createdAt, status, { "batch-of-customer-churn": "12" });
  const statusOf = (scorings: UseCaseFacts["scorings"], schedules = [schedule(name)], version = "12") =>
    judgeEnvironment(
      { ...own, useCases: useCases.map((one) => ({ ...one, config: { ...one.config, ...releaseOf(one, version) } })) },
      {
        ...healthy,
        schedules: [...healthy.schedules!, ...schedules],
        useCases: new Map([
          [CHURN, { ...healthyUseCase, deployments: [deployment("model-12")], ...(scorings && { scorings }) }],
        ]),
      },
    );
  const releaseOf = ({ config }: (typeof useCases)[number], version: string) =>
    version === "none" ? { release: { ...config.release, live: undefined } } : {};
  const about = (status: EnvironmentStatus) =>
    attentionOf([status], limits)
      .map(({ what, todo }) => `${what} -> ${todo}`)
      .filter((one) => one.includes("batch"));
  const shown = (status: EnvironmentStatus) =>
    renderStatus(
      { version: 1, at: now, target: "azure", attention: [], environments: [status] },
      { colour: false, width: 140 },
    );

  it("tells the last run, its result, what scored, and the next run", () => {
    const status = statusOf([run("2026-12-07T04:00:10Z", "Failed"), run("2026-12-14T04:00:10Z")]);
    expect(status.useCases[0]!.batch).toEqual({
      schedule: "enabled",
      last: { job: "run-2026-12-14T04:00:10Z", status: "Completed", at: "2026-12-14T04:00:10Z", model: "12" },
      next: "2026-12-21T04:00:00Z",
    });
    expect(about(status)).toEqual([]);
    expect(shown(status)).toMatch(/batch {9}completed 2d 5h ago with 12 · next 2026-12-21 04:00 UTC/);
  });

  it.each<[string, UseCaseFacts["scorings"], ReturnType<typeof schedule>[] | undefined, string]>([
    [
      "a run that failed",
      [run("2026-12-14T04:00:10Z", "Failed")],
      undefined,
      "batch scoring run-2026-12-14T04:00:10Z failed -> docs/runbooks/batch-failed.md",
    ],
    [
      "a run that did not come",
      [run("2026-12-07T04:00:10Z")],
      undefined,
      "a scheduled batch scoring did not come -> docs/runbooks/batch-late.md",
    ],
    [
      "a schedule that is gone",
      [],
      [],
      "the schedule of batch scoring is not there -> npx mlops plan preprod-customer-churn",
    ],
  ])("asks for attention to %s", (_, scorings, schedules, told) => {
    expect(about(statusOf(scorings, schedules))).toEqual([told]);
  });

  it("misses nothing where no version is live or jobs could not be read, and is silent about use cases without it", () => {
    expect(statusOf([], [], "none").useCases[0]!.batch).toEqual({ schedule: "none" });
    expect(statusOf(undefined).useCases[0]!.batch).toEqual({ schedule: "enabled", next: "2026-12-21T04:00:00Z" });
    expect(judge().useCases[0]).not.toHaveProperty("batch");
  });
});

describe("how mlops status shows it", () => {
  const environments = [
    judge({}, { endpoint: { properties: { traffic: { "model-12": 100 }, provisioningState: "Updating" } } }),
  ];
  const report: StatusReport = {
    version: 1,
    at: now,
    target: "azure",
    attention: attentionOf(environments, limits),
    environments,
  };

  it.each([60, 80, 140])("fits into %d columns", (width) => {
    const lines = renderStatus(report, { colour: false, width }).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(lines.join("\n").replaceAll(/\s+/g, " ")).toContain("≠ release file: 50 %");
    expect(lines.join("\n")).toContain("customer-churn  endpoint Updating");
  });

  it("is coloured only if asked", () => {
    expect(renderStatus(report, { colour: false, width: 80 })).not.toContain("\u001b");
    expect(renderStatus(report, { colour: true, width: 80 })).toContain("\u001b[33m");
  });

  it("redraws a terminal in place and counts what does not fit", () => {
    const drawn = frame("one\ntwo\nthree\nfour\nfive\nsix", 6, 30);
    expect(drawn.startsWith("\u001b[Hone\u001b[K\n")).toBe(true);
    expect(drawn).toContain("… 3 more lines");
    expect(drawn).not.toContain("four");
    expect(frame("one", 6, 30)).toBe("\u001b[Hone\u001b[K\nevery 30 s, Ctrl-C ends\u001b[K\u001b[J");
  });
});
