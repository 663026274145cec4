import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { MonitorClient } from "@azure/arm-monitor";
import { ResourceManagementClient } from "@azure/arm-resources";
import { request } from "node:https";
import { readFileSync } from "node:fs";
import { clientEstate } from "../support/client-estate";
import { ids } from "../support/estate";
import { group, subscription, Workbench } from "../support/terraform";

/** Answers as they come, over TLS, for what no client shows: headers, statuses, bodies without a model between. */
interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk into arbitrary JSON
  readonly body: any;
}

describe("Azure's own clients, as they are", () => {
  let bench: Workbench;
  let ca: string;
  let ml: AzureMachineLearningWorkspaces;
  let resources: ResourceManagementClient;
  let monitor: MonitorClient;

  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(clientEstate());
    const { code, output } = await bench.apply();
    if (code !== 0) throw new Error(output);
    ca = readFileSync(bench.sandbox.env["NODE_EXTRA_CA_CERTS"]!, "utf8");
    // `NODE_EXTRA_CA_CERTS` does this for a process that is started in the sandbox; this one was there before.
    const options = { endpoint: bench.sandbox.armUrl, tlsOptions: { ca } };
    const credential = { getToken: async () => ({ token: "any", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
    ml = new AzureMachineLearningWorkspaces(credential, subscription, options);
    resources = new ResourceManagementClient(credential, subscription, options);
    monitor = new MonitorClient(credential, subscription, options);
  });
  afterAll(() => bench.close());

  const raw = (method: string, path: string, body?: object): Promise<Raw> =>
    new Promise((resolve, reject) => {
      const call = request(bench.sandbox.armUrl + path, { method, ca }, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode!,
            headers: answer.headers,
            body: text === "" ? undefined : (JSON.parse(text) as unknown),
          }),
        );
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });

  async function names(list: AsyncIterable<{ readonly name?: string | undefined }>): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { name } of list) found.push(name!);
    return found.sort();
  }
  const where = ["rg-test", "mlw-estate"] as const;

  it("read groups, resources, providers and single resources by id", async () => {
    expect(await names(resources.resourceGroups.list())).toEqual(["rg-test"]);
    expect((await resources.resourceGroups.get("rg-test")).properties?.provisioningState).toBe("Succeeded");
    expect((await resources.resourceGroups.checkExistence("rg-test")).body).toBe(true);
    expect((await resources.resourceGroups.checkExistence("rg-none")).body).toBe(false);
    const filter = "resourceType eq 'Microsoft.MachineLearningServices/workspaces'";
    expect(await names(resources.resources.listByResourceGroup("rg-test", { filter }))).toEqual(["mlw-estate"]);
    expect(await names(resources.resources.list())).toContain("stestate");
    expect((await resources.resources.getById(ids.storage, "2023-05-01")).name).toBe("stestate");
    expect((await resources.providers.get("Microsoft.MachineLearningServices")).registrationState).toBe("Registered");
  });

  it("read and change what Azure ML holds", async () => {
    expect(await names(ml.workspaces.listByResourceGroup("rg-test"))).toEqual(["mlw-estate"]);
    expect(await names(ml.datastores.list(...where))).toEqual([
      "workspaceartifactstore",
      "workspaceblobstore",
      "workspacefilestore",
      "workspaceworkingdirectory",
    ]);
    expect(await names(ml.datastores.list(...where, { isDefault: true }))).toEqual(["workspaceblobstore"]);
    expect(await names(ml.computeOperations.list(...where))).toEqual(["cpu"]);
    expect(await names(ml.schedules.list(...where))).toEqual(["by-cron", "by-week", "drift"]);
    expect(await names(ml.onlineEndpoints.list(...where))).toEqual(["serving"]);
    expect((await ml.onlineEndpoints.get(...where, "serving")).properties.properties).toEqual({});
    expect(await names(ml.onlineDeployments.list(...where, "serving"))).toEqual(["blue"]);
    const deployment = await ml.onlineDeployments.get(...where, "serving", "blue");
    expect(deployment.properties.scaleSettings).toEqual({ scaleType: "Default" });
    expect(await ml.onlineDeployments.getLogs(...where, "serving", "blue", {})).toMatchObject({ content: "" });
  });

  it("find the newest version of an asset by its container", async () => {
    for (const version of ["9", "10"]) {
      const properties = { modelUri: `azureml://datastores/workspaceblobstore/paths/${version}` };
      await ml.modelVersions.createOrUpdate(...where, "churn", version, { properties });
    }
    expect((await ml.modelContainers.get(...where, "churn")).properties).toMatchObject({
      latestVersion: "10",
      nextVersion: "11",
    });
    expect(await names(ml.modelContainers.list(...where))).toEqual(["churn"]);
    expect(await names(ml.modelVersions.list(...where, "churn"))).toEqual(["10", "9"]);
    expect((await ml.modelVersions.get(...where, "churn", "9")).properties.flavors).toEqual({});
    const newest = await raw(
      "GET",
      `${ids.workspace}/models/churn/versions?api-version=2025-06-01&$orderBy=createdtime%20desc&$top=1`,
    );
    expect(newest.body.value).toHaveLength(1);
  });

  it("run jobs' and schedules' actions, with the statuses that they have on Azure", async () => {
    const job = {
      properties: { jobType: "Command", command: "echo", environmentId: `${ids.workspace}/environments/e/versions/1` },
    };
    expect((await ml.jobs.createOrUpdate(...where, "by-hand", job as never)).properties.status).toBe("NotStarted");
    await ml.jobs.beginCancelAndWait(...where, "by-hand");
    expect((await ml.jobs.get(...where, "by-hand")).properties.status).toBe("Canceled");
    const version = "api-version=2025-06-01";
    expect(await raw("POST", `${ids.workspace}/schedules/by-cron/trigger?${version}`)).toMatchObject({
      status: 200,
      body: { scheduleActionType: "CreateJob" },
    });
    expect(await names(ml.jobs.list(...where))).toHaveLength(2);
    expect(await raw("POST", `${ids.workspace}/computes/cpu/listNodes?${version}`)).toMatchObject({
      status: 200,
      body: { nodes: [] },
    });
    // Only instances are started and stopped; a cluster is scaled.
    expect(await raw("POST", `${ids.workspace}/computes/cpu/start?${version}`)).toMatchObject({ status: 400 });
    expect(await raw("POST", `${ids.workspace}/computes/none/start?${version}`)).toMatchObject({ status: 404 });
  });

  it.each(["schedules/by-cron", "schedules/by-week", "schedules/drift", "onlineEndpoints/serving"])(
    "put %s as it was got, and nothing has changed",
    async (path) => {
      const url = `${ids.workspace}/${path}?api-version=2025-06-01`;
      const { body: before } = await raw("GET", url);
      expect(await raw("PUT", url, before as object)).toMatchObject({ status: 200 });
      const { body: after } = await raw("GET", url);
      expect({ ...after, systemData: undefined }).toEqual({ ...before, systemData: undefined });
      expect((await bench.plan()).code).toBe(0);
    },
  );

  it("write words of closed sets in whatever case, and read them as published", async () => {
    const url = `${ids.workspace}/schedules/shouted?api-version=2025-06-01`;
    const put = await raw("PUT", url, {
      properties: {
        trigger: {
          triggerType: "recurrence",
          frequency: "week",
          interval: 1,
          schedule: { hours: [1], minutes: [0], weekDays: ["MONDAY"] },
        },
        action: { actionType: "createJob", jobDefinition: { jobType: "pipeline", jobs: {} } },
      },
    });
    expect(put).toMatchObject({
      status: 201,
      body: {
        properties: {
          isEnabled: true,
          trigger: { triggerType: "Recurrence", frequency: "Week", schedule: { weekDays: ["Monday"] } },
          action: { actionType: "CreateJob", jobDefinition: { jobType: "Pipeline" } },
        },
      },
    });
    expect(
      (
        await raw("PUT", url, {
          properties: {
            ...put.body.properties,
            trigger: { triggerType: "Recurrence", frequency: "Fortnight", interval: 1 },
          },
        })
      ).status,
    ).toBe(400);
    await raw("DELETE", url);
  });

  it("read metrics of a scope behind a second slash, with several aggregations", async () => {
    const { value } = await monitor.metrics.list(`${ids.workspace}/onlineEndpoints/serving`, {
      metricnames: "RequestsPerMinute",
      aggregation: "Average",
    });
    expect(value).toHaveLength(1);
    const span = encodeURIComponent("2026-12-01T12%3A00%3A00Z/2026-12-01T13%3A00%3A00Z");
    const twice = `${ids.workspace}/onlineEndpoints/serving/providers/Microsoft.Insights/metrics?api-version=2023-10-01&metricnames=RequestsPerMinute&timespan=${span}`;
    expect((await raw("GET", twice)).status).toBe(200);
  });

  it.each(["banana", "1999-01-01", "2025-06-02"])(
    "are refused at version %s, and told which there are",
    async (version) => {
      const { status, body } = await raw("GET", `${ids.workspace}?api-version=${version}`);
      expect(status).toBe(400);
      expect(body.error.message).toContain("2025-06-01");
    },
  );

  it("find what they ask for before anything else, without a right to it", async () => {
    const version = "api-version=2022-12-01";
    expect((await raw("GET", "/metadata/endpoints")).body[0].resourceManager).toBe(bench.sandbox.armUrl);
    // What `az cloud register` asks is answered by the cloud itself, without a list around it.
    const registered = await raw("GET", "/metadata/endpoints?api-version=2022-09-01");
    expect(registered.body.resourceManager).toBe(bench.sandbox.armUrl);
    const found = await raw("GET", `/subscriptions?${version}`);
    expect(found.body.value).toMatchObject([{ subscriptionId: subscription, state: "Enabled" }]);
    expect((await raw("GET", `/tenants?${version}`)).body.value).toHaveLength(1);
    const locations = await raw("GET", `/subscriptions/${subscription}/locations?${version}`);
    expect((locations.body.value as { name: string }[]).map(({ name }) => name)).toContain("westeurope");
    const log = `/subscriptions/${subscription}/providers/Microsoft.Insights/eventtypes/management/values?${version}`;
    expect((await raw("GET", log)).body).toEqual({ value: [] });
  });

  it("see each scope's own: roles by name, grants at a scope, diagnostics", async () => {
    const authorization = `${group}/providers/Microsoft.Authorization`;
    const version = "api-version=2022-04-01";
    const filtered = (path: string, filter: string) =>
      raw("GET", `${path}?${version}&$filter=${encodeURIComponent(filter)}`);
    const reader = await filtered(`${authorization}/roleDefinitions`, "roleName eq 'Reader'");
    expect(reader.body.value).toMatchObject([
      { name: "acdd72a7-3385-48ef-bd42-f606fba81ae7", properties: { type: "BuiltInRole" } },
    ]);
    expect((await raw("GET", `${reader.body.value[0].id as string}?${version}`)).body.properties.roleName).toBe(
      "Reader",
    );
    // A role of one group is read by its subscription, as grants name it.
    const own = "0b1f5c9e-3f57-4c1e-9d0a-7a1e6f3d2c44";
    const ofGroup = `${group}/providers/Microsoft.Authorization/roleDefinitions/${own}?${version}`;
    const role = {
      roleName: "Own",
      type: "CustomRole",
      assignableScopes: [group],
      permissions: [{ actions: ["*/read"] }],
    };
    expect((await raw("PUT", ofGroup, { properties: role })).status).toBe(201);
    const bySubscription = `${authorization}/roleDefinitions/${own}`;
    expect((await raw("GET", `${bySubscription}?${version}`)).body).toMatchObject({
      id: bySubscription,
      properties: { roleName: "Own" },
    });
    const elsewhere = bySubscription.replace(subscription, "9d9d9d9d-1c1e-58a4-4e7e-8d0c6a5f1b3e");
    expect((await raw("GET", `${elsewhere}?${version}`)).status).toBe(404);
    await raw("DELETE", ofGroup);
    expect((await filtered(`${authorization}/roleAssignments`, "atScope()")).body.value).toEqual([]);
    expect((await raw("GET", `${authorization}/roleAssignments?${version}`)).body.value).toHaveLength(2);
    const below = `${ids.storage}/providers/Microsoft.Authorization/roleAssignments`;
    const one = (await raw("GET", `${below}?${version}`)).body.value as { properties: { principalId: string } }[];
    expect(one).toHaveLength(1);
    const nobody = "principalId eq '00000000-0000-0000-0000-000000000000'";
    expect((await filtered(below, nobody)).body.value).toEqual([]);
    // `az role assignment delete` reads what it deleted.
    const granted = `${group}/providers/Microsoft.Authorization/roleAssignments/5f0cc9a1-6c0e-4f0e-8b1c-0d6f2f1c7a11?${version}`;
    const properties = {
      roleDefinitionId: reader.body.value[0].id as string,
      principalId: "6f0ec9f4-58b5-4e39-8b3c-b0b1d9f7a001",
      principalType: "Group",
    };
    const made = await raw("PUT", granted, { properties });
    expect(made.status).toBe(201);
    expect(await raw("DELETE", granted)).toMatchObject({ status: 200, body: { id: made.body.id as string } });
    expect(await raw("DELETE", granted)).toMatchObject({ status: 204, body: undefined });
  });

  it("read and change what Azure keeps beside a resource, and no more of it than was asked", async () => {
    const version = "api-version=2021-04-01";
    const tags = `${ids.storage}/providers/Microsoft.Resources/tags/default`;
    const change = (operation: string, given: object) =>
      raw("PATCH", `${tags}?${version}`, { operation, properties: { tags: given } });
    expect(await change("Merge", { by: "hand", at: "night" })).toMatchObject({ status: 200 });
    expect((await raw("GET", `${tags}?${version}`)).body).toMatchObject({
      properties: { tags: { by: "hand", at: "night" } },
    });
    expect((await raw("GET", `${ids.storage}?${version}`)).body).toMatchObject({
      kind: "StorageV2",
      tags: { by: "hand" },
    });
    const used = await raw("GET", `/subscriptions/${subscription}/tagNames?${version}`);
    expect((used.body.value as { tagName: string }[]).map(({ tagName }) => tagName)).toContain("at");
    // Only where the value is the one that is there.
    expect((await change("Delete", { by: "another", at: "night" })).body.properties.tags).toEqual({ by: "hand" });
    expect((await change("Replace", {})).body.properties.tags).toEqual({});
    expect((await change("Append", {})).status).toBe(400);
    expect((await raw("PATCH", `${tags.replace("stestate", "stnone")}?${version}`, {})).status).toBe(404);
    expect((await bench.plan()).code).toBe(0);

    const services = await raw("GET", `${ids.storage}/blobServices/default?${version}`);
    expect(services.body).toMatchObject({ name: "default", properties: { deleteRetentionPolicy: { enabled: false } } });

    const container = `${ids.storage}/blobServices/default/containers/by-hand?${version}`;
    expect((await raw("PUT", container, { properties: {} })).status).toBe(201);
    const store = `${ids.workspace}/datastores/by_hand`;
    const credentials = { credentialsType: "AccountKey", secrets: { secretsType: "AccountKey", key: "bWFkZSB1cA==" } };
    const properties = { datastoreType: "AzureBlob", accountName: "stestate", containerName: "by-hand", credentials };
    expect((await raw("PUT", `${store}?api-version=2025-06-01`, { properties })).status).toBe(201);
    const shown = await raw("GET", `${store}?api-version=2025-06-01`);
    expect(shown.body.properties.credentials).toEqual({ credentialsType: "AccountKey" });
    expect((await raw("POST", `${store}/listSecrets?api-version=2025-06-01`)).body).toEqual(credentials.secrets);
    await raw("PUT", `${store}?api-version=2025-06-01`, {
      properties: { ...properties, credentials: { credentialsType: "None" } },
    });
    expect((await raw("POST", `${store}/listSecrets?api-version=2025-06-01`)).status).toBe(400);
    await raw("DELETE", `${store}?api-version=2025-06-01`);
    await raw("DELETE", container);
  });

  it("get ids in ARM's spelling, ids of their requests, and a plain refusal of a broken address", async () => {
    const version = "api-version=2025-06-01";
    const lower = ids.workspace.replace("resourceGroups", "resourcegroups");
    const put = await raw("PUT", `/${lower}//onlineEndpoints/cased?${version}`, {
      location: "westeurope",
      properties: { authMode: "aadtoken" },
    });
    expect(put).toMatchObject({ status: 201, body: { id: `${ids.workspace}/onlineEndpoints/cased` } });
    expect(put.body).toMatchObject({
      properties: { authMode: "AADToken" },
      systemData: { createdAt: expect.any(String) as string },
    });
    expect(put.headers["x-ms-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    await raw("DELETE", `${ids.workspace}/onlineEndpoints/cased?${version}`);
    expect(await raw("GET", `/subscriptions/%zz?${version}`)).toMatchObject({ status: 400 });
    expect((await raw("HEAD", `${ids.workspace}?${version}`)).status).toBe(204);
    expect((await raw("HEAD", `${ids.workspace}x?${version}`)).status).toBe(404);
  });
});
