import { Testing, type TerraformStack } from "cdktf";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { releasedVersion, type ReleaseInEnvironment } from "../../domain/promotion/release";
import { placeOf } from "../../stacks/use-case-place";
import { UseCaseStack } from "../../stacks/use-case";
import { testApp } from "../support/app";
import { environmentIsThere } from "../support/environment-is-there";
import { Workbench } from "../support/terraform";

const ML = "Microsoft.MachineLearningServices/workspaces";
const { organization, environments, useCases } = loadConfiguration(join(__dirname, "../../config"));
const environment = environments.find(({ name }) => name === "prod")!;
const useCase = useCases.find(({ name }) => name === "customer-churn")!;
const place = placeOf(organization, environment, useCase.name);
const ENDPOINT = `${place.ids.workspace}/onlineEndpoints/${place.names.endpoint}`;

interface Candidate {
  readonly model: string;
  readonly mirror?: number;
  readonly traffic?: number;
}

let bench: Workbench;
// Each step runs Terraform three times.

/** Every state of the endpoint's traffic that Azure was ever asked for, in order. */
const asked: Readonly<Record<string, number>>[] = [];

beforeAll(async () => {
  bench = await Workbench.open({ tenant: organization.tenant });
  environmentIsThere(bench.sandbox, place, organization, environment);
  const { store } = bench.sandbox;
  const { put } = store;
  store.put = (resource) => {
    put.call(store, resource);
    if (resource.id === ENDPOINT) asked.push((endpoint()["traffic"] ?? {}) as Record<string, number>);
  };
});
afterAll(() => bench.close());

function release(live: string, candidate?: Candidate): ReleaseInEnvironment {
  return {
    environment: "prod",
    live: releasedVersion(live),
    candidate: candidate && {
      ...releasedVersion(candidate.model),
      mirrorPercent: candidate.mirror ?? 0,
      trafficPercent: candidate.traffic ?? 0,
    },
    history: [],
    rejected: [],
  };
}

/** Writes the stack as it is with a release. */
function write(next: ReleaseInEnvironment): void {
  const variants = useCase.variants.map((one) => (one.environment === "prod" ? { ...one, release: next } : one));
  const stack = new UseCaseStack(testApp(), "prod-customer-churn", {
    organization,
    environment,
    useCase: { ...useCase, variants },
  });
  writeFileSync(join(bench.dir, "main.tf.json"), Testing.synth(stack as TerraformStack, true));
}

/** What a plan would do: action and address, without the hashes that cdktf adds, and without what stays. */
async function planned(): Promise<string[]> {
  const plan = await bench.terraform("plan", "-input=false", "-out=next.plan");
  if (plan.code !== 0) throw new Error(plan.output);
  const { output } = await bench.terraform("show", "-json", "next.plan");
  const { resource_changes = [] } = JSON.parse(output) as {
    resource_changes?: { address: string; change: { actions: string[] } }[];
  };
  return resource_changes
    .filter(({ change }) => change.actions[0] !== "no-op" && change.actions[0] !== "read")
    .map(({ address, change }) => `${change.actions.join("-")} ${address.replace(/_[0-9A-F]{8}(?=$|\[)/, "")}`)
    .sort();
}

async function apply(): Promise<void> {
  const { code, output } = await bench.terraform("apply", "-input=false", "next.plan");
  if (code !== 0) throw new Error(output);
}

/** Brings Azure to a release: what the plan said, once it is applied and the next plan is empty. */
async function goTo(next: ReleaseInEnvironment): Promise<string[]> {
  write(next);
  const changes = await planned();
  await apply();
  expect(await planned()).toEqual([]);
  return changes;
}

/** Changes a resource as somebody would in the portal. */
function byHand(id: string, change: (body: Readonly<Record<string, unknown>>) => object): void {
  const resource = bench.sandbox.store.get(id)!;
  bench.sandbox.cloud.write({ ...resource, body: change(resource.body) as typeof resource.body });
}

const endpoint = () => bench.sandbox.cloud.show(ENDPOINT)!.properties;
const names = (type: string) =>
  bench.sandbox.store
    .all()
    .filter((one) => one.type === type)
    .map(({ id }) => id.split("/").at(-1));
const deployments = () => names(`${ML}/onlineEndpoints/deployments`);
const monitors = () => names(`${ML}/schedules`).filter((name) => name!.startsWith("drift_"));
const about = (changes: readonly string[], text: string) => changes.filter((change) => change.includes(text));

describe("a blue/green rollout of a use case, with real Terraform", () => {
  it("deploys the first version and gives it all traffic", async () => {
    const changes = await goTo(release("12"));

    expect(changes.every((change) => change.startsWith("create "))).toBe(true);
    expect(endpoint()).toMatchObject({ traffic: { "model-12": 100 } });
    expect(monitors()).toEqual(["drift_customer-churn_model-12"]);
  });

  it("adds a candidate that gets copies, with its own monitor, alerts and way back", async () => {
    const changes = await goTo(release("12", { model: "13", mirror: 20 }));

    expect(changes.filter((change) => !change.startsWith("create "))).toEqual([
      'delete azapi_resource_action.Traffic_Settle["model-12"]',
      "update azapi_resource.Promotion_Rollback_Workflow",
      "update azapi_update_resource.Traffic",
    ]);
    const made = changes.filter((change) => change.startsWith("create "));
    expect(made.filter((change) => !/model-13|Alerts_Candidates/.test(change))).toEqual([]);
    expect(endpoint()).toMatchObject({
      traffic: { "model-12": 100, "model-13": 0 },
      mirrorTraffic: { "model-13": 20 },
    });
    expect(deployments()).toEqual(["model-12", "model-13"]);
    expect(monitors()).toEqual(["drift_customer-churn_model-12", "drift_customer-churn_model-13"]);
  });

  it.each([10, 50, 100])("changes nothing but the shares on the way to %d %%", async (percent) => {
    expect(await goTo(release("12", { model: "13", traffic: percent }))).toEqual([
      "update azapi_update_resource.Traffic",
    ]);
    expect(endpoint()).toMatchObject({
      traffic: { "model-12": 100 - percent, "model-13": percent },
      mirrorTraffic: { "model-13": 0 },
    });
  });

  it("retires the old version and carries the new one's monitor along", async () => {
    const changes = await goTo(release("13"));

    expect(changes.filter((change) => change.startsWith("create "))).toEqual([
      'create azapi_resource_action.Traffic_Settle["model-13"]',
    ]);
    expect(changes.filter((change) => change.startsWith("update "))).toEqual([
      "update azapi_resource.Alerts_endpoint-latency",
      // It scores with what is live.
      "update azapi_resource.Batch",
      // It knows the monitor whose breaches it answers.
      "update azapi_resource.DriftRetraining_Subscription_CamelCaseEvents",
      "update azapi_resource.DriftRetraining_Subscription_Events",
      "update azapi_resource.DriftRetraining_Workflow",
      // The live version's monitor looks at what batches score, too.
      "update azapi_resource.Monitors_model-13",
      "update azapi_resource.Promotion_Rollback_Workflow",
      "update azapi_update_resource.Traffic",
    ]);
    const gone = changes.filter((change) => change.startsWith("delete "));
    expect(gone.filter((change) => !/model-12|Alerts_Candidates/.test(change))).toEqual([]);
    expect(deployments()).toEqual(["model-13"]);
    expect(monitors()).toEqual(["drift_customer-churn_model-13"]);
    expect(endpoint()).toMatchObject({ traffic: { "model-13": 100 } });
  });

  it("takes back a candidate that answers requests, in one go", async () => {
    await goTo(release("13", { model: "14", traffic: 50 }));
    const changes = await goTo(release("13"));

    expect(about(changes, "update ")).toEqual([
      "update azapi_resource.Promotion_Rollback_Workflow",
      "update azapi_update_resource.Traffic",
    ]);
    expect(endpoint()).toMatchObject({ traffic: { "model-13": 100 } });
    expect(deployments()).toEqual(["model-13"]);
  });

  it("takes back a candidate that gets copies, in one go", async () => {
    await goTo(release("13", { model: "15", mirror: 20 }));
    await goTo(release("13"));

    expect(endpoint()).toMatchObject({ traffic: { "model-13": 100 }, mirrorTraffic: {} });
    expect(deployments()).toEqual(["model-13"]);
  });

  it("swaps the live version at once where there is no rollout, never leaving callers without an answer", async () => {
    const before = asked.length;
    await goTo(release("16"));

    expect(deployments()).toEqual(["model-16"]);
    expect(asked.length).toBeGreaterThan(before);
    expect(asked.at(-1)).toEqual({ "model-16": 100 });
  });

  it("takes the number of instances that autoscale chose for no change", async () => {
    const id = `${ENDPOINT}/deployments/model-16`;
    byHand(id, (body) => ({ ...body, sku: { name: "Default", capacity: 5 } }));

    expect(bench.sandbox.cloud.show(id)!.sku).toMatchObject({ capacity: 5 });
    expect(await planned()).toEqual([]);
  });

  it("shows traffic that was moved by hand", async () => {
    await goTo(release("16", { model: "17", traffic: 10 }));
    byHand(ENDPOINT, (body) => ({
      ...body,
      properties: { ...(body["properties"] as object), traffic: { "model-16": 0, "model-17": 100 } },
    }));

    expect(await planned()).toEqual(["update azapi_update_resource.Traffic"]);
    await apply();
    expect(endpoint()).toMatchObject({ traffic: { "model-16": 90, "model-17": 10 } });
  });

  it("does not push a version again that was rolled back meanwhile", async () => {
    byHand(ENDPOINT, (body) => ({
      ...body,
      properties: {
        ...(body["properties"] as object),
        traffic: { "model-16": 100, "model-17": 0 },
        properties: { "rolledBack-model-17": "2026-12-10T12:00:00Z" },
      },
    }));
    expect(await planned()).toEqual([]);

    const changes = await goTo(release("16"));
    expect(about(changes, "update ")).toEqual([
      "update azapi_resource.Promotion_Rollback_Workflow",
      "update azapi_update_resource.Traffic",
    ]);
    expect(deployments()).toEqual(["model-16"]);
  });

  it("has never asked for traffic that does not add up, nor for none while something was live", () => {
    const sums = asked.map((traffic) => Object.values(traffic).reduce((sum, share) => sum + share, 0));
    const first = sums.findIndex((sum) => sum > 0);
    expect(new Set(sums.slice(first))).toEqual(new Set([100]));
  });

  it("leaves nothing behind when the use case goes, and no schedule refuses", async () => {
    const { code, output } = await bench.destroy();

    expect(code === 0 ? "" : output).toBe("");
    expect([...deployments(), ...names(`${ML}/onlineEndpoints`), ...names(`${ML}/schedules`)]).toEqual([]);
  });
});
