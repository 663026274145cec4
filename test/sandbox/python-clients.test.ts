import { spawn } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalServers } from "../../cli/ml/scoring-server";
import { LocalJobs } from "../../cli/ml/jobs";
import { submit } from "../../cli/ml/submit";
import { renderBatchJob } from "../../constructs/retraining/batch-scoring";
import { renderTrainingJob } from "../../constructs/retraining/training-job";
import { placesOf } from "../../deploy/promotion/place";
import { childEnvironment, OWNER, principalIdOf, type Sandbox, startSandbox } from "../../sandbox";
import { accountOf } from "../../sandbox/services/machine-learning/data-plane";
import { blobAt } from "../../sandbox/workload/jobs/runnable";
import { loadConfiguration } from "../../schema/load";
import { enter, leave } from "../support/in-sandbox";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { blobAddress } from "../../sandbox/services/storage/blobs";
import { clientEstate } from "../support/client-estate";
import { pythonWithClients } from "../support/python-clients";
import { group, location, subscription, Workbench } from "../support/terraform";

interface Call {
  readonly call: string;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** Calls that do not work, and why. */
const known: Readonly<Record<string, RegExp>> = {
  // azure-ai-ml asks for monitors at a preview whose bodies differ; the sandbox answers at 2025-06-01 and converts nothing.
  "ml.schedules round trip drift": /ValidationError|expected/,
};

const python = pythonWithClients();
if ("reason" in python) console.warn(`Azure's Python clients are left out: ${python.reason}`);

("reason" in python ? describe.skip : describe)("Azure's Python clients, as they are", () => {
  let bench: Workbench;
  let calls: readonly Call[];

  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(clientEstate());
    const { code, output } = await bench.apply();
    if (code !== 0) throw new Error(output);
    calls = await session(bench);
  });
  afterAll(() => bench.close());

  const result = (name: string): unknown => calls.find(({ call }) => call === name)?.result;

  it("work but for those that are listed", () => {
    const failed = calls.filter(({ ok }) => !ok);
    expect(failed.filter(({ call, error }) => known[call]?.test(error!) !== true)).toEqual([]);
    expect(failed.map(({ call }) => call).sort()).toEqual(Object.keys(known).sort());
    expect(failed.length / calls.length).toBeLessThanOrEqual(0.05);
    expect(calls.length).toBeGreaterThan(40);
  });

  it("find what Terraform made, what Azure ML makes beside it, and what they made themselves", () => {
    expect(result("resource_groups.check_existence")).toBe(true);
    expect(result("role_definitions.list")).toEqual(["Reader"]);
    expect(result("ml.datastores.get_default")).toBe("workspaceblobstore");
    expect(result("ml.schedules.list")).toEqual(["by-cron", "by-week", "drift"]);
    expect(result("ml.online_endpoints.list")).toEqual(["serving"]);
    expect(result("ml.models.get latest")).toBe("1");
    expect(result("ml.online_endpoints.get")).toBe("aad_token");
  });

  it("create a schedule and an endpoint, submit a job and cancel it", () => {
    expect(result("ml.jobs.get")).toBe("NotStarted");
    expect(result("ml.jobs.get after")).toBe("Canceled");
    expect(result("ml.schedules.disable")).toBe(false);
    expect(result("ml.schedules.enable")).toBe(true);
    expect(result("ml.schedules.trigger")).toBe(true);
  });

  it("put schedules and endpoints as they were got, and nothing has changed", async () => {
    const trips = calls.filter(({ call }) => / round trip /.test(call) && !call.startsWith("ml."));
    expect(trips.map(({ call }) => call.split(" ").at(-1)).sort()).toEqual(["by-cron", "by-week", "serving"]);
    expect(trips.every(({ ok }) => ok)).toBe(true);
  });

  async function session(world: Workbench): Promise<readonly Call[]> {
    const script = join(__dirname, "clients/session.py");
    const parameters = [script, subscription, "rg-test", "mlw-estate"];
    const child = spawn((python as { interpreter: string }).interpreter, parameters, {
      cwd: world.dir,
      env: world.environment(),
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(stderr.slice(-2000));
    return stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Call);
  }
});

const ml = join(__dirname, "../../ml");
const registry = `${group}/providers/Microsoft.MachineLearningServices/registries/mlr-pfs`;
const PUBLISHER = "5b1c7e0a-93d2-4c55-8a0e-1f0f4f8f7c11";
const REGISTRY_USER = "1823dd4f-9b8c-4ab6-ab4e-7397a3684615";

("reason" in python ? describe.skip : describe)("ml/publish.py, with azure-ai-ml as it is", () => {
  let dir: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-publish-"));
    const own = (path: string) => !/(^|\/)(\.[a-z_]+.*|__pycache__|data|tests|mlruns)$/.test(path);
    for (const part of ["components", "environments", "library", "use-cases", "publish.py"])
      cpSync(join(ml, part), join(dir, "ml", part), { recursive: true, filter: own });
    // Whoever publishes holds one role, on the registry alone.
    sandbox = await startSandbox({
      dir: join(dir, "sandbox"),
      as: { objectId: PUBLISHER, name: "publisher" },
      jobs: new LocalJobs(ml, () => undefined),
      servers: new LocalServers(() => undefined),
    });
    const write = (id: string, type: string, body: JsonObject) => sandbox.cloud.write({ id, type, body, readOnly: {} });
    write(group, "Microsoft.Resources/resourceGroups", { location });
    for (const id of [registry, `${registry}-closed`])
      write(id, "Microsoft.MachineLearningServices/registries", {
        location,
        properties: { regionDetails: [{ location }] },
      });
    write(
      `${registry}/providers/Microsoft.Authorization/roleAssignments/${PUBLISHER}`,
      "Microsoft.Authorization/roleAssignments",
      {
        properties: {
          principalId: PUBLISHER,
          roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${REGISTRY_USER}`,
        },
      },
    );
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function publish(name = "mlr-pfs") {
    const script = join(dir, "ml/publish.py");
    const child = spawn((python as { interpreter: string }).interpreter, [script, "--registry", name], {
      cwd: dir,
      env: childEnvironment(sandbox),
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const lines = stdout.split("\n").filter((line) => /^(published|there already|BLOCKED): /.test(line));
    return { code, lines, stderr };
  }
  const there = () => JSON.stringify(sandbox.cloud.within(registry).map(({ id, properties }) => [id, properties]));

  it("publishes everything in ml/ once, with its code; again changes nothing", async () => {
    const first = await publish();
    expect(first).toMatchObject({ code: 0 });
    expect(first.lines.length).toBeGreaterThan(15);
    expect(first.lines.every((line) => line.startsWith("published: "))).toBe(true);
    const component = sandbox.cloud.show(`${registry}/components/train_tabular/versions/1`)!;
    const spec = component.properties["componentSpec"] as JsonObject;
    expect(spec["environment"]).toBe("azureml://registries/mlr-pfs/environments/tabular-train/versions/1");
    const [, name, version] = /codes\/([^/]+)\/versions\/(\d+)$/.exec(String(spec["code"]))!;
    const code = sandbox.cloud.show(`${registry}/codes/${name!}/versions/${version!}`)!;
    const folder = sandbox.blobs.fileOf(blobAddress(String(code.properties["codeUri"]))!);
    expect(readFileSync(join(folder, "main.py"))).toEqual(
      readFileSync(join(ml, "components/train_tabular/src/main.py")),
    );
    expect(existsSync(join(folder, "mlkit/train.py"))).toBe(true);

    const before = there();
    const second = await publish();
    expect(second.code).toBe(0);
    expect(second.lines.map((line) => line.replace("there already: ", ""))).toEqual(
      first.lines.map((line) => line.replace("published: ", "").replace(/ \(key .*/, "")),
    );
    expect(there()).toBe(before);
  });

  it("publishes what a deployed schedule's job runs: it trains on this machine and registers a version", async () => {
    const { ids } = placesOf(loadConfiguration(join(ml, "../config")), "customer-churn").get("dev")!;
    const put = (id: string, type: string, body: JsonObject) =>
      sandbox.store.put({ id, type: `Microsoft.MachineLearningServices/${type}`, body, readOnly: {} });
    const home = ids.workspace.slice(0, ids.workspace.indexOf("/providers/"));
    sandbox.store.put({ id: home, type: "Microsoft.Resources/resourceGroups", body: { location }, readOnly: {} });
    put(ids.workspace, "workspaces", { properties: { workspaceId: "w" } });
    put(`${ids.workspace}/computes/cpu`, "workspaces/computes", { properties: { computeType: "AmlCompute" } });
    const path = "azureml://datastores/workspaceblobstore/paths/customer-churn/training/";
    const jobDefinition = renderTrainingJob(
      {
        useCase: "customer-churn",
        workspaceId: ids.workspace,
        registryName: "mlr-pfs",
        component: { name: "customer_churn_training", version: "4" },
        cluster: "cpu",
        inputs: { training_data: { type: "uri_folder", path }, horizon_days: { type: "literal", value: "7" } },
        outputs: { model: { type: "mlflow_model" } },
      },
      "schedule",
    );
    put(`${ids.workspace}/schedules/training`, "workspaces/schedules", {
      properties: { action: { actionType: "CreateJob", jobDefinition } as unknown as JsonObject },
    });
    // The cluster may read the registry; that it reads storage is not asked, as the workspace has none here.
    const cluster = principalIdOf(`${ids.workspace}/computes/cpu`);
    sandbox.store.put({
      id: `${registry}/providers/Microsoft.Authorization/roleAssignments/${cluster}`,
      type: "Microsoft.Authorization/roleAssignments",
      body: { properties: { principalId: cluster, roleDefinitionId: `/roleDefinitions/${REGISTRY_USER}` } },
      readOnly: {},
    });
    enter(sandbox);
    process.env["MLOPS_SANDBOX_AS"] = OWNER.objectId;
    const told = jest.spyOn(console, "log").mockImplementation(() => undefined);
    try {
      const options = { config: join(ml, "../config"), ml, env: "dev", stream: true } as const;
      const code = await submit("customer-churn", options);
      expect({ code, told: told.mock.calls.join("\n") }).toMatchObject({ code: 0 });
    } finally {
      told.mockRestore();
      delete process.env["MLOPS_SANDBOX_AS"];
      leave();
    }
    const version = sandbox.cloud.show(`${ids.workspace}/models/customer-churn/versions/1`)!;
    const tags = version.properties["tags"] as JsonObject;
    expect(Number(tags["metrics.auc"])).toBeGreaterThan(0.7);
    const model = blobAt(sandbox.cloud, ids.workspace, String(version.properties["modelUri"]))!;
    expect(readFileSync(join(sandbox.blobs.fileOf(model), "MLmodel"), "utf8")).toContain("signature");
  });

  it("publishes what a deployed batch runs: the live version scores this week's customers, each run in a place of its own", async () => {
    const configuration = loadConfiguration(join(ml, "../config"));
    const { ids } = placesOf(configuration, "customer-churn").get("dev")!;
    const trained = sandbox.cloud.show(`${ids.workspace}/models/customer-churn/versions/1`)!;
    // As it comes to the registry by a promotion: with the address that it has where it was trained.
    sandbox.store.put({
      id: `${registry}/models/customer-churn/versions/1`,
      type: "Microsoft.MachineLearningServices/registries/models/versions",
      body: { properties: { modelUri: trained.properties["modelUri"]! } },
      readOnly: {},
    });
    const variant = configuration.useCases
      .find(({ name }) => name === "customer-churn")!
      .variants.find(({ environment }) => environment === "dev")!;
    const { component, version, cluster, inputs, outputs, modelInput } = variant.serving!.batch!;
    const uri = "azureml://registries/mlr-pfs/models/customer-churn/versions/1";
    const job = { useCase: "customer-churn", workspaceId: ids.workspace, registryName: "mlr-pfs", component: { name: component, version }, cluster, inputs, outputs }; // prettier-ignore
    const rendered = renderBatchJob({ name: "batch", job, model: { input: modelInput, uri, version: "1" } });
    // What Terraform makes of it.
    const jobDefinition = JSON.parse(JSON.stringify(rendered).replaceAll("$${{", () => "${{")) as JsonObject;
    sandbox.store.put({
      id: `${ids.workspace}/schedules/batch`,
      type: "Microsoft.MachineLearningServices/workspaces/schedules",
      body: { properties: { isEnabled: true, action: { actionType: "CreateJob", jobDefinition } } },
      readOnly: {},
    });
    const lists = () => {
      const place = blobAt(sandbox.cloud, ids.workspace, outputs["predictions"]!.path!)!;
      const folder = sandbox.blobs.fileOf(place);
      return existsSync(folder) ? readdirSync(folder).map((run) => join(folder, run)) : [];
    };
    enter(sandbox);
    process.env["MLOPS_SANDBOX_AS"] = OWNER.objectId;
    const told = jest.spyOn(console, "log").mockImplementation(() => undefined);
    try {
      const options = { config: join(ml, "../config"), ml, env: "dev", batch: true, stream: true } as const;
      for (const times of [1, 2]) {
        const code = await submit("customer-churn", options);
        expect({ code, told: told.mock.calls.join("\n") }).toMatchObject({ code: 0 });
        expect(lists()).toHaveLength(times);
      }
    } finally {
      told.mockRestore();
      delete process.env["MLOPS_SANDBOX_AS"];
      leave();
    }
    const rows = readFileSync(join(ml, "use-cases/customer-churn/data/weekly/customers.csv"), "utf8")
      .trim()
      .split("\n");
    for (const list of lists()) {
      expect(readdirSync(list).sort()).toEqual(["predictions.parquet", "summary.json"]);
      const summary = JSON.parse(readFileSync(join(list, "summary.json"), "utf8")) as Record<string, number>;
      expect(summary["rows"]).toBe(rows.length - 1);
      // Whom the model marks is neither everybody nor nobody.
      expect(summary["mean_prediction"]).toBeGreaterThan(0.05);
      expect(summary["mean_prediction"]).toBeLessThan(0.95);
    }
  });

  it("publishes the code of an endpoint that answers with what was trained, by its traffic, and collects as Azure does", async () => {
    const { ids } = placesOf(loadConfiguration(join(ml, "../config")), "customer-churn").get("dev")!;
    const endpoint = `${ids.workspace}/onlineEndpoints/churn`;
    const type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
    const share = (properties: JsonObject) =>
      sandbox.store.put({
        id: endpoint,
        type,
        body: { properties: { authMode: "AADToken", ...properties } },
        readOnly: {},
      });
    share({ traffic: { blue: 75, green: 25 } });
    const collections = {
      model_inputs: { dataCollectionMode: "Enabled" },
      model_outputs: { dataCollectionMode: "Disabled" },
    };
    const codeConfiguration = {
      codeId: "azureml://registries/mlr-pfs/codes/customer-churn-score/versions/4",
      scoringScript: "score.py",
    };
    const model = `${ids.workspace}/models/customer-churn/versions/1`;
    const deploy = (name: string, properties: JsonObject) =>
      sandbox.store.put({
        id: `${endpoint}/deployments/${name}`,
        type: `${type}/deployments`,
        body: { properties },
        readOnly: {},
      });
    for (const name of ["blue", "green"]) deploy(name, { model, codeConfiguration, dataCollector: { collections } });
    deploy("bare", { model });
    const token = async (principal: string, resource = "https://ml.azure.com") => {
      const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = sandbox.env;
      const query = new URLSearchParams({ resource, principal_id: principal });
      const answer = await fetch(`${IDENTITY_ENDPOINT!}?${query.toString()}`, {
        headers: { "x-identity-header": IDENTITY_HEADER! },
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const sample = readFileSync(join(ml, "use-cases/customer-churn/sample-request.json"), "utf8");
    const ask = async (bearer: string | undefined, body = sample, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${sandbox.loopbackUrl}/inference/churn/score`, {
        method: "POST",
        body,
        headers: { ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }), ...headers },
      });
      return {
        status: answer.status,
        by: answer.headers.get("azureml-model-deployment"),
        text: await answer.text(),
        answer,
      };
    };
    const owner = await token(OWNER.objectId);

    const answers = [];
    for (let number = 0; number < 8; number += 1) answers.push(await ask(owner));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.filter(({ by }) => by === "green")).toHaveLength(2);
    const { predictions } = JSON.parse(answers[0]!.text) as { readonly predictions: readonly object[] };
    expect(predictions[0]).toMatchObject({ customer_id: expect.any(String), churned_probability: expect.any(Number) });
    expect((await ask(owner, sample, { "azureml-model-deployment": "green" })).by).toBe("green");

    // Who may not: nobody, somebody without a role, and who has a token for something else.
    expect(await ask(undefined)).toMatchObject({ status: 401 });
    expect(await ask(await token(PUBLISHER))).toMatchObject({
      status: 401,
      text: expect.stringContaining("score/action"),
    });
    expect(await ask(await token(OWNER.objectId, "https://management.azure.com"))).toMatchObject({ status: 401 });
    expect(await ask("made.up.token")).toMatchObject({ status: 401 });
    // A request that the script refuses is an error of the model.
    const bad = await ask(owner, '{"data": [{"tenure_months": "many"}]}');
    expect(bad).toMatchObject({ status: 424, text: expect.stringContaining("problems") });
    expect(bad.answer.headers.get("ms-azureml-model-error-statuscode")).toBe("400");
    expect(await ask(owner, sample, { "azureml-model-deployment": "bare" })).toMatchObject({
      status: 503,
      text: expect.stringContaining("no scoring script"),
    });

    // Half of the requests are copied to green, whose answers nobody gets.
    const container = join(sandbox.blobs.folder, accountOf(sandbox.cloud, ids.workspace).name, "azureml-blobstore-w");
    const collected = (deployment: string) => {
      const home = join(container, "modelDataCollector/churn", deployment);
      const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jsonl"));
      expect(files.every((name) => /^model_inputs\/\d{4}\/\d\d\/\d\d\/\d\d\/[\w-]+\.jsonl$/.test(name))).toBe(true);
      return files.flatMap((name) => readFileSync(join(home, name), "utf8").trim().split("\n")).length;
    };
    const until = async (deployment: string, count: number) => {
      for (let wait = 0; wait < 100 && collected(deployment) < count; wait += 1)
        await new Promise((done) => setTimeout(done, 100));
      return collected(deployment);
    };
    expect(await until("green", 3)).toBe(3);
    share({ traffic: { blue: 100 }, mirrorTraffic: { green: 50 } });
    for (let number = 0; number < 4; number += 1) expect((await ask(owner)).by).toBe("blue");
    expect(await until("green", 5)).toBe(5);
    share({ traffic: { blue: 0 } });
    expect(await ask(owner)).toMatchObject({ status: 404, text: expect.stringContaining("positive weight") });
  });

  it("refuses changed content under an old number, naming the line to change, and publishes nothing", async () => {
    const before = there();
    appendFileSync(join(dir, "ml/components/split_data/src/main.py"), "\n# changed\n");
    const { code, lines } = await publish();
    expect(code).toBe(1);
    expect(lines.map((line) => /raise version: (.*)$/.exec(line)?.[1])).toEqual([
      "ml/components/split_data/component.yaml:5",
      "ml/use-cases/customer-churn/pipeline.yaml:5",
      "ml/use-cases/fuel-efficiency/pipeline.yaml:5",
    ]);
    expect(there()).toBe(before);
  });

  it("is refused where whoever publishes holds no role", async () => {
    const { code, lines, stderr } = await publish("mlr-pfs-closed");
    expect({ code, lines }).toEqual({ code: 1, lines: [] });
    expect(stderr).toMatch(/Azure refuses: .*AuthorizationFailed.*registries\/read/);
  });
});
