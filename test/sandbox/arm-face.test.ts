import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { readFileSync } from "node:fs";
import { child, estateWith, ids } from "../support/estate";
import { group, subscription, Workbench } from "../support/terraform";

const version = "api-version=2025-06-01";

describe("the sandbox's ARM", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(
      estateWith({
        azapi_resource: {
          nightly: child("schedules", "nightly", {
            properties: {
              displayName: "Nightly",
              trigger: { triggerType: "Cron", expression: "0 2 * * *", startTime: "2027-01-01T00:00:00" },
              action: { actionType: "CreateJob", jobDefinition: { jobType: "Pipeline" } },
            },
          }),
        },
      }),
    );
    expect((await bench.apply()).code).toBe(0);
  });
  afterAll(() => bench.close());

  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${bench.sandbox.loopbackUrl}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as Record<string, unknown> };
  };

  it("answers Azure's own client for machine learning", async () => {
    const credential = { getToken: async () => ({ token: "none", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
    const client = new AzureMachineLearningWorkspaces(credential, subscription, {
      endpoint: bench.sandbox.armUrl,
      tlsOptions: { ca: readFileSync(bench.sandbox.env["NODE_EXTRA_CA_CERTS"]!, "utf8") },
    });
    const workspaces: (string | undefined)[] = [];
    for await (const workspace of client.workspaces.listByResourceGroup("rg-test")) workspaces.push(workspace.name);
    expect(workspaces).toEqual(["mlw-estate"]);
    const schedules: unknown[] = [];
    for await (const schedule of client.schedules.list("rg-test", "mlw-estate"))
      schedules.push(schedule.properties.displayName);
    expect(schedules).toEqual(["Nightly"]);
    const workspace = await client.workspaces.get("rg-test", "mlw-estate");
    expect(workspace.storageAccount).toBe(ids.storage);
  });

  it("creates, shows, changes, lists and deletes by id", async () => {
    const id = `${ids.workspace}/onlineEndpoints/by-hand`;
    const body = { location: "westeurope", properties: { authMode: "Key" } };
    expect(await call("PUT", `${id}?${version}`, body)).toMatchObject({
      status: 201,
      body: { id, name: "by-hand", properties: { authMode: "Key", provisioningState: "Succeeded" } },
    });
    expect(await call("PUT", `${id}?${version}`, body)).toMatchObject({ status: 200 });
    expect(await call("PATCH", `${id}?${version}`, { tags: { a: "b" } })).toMatchObject({
      status: 200,
      body: { tags: { a: "b" } },
    });
    expect((await call("GET", `${ids.workspace}/onlineEndpoints?${version}`)).body["value"]).toHaveLength(1);
    expect(await call("POST", `${id}/listKeys?${version}`)).toMatchObject({
      status: 200,
      body: { primaryKey: expect.any(String) as string },
    });
    expect(await call("DELETE", `${id}?${version}`)).toMatchObject({ status: 200 });
    expect(await call("DELETE", `${id}?${version}`)).toMatchObject({ status: 204 });
    expect(await call("GET", `${id}?${version}`)).toMatchObject({
      status: 404,
      body: { error: { code: "ResourceNotFound" } },
    });
  });

  it("shows what azurerm made in ARM's words, and its tags changed here are drift there", async () => {
    expect(await call("GET", `${ids.storage}?${version}`)).toMatchObject({
      status: 200,
      body: {
        type: "Microsoft.Storage/storageAccounts",
        sku: { name: "Standard_LRS", tier: "Standard" },
        properties: { supportsHttpsTrafficOnly: true },
      },
    });
    expect((await call("GET", `/subscriptions/${subscription}/resourceGroups?${version}`)).body["value"]).toHaveLength(
      1,
    );
    await call("PATCH", `${ids.storage}?${version}`, { tags: { by: "hand" } });
    expect((await bench.plan()).output).toContain('- "by" = "hand"');
    expect((await bench.apply()).code).toBe(0);
  });

  it("purges a soft-deleted vault, unless it is protected against that", async () => {
    const vault = (name: string) => `${group}/providers/Microsoft.KeyVault/vaults/${name}`;
    const deleted = (name: string) =>
      `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/${name}/purge?${version}`;
    const body = (protection: object) => ({
      location: "westeurope",
      properties: {
        tenantId: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
        sku: { family: "A", name: "standard" },
        ...protection,
      },
    });
    for (const [name, protection] of [
      ["kv-open", {}],
      ["kv-kept", { enablePurgeProtection: true }],
    ] as const) {
      expect(await call("PUT", `${vault(name)}?${version}`, body(protection))).toMatchObject({ status: 201 });
      expect(await call("DELETE", `${vault(name)}?${version}`)).toMatchObject({ status: 200 });
    }
    expect(await call("POST", deleted("kv-open"))).toMatchObject({ status: 200 });
    expect(await call("PUT", `${vault("kv-open")}?${version}`, body({}))).toMatchObject({ status: 201 });
    expect(await call("POST", deleted("kv-kept"))).toMatchObject({ status: 405 });
    expect(await call("PUT", `${vault("kv-kept")}?${version}`, body({}))).toMatchObject({ status: 409 });
    expect(await call("POST", deleted("kv-none"))).toMatchObject({ status: 404 });
  });

  it("refuses what ARM refuses", async () => {
    expect(await call("GET", ids.storage)).toMatchObject({
      status: 400,
      body: { error: { code: "MissingApiVersionParameter" } },
    });
    expect(
      await call("PUT", `${group}x/providers/Microsoft.KeyVault/vaults/kv-lost?${version}`, {
        location: "westeurope",
        properties: {},
      }),
    ).toMatchObject({ status: 400 });
    expect(
      await call("PUT", `${ids.workspace}/onlineEndpoints/wrong?${version}`, {
        location: "westeurope",
        properties: { authMode: "Token" },
      }),
    ).toMatchObject({ status: 400, body: { error: { code: "ValidationError" } } });
    expect(await call("POST", `${ids.workspace}/explode?${version}`)).toMatchObject({ status: 405 });
    expect(
      (await fetch(`${bench.sandbox.loopbackUrl}${ids.workspace}?${version}`, { method: "PUT", body: "{" })).status,
    ).toBe(400);
  });
});
