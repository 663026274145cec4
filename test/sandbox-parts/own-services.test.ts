import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get as httpGet, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { resourceGroupId, resourceId } from "../../domain/azure/ids";
import type { JobOutcome, RunnableJob } from "../../sandbox";
import { principalIdOf, startSandbox, type Sandbox } from "../../sandbox";
import { keyOf } from "../../sandbox/engine/arm/identities";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { builtInRoles } from "../../domain/access/roles";
import type { ScoringServer } from "../../sandbox/workload/scoring-face";
import { DriftRetraining } from "../../constructs/retraining";
import { runAction } from "../../sandbox/engine/arm/actions";
import { synth } from "../support/synth";
import { driftProps, GROUP, newDataTrigger, WORKSPACE } from "../support/use-case-props";

const ML = "Microsoft.MachineLearningServices/workspaces";
const STORAGE = "Microsoft.Storage/storageAccounts";
const ACCOUNT = resourceId(GROUP, STORAGE, "stparts");
const API = "api-version=2024-10-01";
const REGISTRIES = "Microsoft.MachineLearningServices/registries";
const MEGABYTE = 1024 * 1024;

const dir = mkdtempSync(join(tmpdir(), "mlops-own-services-"));
let sandbox: Sandbox;
/** What jobs and scoring servers do, of the test that runs. */
let runJob: (job: RunnableJob, canceled: AbortSignal) => Promise<Partial<JobOutcome>>;
let startServer: () => Promise<ScoringServer>;

beforeAll(async () => {
  sandbox = await startSandbox({
    dir,
    jobs: {
      dataAt: () => undefined,
      run: async (job, _folder, canceled) => ({ outputs: {}, logs: {}, ...(await runJob(job, canceled)) }),
    },
    servers: { start: () => startServer() },
  });
  put(resourceGroupId(GROUP), "Microsoft.Resources/resourceGroups");
  put(ACCOUNT, STORAGE);
  put(WORKSPACE, ML, { storageAccount: ACCOUNT, workspaceId: "w" });
  put(`${WORKSPACE}/computes/cpu`, `${ML}/computes`, { computeType: "AmlCompute" });
  put(`${WORKSPACE}/environments/plain/versions/1`, `${ML}/environments/versions`);
  const contributor = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.storageBlobDataContributor.id}`;
  for (const principalId of [principalIdOf(`${WORKSPACE}/computes/cpu`), sandbox.access.caller.objectId])
    put(
      `${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments/${principalId}`,
      "Microsoft.Authorization/roleAssignments",
      { principalId, roleDefinitionId: contributor },
    );
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

function put(id: string, type: string, properties: JsonObject = {}): void {
  sandbox.store.put({ id, type, body: { location: "westeurope", properties }, readOnly: {} });
}
const asked = (path: string, options?: RequestInit) => fetch(`${sandbox.loopbackUrl}${path}`, options);

describe("blobs over HTTP", () => {
  const blobs = "/blob/stparts/kept";
  const put = (path: string, body: string | Buffer, query = "") =>
    asked(`${blobs}/${path}${query}`, { method: "PUT", body, headers: { "x-ms-blob-type": "BlockBlob" } });

  it("survive a client that leaves in the middle of one", async () => {
    expect((await put("large.bin", Buffer.alloc(32 * MEGABYTE))).status).toBe(201);
    await new Promise<void>((done) => {
      const request = httpGet(`${sandbox.loopbackUrl}${blobs}/large.bin`, (response) => {
        response.once("data", () => request.destroy());
        response.once("close", done);
        response.on("error", () => undefined);
      });
      request.on("error", () => undefined);
    });
    await put("small.txt", "0123456789");
    expect(await (await asked(`${blobs}/small.txt`)).text()).toBe("0123456789");
  });

  it.each([
    ["bytes=5-2", 200, "0123456789"],
    ["bytes=2-5", 206, "2345"],
    ["bytes=5-", 206, "56789"],
    ["bytes=8-99", 206, "89"],
    ["bytes=10-", 416, undefined],
  ])("answer the range %s with %d", async (range, status, text) => {
    await put("small.txt", "0123456789");
    const answer = await asked(`${blobs}/small.txt`, { headers: { range } });
    expect(answer.status).toBe(status);
    const said = await answer.text();
    if (text !== undefined) expect(said).toBe(text);
  });

  it("are opened by a signed address for what it says, whatever else is in the query", async () => {
    const upload = await asked(`${WORKSPACE}/codes/c/versions/1/startPendingUpload?${API}`, { method: "POST" });
    const { blobReferenceForConsumption: reference } = (await upload.json()) as {
      blobReferenceForConsumption: { credential: { sasUri: string } };
    };
    const container = new URL(reference.credential.sasUri);
    const signed = (path: string, method: string, more = "") =>
      asked(`${container.pathname}${path}${container.search}${more}`, {
        method,
        ...(method === "PUT" && { body: "code", headers: { "x-ms-blob-type": "BlockBlob" } }),
      });
    expect((await signed("/a.py", "PUT")).status).toBe(201);
    expect(await (await signed("", "GET", "&restype=container&comp=list")).text()).toContain("<Name>a.py</Name>");
    // The address holds no `d`.
    expect((await signed("/a.py", "DELETE")).status).toBe(403);
    expect((await signed("/a.py", "DELETE", "&comp=list")).status).toBe(403);
    expect((await signed("/b.py", "PUT", "&comp=list")).status).toBe(405);
    expect((await signed("/b.py", "GET")).status).toBe(404);
    expect(await (await signed("/a.py", "GET")).text()).toBe("code");
  });

  it.each(["..", "../../../../outside", "", "x".repeat(400)])(
    "keep a block called '%s' among blocks",
    async (block) => {
      const query = `?comp=block&blockid=${encodeURIComponent(block)}`;
      const before = readdirSync(dir).sort();
      expect((await put("in-blocks.txt", "one block", query)).status).toBe(201);
      const list = `<BlockList><Latest>${block}</Latest></BlockList>`;
      expect((await put("in-blocks.txt", list, "?comp=blocklist")).status).toBe(201);
      expect(await (await asked(`${blobs}/in-blocks.txt`)).text()).toBe("one block");
      expect(readdirSync(dir).sort()).toEqual(before);
      expect(sandbox.blobs.list("stparts", "kept")).toEqual(expect.not.arrayContaining(["outside"]));
    },
  );
});

describe("a blob that is written", () => {
  const GRID = "Microsoft.EventGrid/systemTopics";
  const topic = `${resourceGroupId(GROUP)}/providers/${GRID}/evgt-storage`;
  const trainings = () =>
    sandbox.cloud
      .within(`${WORKSPACE}/jobs`)
      .filter(({ properties }) => (properties["tags"] as JsonObject | undefined)?.["trigger"] === "new-data");

  beforeAll(() => {
    runJob = () => Promise.resolve({});
    const { name, identityName } = driftProps;
    const { onlyArm } = synth(
      (stack) =>
        new DriftRetraining(stack, "Drift", { ...driftProps, subscription: undefined, newData: newDataTrigger }),
    );
    const workflow = resourceId(GROUP, "Microsoft.Logic/workflows", name);
    const identity = resourceId(GROUP, "Microsoft.ManagedIdentity/userAssignedIdentities", identityName);
    const put = (id: string, type: string, body: JsonObject, readOnly: JsonObject = {}) =>
      sandbox.store.put({ id, type, body: { location: "westeurope", ...body }, readOnly });
    put(
      identity,
      "Microsoft.ManagedIdentity/userAssignedIdentities",
      {},
      { properties: { principalId: principalIdOf(identity) } },
    );
    put(workflow, "Microsoft.Logic/workflows", {
      ...(onlyArm("Microsoft.Logic/workflows")["body"] as JsonObject),
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
    });
    const grant = `${WORKSPACE}/providers/Microsoft.Authorization/roleAssignments/${principalIdOf(identity)}`;
    put(grant, "Microsoft.Authorization/roleAssignments", {
      properties: {
        principalId: principalIdOf(identity),
        roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.contributor.id}`,
      },
    });
    const source = { source_resource_id: ACCOUNT, identity: [{ type: "SystemAssigned" }] };
    sandbox.store.put({
      id: topic,
      type: GRID,
      body: {},
      readOnly: {},
      azurerm: { type: "azurerm_eventgrid_system_topic", values: source },
    });
    const { value } = runAction(sandbox.cloud, {
      target: `${workflow}/triggers/Request`,
      method: "POST",
      action: "listCallbackUrl",
      body: {},
    }) as { readonly value: string };
    const { properties } = onlyArm(`${GRID}/eventSubscriptions`)["body"] as { readonly properties: JsonObject };
    const destination = { endpointType: "WebHook", properties: { endpointUrl: value, maxEventsPerBatch: 1 } };
    put(`${topic}/eventSubscriptions/data`, `${GRID}/eventSubscriptions`, {
      properties: { ...properties, destination },
    });
  });

  const write = (path: string) =>
    asked(`/blob/stparts/azureml-blobstore-w/${path}`, {
      method: "PUT",
      body: "1,2",
      headers: { "x-ms-blob-type": "BlockBlob" },
    });

  it("starts a training where it is waited for, and a second one does not within the cooldown", async () => {
    expect((await write("customer-churn/training/part-0.csv")).status).toBe(201);
    expect((await write("elsewhere/_SUCCESS")).status).toBe(201);
    expect(trainings()).toEqual([]);
    expect((await write("customer-churn/training/_SUCCESS")).status).toBe(201);
    expect(trainings()).toHaveLength(1);
    expect((await write("customer-churn/training/_SUCCESS")).status).toBe(201);
    expect(trainings()).toHaveLength(1);
  });
});

describe("tokens of the sandbox's sign-in", () => {
  const ask = async (resource: string, path: string, options: RequestInit = {}) => {
    const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = sandbox.env;
    const answer = await fetch(`${IDENTITY_ENDPOINT!}?resource=${encodeURIComponent(resource)}`, {
      headers: { "x-identity-header": IDENTITY_HEADER! },
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { ...options.headers, authorization: `Bearer ${token}` };
    return asked(path, { ...options, headers });
  };
  const get = (resource: string) => ask(resource, `${WORKSPACE}?${API}`);

  it.each(["https://management.azure.com", "https://management.azure.com/", "https://management.core.windows.net/"])(
    "for %s manage",
    async (resource) => expect((await get(resource)).status).toBe(200),
  );

  it.each(["https://ml.azure.com", "https://storage.azure.com/", "https://stparts.blob.core.windows.net"])(
    "for %s manage nothing",
    async (resource) => {
      const answer = await get(resource);
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain("InvalidAuthenticationTokenAudience");
    },
  );

  const blob = "/blob/stparts/kept/by-token.txt";
  it.each(["https://storage.azure.com", "https://storage.azure.com/", "https://stparts.blob.core.windows.net"])(
    "for %s write and read the account's blobs",
    async (resource) => {
      const headers = { "x-ms-blob-type": "BlockBlob" };
      expect((await ask(resource, blob, { method: "PUT", body: resource, headers })).status).toBe(201);
      expect(await (await ask(resource, blob)).text()).toBe(resource);
    },
  );

  it.each([
    "https://management.azure.com",
    "https://ml.azure.com",
    "https://vault.azure.net",
    "https://other.blob.core.windows.net",
    "https://storage.azure.com.example.org",
  ])("for %s open no blob", async (resource) => {
    const answer = await ask(resource, blob);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("<Code>InvalidAuthenticationInfo</Code>");
    expect((await ask(resource, blob, { method: "DELETE" })).status).toBe(401);
  });

  it.each([
    ["https://ml.azure.com", 200],
    ["https://management.azure.com", 200],
    ["https://storage.azure.com", 401],
    ["https://vault.azure.net", 401],
  ])("for %s are answered %d by Azure ML itself", async (resource, status) => {
    put(`${resourceGroupId(GROUP)}/providers/Microsoft.MachineLearningServices/registries/mlr`, REGISTRIES);
    expect((await ask(resource, "/registrymanagement/v1.0/registries/mlr/discovery")).status).toBe(status);
  });
});

describe("the queue of jobs", () => {
  let submitted = 0;
  const submit = async (properties: JsonObject, name = `job-${++submitted}`): Promise<string> => {
    const id = `${WORKSPACE}/jobs/${name}`;
    const body = JSON.stringify({ properties });
    const answer = await asked(`${id}?${API}`, {
      method: "PUT",
      body,
      headers: { "content-type": "application/json" },
    });
    expect({ status: answer.status, said: await answer.text() }).toMatchObject({ status: 201 });
    return id;
  };
  const command: JsonObject = {
    jobType: "Command",
    command: "true",
    computeId: `${WORKSPACE}/computes/cpu`,
    environmentId: `${WORKSPACE}/environments/plain/versions/1`,
  };
  const properties = (id: string) => sandbox.cloud.show(id)!.properties;
  const ended = async (id: string): Promise<JsonObject> => {
    while (["NotStarted", "Running"].includes(String(properties(id)["status"])))
      await new Promise((done) => setTimeout(done, 10));
    return properties(id);
  };

  it("stops a job that is canceled, keeps nothing of it, and goes on", async () => {
    const folder = join(dir, "made");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "MLmodel"), "flavors: {}\n");
    let began: () => void;
    const running = new Promise<void>((done) => (began = done));
    const registered = { model: "unwanted", tags: {}, folder };
    runJob = (_job, canceled) =>
      new Promise((done) => {
        canceled.addEventListener("abort", () => done({ registered }));
        began();
      });
    const id = await submit(command);
    await running;
    expect((await asked(`${id}/cancel?${API}`, { method: "POST" })).status).toBe(202);
    // The next one starts when the one before has stopped.
    runJob = () => Promise.resolve({ registered: { ...registered, model: "wanted" } });
    expect(await ended(await submit(command))).toMatchObject({ status: "Completed" });
    expect(properties(id)["status"]).toBe("Canceled");
    const models = sandbox.cloud.within(`${WORKSPACE}/models`).map((one) => one.id);
    expect(models.filter((model) => model.includes("/models/wanted"))).not.toEqual([]);
    expect(models.filter((model) => model.includes("/models/unwanted"))).toEqual([]);
  });

  it.each(["https://stparts.blob.core.windows.net/outputs", "azureml://datastores/outputs/paths/"])(
    "writes an output to all of a container, %s, beside what is there",
    async (uri) => {
      const folder = mkdtempSync(join(dir, "output-"));
      writeFileSync(join(folder, "new.txt"), "new");
      put(`${WORKSPACE}/datastores/outputs`, `${ML}/datastores`, {
        datastoreType: "AzureBlob",
        accountName: "stparts",
        containerName: "outputs",
      });
      sandbox.blobs.write({ account: "stparts", container: "outputs", path: "a/old.txt" }, Buffer.from("old"), {});
      runJob = () => Promise.resolve({ outputs: { all: folder } });
      const outputs = { all: { jobOutputType: "uri_folder", uri } };
      expect(await ended(await submit({ ...command, outputs }))).toMatchObject({ status: "Completed" });
      expect(sandbox.blobs.list("stparts", "outputs")).toEqual(["a/old.txt", "new.txt"]);
      rmSync(sandbox.blobs.fileOf({ account: "stparts", container: "outputs", path: "new.txt" }));
    },
  );

  it("rejects names that are places", async () => {
    const ran = jest.fn(() => Promise.resolve({}));
    runJob = ran;
    const component = (name: string, spec: JsonObject): JsonObject => {
      const id = `${WORKSPACE}/components/${name}/versions/1`;
      put(id, `${ML}/components/versions`, {
        componentSpec: { type: "command", environment: command["environmentId"]!, ...spec },
      });
      return { componentId: id };
    };
    const fine = component("fine", { name: "fine" });
    const settings = { default_compute: `${WORKSPACE}/computes/cpu` };
    const wrong: readonly JsonObject[] = [
      { jobType: "Pipeline", settings, jobs: { "../../../outside": fine } },
      { jobType: "Pipeline", settings, jobs: { "..": fine } },
      { jobType: "Pipeline", settings, ...component("bad", { name: "../outside" }) },
      {
        jobType: "Pipeline",
        settings,
        ...component("port", { name: "p", outputs: { "../out": { type: "uri_folder" } } }),
      },
    ];
    for (const job of wrong) {
      expect(await ended(await submit(job))).toMatchObject({
        status: "Failed",
        properties: { error: expect.stringContaining("InvalidName") },
      });
    }
    // `fetch` would take the dots for a step up.
    const id = `${WORKSPACE}/jobs/..`;
    await new Promise<void>((done) => {
      const { hostname, port } = new URL(sandbox.loopbackUrl);
      const request = httpRequest({ hostname, port, method: "PUT", path: `${id}?${API}` }, (response) =>
        response.resume().once("end", done),
      );
      request.end(JSON.stringify({ properties: command }));
    });
    expect(await ended(id)).toMatchObject({
      status: "Failed",
      properties: { error: expect.stringContaining("InvalidName: The name of job '..'") },
    });
    expect(ran).not.toHaveBeenCalled();
    expect(await ended(await submit({ jobType: "Pipeline", settings, jobs: { step: fine } }))).toMatchObject({
      status: "Completed",
    });
    expect(ran).toHaveBeenCalledTimes(1);
  });

  it("goes on after a job of which nothing can be written down", async () => {
    runJob = () => Promise.resolve({});
    const write = sandbox.store.put.bind(sandbox.store);
    const refused = jest.fn();
    const full = jest.spyOn(sandbox.store, "put").mockImplementation((resource) => {
      const { status } = (resource.readOnly["properties"] ?? {}) as JsonObject;
      if (!resource.id.endsWith("/jobs/lost") || status === "NotStarted") return write(resource);
      refused();
      throw new Error("no space left on device");
    });
    await submit(command, "lost");
    const behind = await submit(command);
    expect(await ended(behind)).toMatchObject({ status: "Completed" });
    full.mockRestore();
    // It could be told neither that it runs nor that it failed.
    expect(refused).toHaveBeenCalledTimes(2);
  });
});

describe("scoring servers", () => {
  const endpoint = `${WORKSPACE}/onlineEndpoints/churn`;
  const listening: Server[] = [];
  const score = () =>
    asked("/inference/churn/score", {
      method: "POST",
      body: "{}",
      headers: { authorization: `Bearer ${keyOf("primary", endpoint)}` },
    });
  const alive = async (): Promise<ScoringServer> => {
    const server = createServer((request, response) => request.resume().on("end", () => response.end("[1]")));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    listening.push(server);
    const close = () => {
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    };
    return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  };

  beforeAll(() => {
    put(endpoint, `${ML}/onlineEndpoints`, { authMode: "Key", traffic: { blue: 100 } });
    put(`${endpoint}/deployments/blue`, `${ML}/onlineEndpoints/deployments`, {
      model: `${WORKSPACE}/models/m/versions/1`,
      codeConfiguration: { codeId: `${WORKSPACE}/codes/score/versions/1`, scoringScript: "score.py" },
    });
    const place = (path: string) => `https://stparts.blob.core.windows.net/serving/${path}`;
    put(`${WORKSPACE}/codes/score/versions/1`, `${ML}/codes/versions`, { codeUri: place("code") });
    put(`${WORKSPACE}/models/m/versions/1`, `${ML}/models/versions`, { modelUri: place("model") });
    for (const path of ["code/score.py", "model/MLmodel"]) {
      const file = sandbox.blobs.fileOf({ account: "stparts", container: "serving", path });
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, "");
    }
  });
  afterAll(() => {
    for (const server of listening) server.closeAllConnections();
    for (const server of listening) server.close();
  });

  it("that do not start are 503 to everybody who waits for them, and are started anew", async () => {
    const starts = jest.fn(
      () =>
        new Promise<ScoringServer>((_done, failed) =>
          setTimeout(() => failed(new Error("the scoring server does not start")), 100),
        ),
    );
    startServer = starts;
    const answers = await Promise.all([score(), score()]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(await answers[1].text()).toContain("does not start");
    expect(starts).toHaveBeenCalledTimes(1);
    startServer = alive;
    expect((await score()).status).toBe(200);
  });

  it("that die are 503 once, and are started anew", async () => {
    startServer = alive;
    expect((await score()).status).toBe(200);
    const [died] = listening.slice(-1);
    died!.closeAllConnections();
    await new Promise((done) => died!.close(done));
    expect((await score()).status).toBe(503);
    const answer = await score();
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: "[1]" });
  });
});
