import { Testing, type TerraformStack } from "cdktf";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rollback } from "../../deploy/promotion/rollback";
import { loadConfiguration } from "../../schema/load";
import { placeOf } from "../../stacks/use-case-place";
import { UseCaseStack } from "../../stacks/use-case";
import { testApp } from "../support/app";
import { shippedTexts, writeFiles } from "../support/configuration";
import { enter } from "../support/in-sandbox";
import { environmentIsThere } from "../support/environment-is-there";
import { Workbench } from "../support/terraform";

const ML = "Microsoft.MachineLearningServices/workspaces";
const USE_CASE = "customer-churn";
const ON_CALL = "7c1f0e55-2f0e-4b7c-8f6a-9c2d1e3b4a77";
const KEPT_UNTIL = "2026-12-12T12:00:00.000Z";

let bench: Workbench;
let config: string;
const before = { ...process.env };

/** What everything lives in, as the shipped configuration names it. */
const shipped = loadConfiguration(join(__dirname, "../../config"));
const environment = shipped.environments.find(({ name }) => name === "prod")!;
const place = placeOf(shipped.organization, environment, USE_CASE);
const ENDPOINT = `${place.ids.workspace}/onlineEndpoints/${place.names.endpoint}`;

beforeAll(async () => {
  bench = await Workbench.open({
    tenant: shipped.organization.tenant,
    now: () => new Date("2026-12-10T12:00:00Z"),
  });
  environmentIsThere(bench.sandbox, place, shipped.organization, environment);
  config = join(bench.dir, "config");
  const file = `use-cases/${USE_CASE}.yaml`;
  const callers = `    onDrift: true\n    callers:\n      - group: ${ON_CALL}\n        name: On call\n`;
  const texts = new Map(shippedTexts());
  writeFiles(config, texts.set(file, texts.get(file)!.replace("    onDrift: true\n", callers)));
  enter(bench.sandbox);
});
afterAll(async () => {
  process.env = before;
  await bench.close();
});

/** Writes the release of production; everything was live in the environments before. */
function release(prod: string): void {
  const passed = 'live:\n    model: "20"\n  history: ["11", "12", "13", "14"]\n';
  writeFileSync(
    join(config, "releases", `${USE_CASE}.yaml`),
    `dev:\n  ${passed}preprod:\n  ${passed}prod:\n${prod.replace(/^/gm, "  ")}\n`,
  );
}

/** Synthesizes the stack as it is configured now, and plans it. What a plan would do: `action type` → how many. */
async function planned(): Promise<{ counts: Record<string, number>; output: string }> {
  const { organization, environments, useCases } = loadConfiguration(config);
  const useCase = useCases.find(({ name }) => name === USE_CASE)!;
  const stack = new UseCaseStack(testApp(), "prod-customer-churn", {
    organization,
    environment: environments.find(({ name }) => name === "prod")!,
    useCase,
  });
  writeFileSync(join(bench.dir, "main.tf.json"), Testing.synth(stack as TerraformStack, true));
  const plan = await bench.terraform("plan", "-input=false", "-out=next.plan");
  if (plan.code !== 0) throw new Error(plan.output);
  const shown = await bench.terraform("show", "-json", "next.plan");
  const { resource_changes = [] } = JSON.parse(shown.output) as {
    resource_changes?: {
      type: string;
      change: { actions: string[]; before: { type?: string } | null; after: { type?: string } | null };
    }[];
  };
  const counts: Record<string, number> = {};
  for (const { type, change } of resource_changes) {
    const action = change.actions.join("-");
    if (action === "no-op" || action === "read") continue;
    // Actions on Azure are no resources there: they send the endpoint as it is to be.
    const arm = (change.after ?? change.before)?.type?.split("@")[0]!.split("/").slice(1).join("/");
    const what = type === "azapi_resource" ? arm! : type === "azapi_resource_action" ? "(send)" : type;
    counts[`${action} ${what}`] = (counts[`${action} ${what}`] ?? 0) + 1;
  }
  return { counts, output: plan.output };
}

/** Deploys a release; what its plan said. The next one is empty. */
async function goTo(prod: string): Promise<Record<string, number>> {
  release(prod);
  return deploy();
}

async function deploy(): Promise<Record<string, number>> {
  const { counts } = await planned();
  const { code, output } = await bench.terraform("apply", "-input=false", "next.plan");
  if (code !== 0) throw new Error(output);
  expect((await planned()).counts).toEqual({});
  return counts;
}

const traffic = () => bench.sandbox.cloud.show(ENDPOINT)!.properties["traffic"];
const deployments = () => bench.sandbox.cloud.ofType(`${ML}/onlineEndpoints/deployments`).map(({ name }) => name);
const options = () => ({
  config,
  env: "prod",
  reason: "twice as many errors",
  now: () => new Date("2026-12-10T12:00:00Z"),
});
const files = () => ({
  release: readFileSync(join(config, "releases", `${USE_CASE}.yaml`), "utf8"),
  evidence: existsSync(join(config, "releases", "evidence", USE_CASE, "prod-13.json")),
});
const said = ({ reasons }: Awaited<ReturnType<typeof rollback>>) => reasons.map(({ text }) => text).join("\n");

const live12 = 'live:\n  model: "12"\nhistory: ["11"]';
const tried = (share: string) => `${live12}\ncandidate:\n  model: "13"\n  ${share}`;
const live13 = `live:\n  model: "13"\nhistory: ["11", "12"]\nformer:\n  model: "12"\n  keepUntil: ${KEPT_UNTIL}`;

/** What must not be in the plan of an ordinary promotion. */
const lasting = /identity|role_assignment|storage_container|actionGroups|(create|delete) workflows/;

/** Once for each deployment: it and all that is only its own. */
const own = (action: "create" | "delete") => ({
  [`${action} workspaces/onlineEndpoints/deployments`]: 1,
  [`${action} autoscalesettings`]: 1,
  [`${action} workspaces/data`]: 3,
  [`${action} workspaces/data/versions`]: 3,
  [`${action} workspaces/schedules`]: 1,
  // What switches the monitor off before it goes.
  [`${action} (send)`]: 1,
});
/** Metric rules and query rules. */
const alerts = (action: "create" | "delete", metric: number, query: number) => ({
  [`${action} metricAlerts`]: metric,
  [`${action} azurerm_monitor_scheduled_query_rules_alert_v2`]: query,
});
/** What is live, tried or kept changes: the endpoint is sent whole once, its shares are set, the workflow knows. */
const reassigned = { "create (send)": 1, "delete (send)": 1, "update azapi_update_resource": 1, "update workflows": 1 };
const sum = (...parts: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const [what, count] of parts.flatMap(Object.entries<number>)) {
    if (count > 0) total[what] = (total[what] ?? 0) + count;
  }
  return total;
};
/** What follows the live version: the alert on its latency, and the subscription that retrains. */
const liveMoves = {
  "update metricAlerts": 1,
  "update systemTopics/eventSubscriptions": 2,
  "update workflows": 1,
};

describe("what each step of a promotion touches, with real Terraform", () => {
  const steps: Record<string, Record<string, number>> = {};

  it("makes what rolls back with the use case", async () => {
    release("history: []");
    const { counts } = await planned();
    expect(counts).toMatchObject({ "create workflows": 1 });
    expect(bench.sandbox.cloud.show(ENDPOINT)).toBeUndefined();
    steps["first"] = await goTo(live12);
    expect(Object.keys(steps["first"]).filter((key) => !key.startsWith("create "))).toEqual([]);
  });

  it("starts a candidate", async () => {
    steps["start"] = await goTo(tried("mirrorPercent: 20"));
  });

  it("takes a step", async () => {
    steps["step"] = await goTo(tried("trafficPercent: 10"));
    expect(steps["step"]).toEqual({ "update azapi_update_resource": 1 });
  });

  it("ends the rollout, and keeps the former version without requests", async () => {
    await goTo(tried("trafficPercent: 100"));
    steps["end"] = await goTo(live13);
    expect(traffic()).toEqual({ "model-13": 100, "model-12": 0 });
    expect(deployments()).toEqual(["model-12", "model-13"]);
    expect(Object.keys(steps["end"]).filter((key) => key.includes("deployments"))).toEqual([]);
  });

  describe("mlops rollback --now", () => {
    afterEach(() => void delete process.env["MLOPS_SANDBOX_AS"]);

    it("is refused to whom no role lets start it, and writes nothing", async () => {
      const untouched = files();
      process.env["MLOPS_SANDBOX_AS"] = "00000000-1111-4222-8333-444444444444";
      await expect(rollback(USE_CASE, { ...options(), atOnce: true })).rejects.toThrow(
        /MLOPS-AZURE-002.*you may not start the rollback of prod.*promotion\.rollback\.callers/s,
      );
      expect(files()).toEqual(untouched);
      expect(traffic()).toEqual({ "model-13": 100, "model-12": 0 });
    });

    it("needs its reason before anything moves", async () => {
      const { config: folder, env, now } = options();
      await expect(rollback(USE_CASE, { config: folder, env, now, atOnce: true })).rejects.toThrow("MLOPS-PROMOTE-012");
      expect(traffic()).toEqual({ "model-13": 100, "model-12": 0 });
    });

    it("says what it would move", async () => {
      const report = await rollback(USE_CASE, { ...options(), atOnce: true, dryRun: true });
      expect(said(report)).toContain("would move all requests from model-13 to model-12");
      expect(traffic()).toEqual({ "model-13": 100, "model-12": 0 });
    });

    it("moves nothing back to a version that is gone, and says how to go back all the same", async () => {
      const id = `${ENDPOINT}/deployments/model-12`;
      const resource = bench.sandbox.store.get(id)!;
      bench.sandbox.store.put({ ...resource, readOnly: { properties: { provisioningState: "Failed" } } });
      const report = await rollback(USE_CASE, { ...options(), atOnce: true });
      bench.sandbox.store.put(resource);

      expect(report).toMatchObject({ allowed: false, files: [] });
      expect(said(report)).toContain(
        "model-12 is Failed in prod, and cannot take the requests: roll back without --now",
      );
      expect(traffic()).toEqual({ "model-13": 100, "model-12": 0 });
    });

    it("moves everything to the former version for whom the configuration names, and the next plan agrees", async () => {
      process.env["MLOPS_SANDBOX_AS"] = ON_CALL;
      const report = await rollback(USE_CASE, { ...options(), atOnce: true });
      delete process.env["MLOPS_SANDBOX_AS"];

      expect(report.allowed).toBe(true);
      expect(said(report)).toMatch(/all requests moved from model-13 to model-12, \d+\.\d s after the command to/);
      expect(traffic()).toEqual({ "model-13": 0, "model-12": 100 });
      expect(files()).toMatchObject({ evidence: true, release: expect.stringMatching(/rejected:\s+- "13"/) });

      // The release as it was deployed: nothing is pushed back, and the warning says why.
      const written = files().release;
      release(live13);
      const { counts, output } = await planned();
      expect(counts).toEqual({});
      expect(output).toContain("model-13 was rolled back at 2026-12-10T12:00:00");

      writeFileSync(join(config, "releases", `${USE_CASE}.yaml`), written);
      steps["back"] = await deploy();
      expect(traffic()).toEqual({ "model-12": 100 });
      expect(deployments()).toEqual(["model-12"]);
    });

    it("has nothing to move where nothing is tried and nothing kept", async () => {
      const untouched = files();
      const report = await rollback(USE_CASE, { ...options(), atOnce: true });
      expect(report).toMatchObject({ allowed: false, files: [] });
      expect(said(report)).toContain("no former version is kept in prod");
      expect(files()).toEqual(untouched);
    });

    it("takes a candidate out, too", async () => {
      await goTo(`${live12}\ncandidate:\n  model: "14"\n  trafficPercent: 50\nrejected: ["13"]`);
      const report = await rollback(USE_CASE, { ...options(), atOnce: true });
      expect(said(report)).toContain("all requests moved from model-14 to model-12");
      expect(traffic()).toEqual({ "model-12": 100, "model-14": 0 });
      steps["out"] = await deploy();
    });

    it("says so when the workflow is not deployed", async () => {
      const { subscriptionId, resourceGroup } = place.resourceGroup;
      const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Logic/workflows/${place.names.workflow("rollback")}`;
      await goTo(`live:\n  model: "20"\nhistory: ["12"]\nformer:\n  model: "12"\n  keepUntil: ${KEPT_UNTIL}`);
      // With the workflow go the roles on it.
      const taken = bench.sandbox.store.all().filter((one) => one.id.toLowerCase().startsWith(id.toLowerCase()));
      bench.sandbox.cloud.delete(id);
      await expect(rollback(USE_CASE, { ...options(), atOnce: true })).rejects.toThrow(
        /MLOPS-PROMOTE-015.*no rollback workflow in prod.*deploy the stack prod-customer-churn/s,
      );
      for (const one of taken) bench.sandbox.store.put(one);
    });
  });

  it("retires the former version", async () => {
    steps["retire"] = await goTo('live:\n  model: "20"\nhistory: ["12"]');
    expect(deployments()).toEqual(["model-20"]);
  });

  it("counts as recorded, and makes and removes nothing that belongs to the use case", () => {
    const { first, ...ordinary } = steps;
    expect(Object.keys(first!).filter((key) => lasting.test(key)).length).toBeGreaterThan(3);
    expect(Object.values(ordinary).flatMap((counts) => Object.keys(counts).filter((key) => lasting.test(key)))).toEqual(
      [],
    );
    expect(ordinary).toEqual({
      // The monitor brings two alerts, the candidate two more, its machines two: metric rules where Azure has a metric.
      start: sum(own("create"), alerts("create", 3, 3), reassigned),
      step: { "update azapi_update_resource": 1 },
      // The former version's monitor pauses, and is no longer missed; the list is scored with the new one.
      // The new one looks at the list, too.
      end: sum(alerts("delete", 1, 2), reassigned, liveMoves, { "update workspaces/schedules": 3 }),
      retire: sum(own("delete"), alerts("delete", 2, 1), reassigned),
      // What answers again is watched again, and scores the list.
      back: sum(own("delete"), alerts("delete", 2, 2), alerts("create", 0, 1), reassigned, liveMoves, {
        "update workspaces/schedules": 2,
      }),
      out: sum(own("delete"), alerts("delete", 3, 3), reassigned),
    });
  });
});
