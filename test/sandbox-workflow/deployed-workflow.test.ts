import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { callWorkflow } from "../../sandbox/services/logic/call";
import { GROUP, WORKSPACE } from "../support/use-case-props";

const work = mkdtempSync(join(tmpdir(), "mlops-workflow-"));
const GROUP_ID = `/subscriptions/${GROUP.subscriptionId}/resourceGroups/${GROUP.resourceGroup}`;
const WORKFLOW = `${GROUP_ID}/providers/Microsoft.Logic/workflows/logic-test`;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dir: join(work, ".sandbox"), now: () => new Date("2026-12-10T12:00:00Z") });
  for (const [id, type] of [
    [GROUP_ID, "Microsoft.Resources/resourceGroups"],
    [WORKSPACE, "Microsoft.MachineLearningServices/workspaces"],
  ] as const) {
    sandbox.store.put({ id, type, body: { location: "westeurope", properties: {} }, readOnly: {} });
  }
});
afterAll(async () => {
  await sandbox.close();
  rmSync(work, { recursive: true, force: true });
});

/** A request to the sandbox's Azure Resource Manager, over HTTP. */
async function request(method: string, path: string, body?: object) {
  const url = new URL(sandbox.loopbackUrl + path);
  url.searchParams.set("api-version", path.includes("/Microsoft.Logic/") ? "2019-05-01" : "2025-06-01");
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- arbitrary JSON
  return { status: response.status, body: (await response.json()) as any };
}

const workflow = (changes: object = {}) => ({
  location: "westeurope",
  properties: {
    state: "Enabled",
    definition: {
      $schema:
        "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
      contentVersion: "1.0.0.0",
      parameters: { greeting: { type: "String" } },
      triggers: { Request: { type: "Request", kind: "Http", inputs: { schema: {} } } },
      actions: {
        Answer: {
          type: "Response",
          inputs: { statusCode: 200, body: "@concat(parameters('greeting'), ' ', triggerBody())" },
        },
      },
      ...changes,
    },
    parameters: { greeting: { value: "hello" } },
  },
});

describe("a workflow in the sandbox", () => {
  it("runs as deployed when its address is called", async () => {
    expect((await request("PUT", WORKFLOW, workflow())).status).toBe(201);
    const { body } = await request("POST", `${WORKFLOW}/triggers/Request/listCallbackUrl`);

    expect((await callWorkflow(sandbox, body.value, { body: "world" })).response).toMatchObject({
      statusCode: 200,
      body: "hello world",
    });
  });

  it("has no other address", async () => {
    await request("PUT", WORKFLOW, workflow());

    await expect(callWorkflow(sandbox, "https://prod-00.westeurope.logic.azure.com/x", { body: null })).rejects.toThrow(
      "no workflow in this sandbox has that address",
    );
    expect(await request("POST", `${WORKFLOW}/triggers/Other/listCallbackUrl`)).toMatchObject({ status: 404 });
  });

  it.each([
    ["an unknown action", { actions: { A: { type: "Foreach" } } }, "unknown type Foreach"],
    [
      "an unknown function",
      { actions: { A: { type: "Compose", inputs: "@nonsense()" } } },
      "unknown function nonsense",
    ],
    [
      "a parameter without a value",
      { parameters: { greeting: { type: "String" }, more: { type: "Int" } } },
      "the parameter more has no value",
    ],
    [
      "a value without a parameter",
      { parameters: {}, actions: {} },
      "the parameter greeting has a value but is not declared",
    ],
  ])("is refused with %s when it is saved, as Azure does", async (_what, changes, message) => {
    const { status, body } = await request("PUT", WORKFLOW, workflow(changes));

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "InvalidTemplate", message: expect.stringContaining(message) });
  });
});

describe("jobs in the sandbox", () => {
  const JOBS = `${WORKSPACE}/jobs`;
  const job = (tags: object) => ({ properties: { jobType: "Pipeline", tags } });

  it("are listed by the name of a tag, with status and time, and keep both when they are put again", async () => {
    await request("PUT", `${JOBS}/one`, job({ mine: "1" }));
    await request("PUT", `${JOBS}/two`, job({ other: "1" }));
    const again = await request("PUT", `${JOBS}/one`, job({ mine: "2" }));

    expect(again.status).toBe(200);
    const { body } = await request("GET", `${JOBS}?tag=mine&jobType=Pipeline`);
    expect(body.value).toEqual([
      expect.objectContaining({
        name: "one",
        properties: expect.objectContaining({ status: "NotStarted", tags: { mine: "2" } }),
        systemData: { createdAt: "2026-12-10T12:00:00.000Z" },
      }),
    ]);
    expect((await request("GET", JOBS)).body.value).toHaveLength(2);
  });
});
