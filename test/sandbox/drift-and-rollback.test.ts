import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Construct } from "constructs";
import { AzapiResource, AzapiUpdateResource } from "../../constructs/azapi";
import { TrafficRollback } from "../../constructs/promotion/rollback";
import { guardedTraffic, rollbackExports } from "../../constructs/promotion/rollback-guard";
import { DriftRetraining, RetrainingSchedule } from "../../constructs/retraining";
import { customRoles } from "../../domain/access/roles";
import { Schedule } from "../../domain/time/schedule";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { subscriptionOf } from "../../sandbox/services/event-grid/subscriptions";
import { callWorkflow } from "../../sandbox/services/logic/call";
import type { TerraformStack } from "cdktf";
import { ENDPOINT, ENDPOINT_IDENTITY, rollbackProps } from "../support/rollback-props";
import { synth } from "../support/synth";
import { driftProps, LOGS, MODELS, OWNER, receivers, STORAGE, trainingJob, WORKSPACE } from "../support/use-case-props";

const work = mkdtempSync(join(tmpdir(), "mlops-drift-"));
const ML = "Microsoft.MachineLearningServices/workspaces";
const GROUP_ID = WORKSPACE.split("/providers/")[0]!;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dir: join(work, ".sandbox"), now: () => new Date("2026-12-10T12:00:00Z") });
  platform();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(work, { recursive: true, force: true });
});

/** What other stacks made before. */
function platform(): void {
  const put = (id: string, type: string, body: object = {}) =>
    sandbox.store.put({ id, type, body: { location: "westeurope", properties: {}, ...body }, readOnly: {} });
  put(GROUP_ID, "Microsoft.Resources/resourceGroups");
  put(WORKSPACE, ML);
  put(MODELS.id.split("/providers/")[0]!, "Microsoft.Resources/resourceGroups");
  put(MODELS.id, "Microsoft.MachineLearningServices/registries");
  put(`${WORKSPACE}/computes/cpu`, `${ML}/computes`);
  put(LOGS.id, "Microsoft.OperationalInsights/workspaces");
  put(STORAGE, "Microsoft.Storage/storageAccounts");
  put(ENDPOINT_IDENTITY, "Microsoft.ManagedIdentity/userAssignedIdentities");
  for (const { id } of [OWNER, receivers("warning"), receivers("critical")]) put(id, "Microsoft.Insights/actionGroups");
  put(
    driftProps.response.mode === "automatic" ? driftProps.response.submitterRole.roleDefinitionId : "",
    "Microsoft.Authorization/roleDefinitions",
    {
      properties: {
        roleName: "submits jobs and writes endpoints",
        permissions: [{ actions: [...customRoles.jobSubmitter.actions, ...customRoles.trafficOperator.actions] }],
      },
    },
  );
  put(
    `${GROUP_ID}/providers/Microsoft.EventGrid/systemTopics/evgt-pfs-prod-workspace`,
    "Microsoft.EventGrid/systemTopics",
    {
      identity: { type: "SystemAssigned" },
    },
  );
}

/** Runs Terraform on a stack; its output. */
function terraform(folder: string, ...args: string[]): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !sandbox.dropped.includes(name));
  const env = { ...Object.fromEntries(inherited), ...sandbox.env };
  const child = spawn("terraform", [...args, "-no-color"], { cwd: join(work, folder), env });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) =>
    child.on("exit", (code) => (code === 0 ? resolve(output) : reject(new Error(output)))),
  );
}

function write(folder: string, define: (stack: TerraformStack) => unknown): void {
  mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, folder, "cdk.tf.json"), JSON.stringify(synth(define).json));
}

/** The address that something in the sandbox was told to call. */
const addressIn = (type: string, path: (values: never) => string): string =>
  path(sandbox.store.all().find((one) => one.type === type && one.azurerm !== undefined)!.azurerm!.values as never);

describe("retraining in the sandbox, with real Terraform", () => {
  const schedule = (hour: string) => (stack: TerraformStack) => {
    new RetrainingSchedule(stack, "Retraining", {
      name: "customer-churn-retraining",
      schedule: Schedule.recurrence({ every: "day", at: [hour], timeZone: "UTC", startDate: "2026-12-07" }),
      job: trainingJob,
    });
    new DriftRetraining(stack, "Drift", driftProps);
  };
  const scheduleId = `${WORKSPACE}/schedules/customer-churn-retraining`;
  const breach = (runId: string) => ({
    body: [
      {
        eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
        data: {
          runId,
          runTags: {
            azureml_modelmonitor_threshold_breached:
              "drift_customer-churn_model-13_data-drift has failed due to one or more features violating metric thresholds",
          },
        },
      },
    ],
  });
  const jobs = () => sandbox.store.all().filter((one) => one.type === `${ML}/jobs`);

  it("deploys, and then plans no changes", async () => {
    write("retraining", schedule("02:00"));
    await terraform("retraining", "init");
    await terraform("retraining", "apply", "-auto-approve");

    expect(await terraform("retraining", "plan", "-detailed-exitcode")).toContain("No changes");
    expect(sandbox.cloud.show(scheduleId)!.properties).toMatchObject({ isEnabled: true });
    const { inputs } = (
      sandbox.cloud.show(scheduleId)!.properties as never as {
        action: { jobDefinition: { inputs: Record<string, object> } };
      }
    ).action.jobDefinition;
    expect(inputs["started_at"]).toMatchObject({ value: "${{creation_context.trigger_time}}" });
  });

  it("shows the address that starts the workflow in no plan", async () => {
    const plan = await terraform("retraining", "plan", "-destroy");

    expect(plan).toContain("sensitive value");
    expect(plan).not.toContain("sig=");
  });

  it("submits one job for a breach that Event Grid delivers, and none for the same again", async () => {
    const [url] = subscriptionOf(
      sandbox.store.all().find((one) => one.type === "Microsoft.EventGrid/systemTopics/eventSubscriptions")!,
    ).urls as [string];
    const first = await callWorkflow(sandbox, url, breach("run-1"));
    const second = await callWorkflow(sandbox, url, breach("run-1"));

    expect([first, second].map(({ response }) => response.body)).toEqual([
      { outcome: "submitted" },
      { outcome: "already-handled" },
    ]);
    expect(jobs().map(({ id }) => id.split("/").at(-1))).toEqual(["drift-customer-churn-after-none"]);
  });

  it("changes the schedule alone when only its time changes", async () => {
    write("retraining", schedule("03:00"));
    const applied = await terraform("retraining", "apply", "-auto-approve");

    expect(applied).toContain("0 added, 1 changed, 0 destroyed");
    expect(sandbox.cloud.show(scheduleId)!.properties).toMatchObject({ isEnabled: true });
  });

  it("disables the schedule before it is destroyed", async () => {
    const seen: unknown[] = [];
    const { delete: remove } = sandbox.cloud;
    sandbox.cloud.delete = function (id, options) {
      if (id === scheduleId) seen.push(this.show(id)!.properties["isEnabled"]);
      remove.call(this, id, options);
    };
    await terraform("retraining", "destroy", "-auto-approve");
    sandbox.cloud.delete = remove;

    expect(seen).toEqual([false]);
    expect(sandbox.cloud.show(scheduleId)).toBeUndefined();
  });
});

describe("a rollback in the sandbox, with real Terraform", () => {
  const endpoint = (stack: TerraformStack) =>
    new AzapiResource<string>(stack, "Endpoint", {
      type: `${ML}/onlineEndpoints@2025-06-01`,
      name: ENDPOINT.split("/").at(-1)!,
      parentId: WORKSPACE,
      location: "westeurope",
      identity: { type: "UserAssigned", identityIds: [ENDPOINT_IDENTITY] },
      body: { kind: "Managed", properties: { authMode: "AADToken", publicNetworkAccess: "Disabled" } },
      responseExportValues: rollbackExports,
      ignoreCasing: true,
      lifecycle: { ignoreChanges: ["body", "tags"] },
    });
  const served = (stack: TerraformStack) => {
    const resource = endpoint(stack);
    const scope = new Construct(stack, "Traffic");
    const shares = guardedTraffic(scope, {
      endpoint: resource,
      back: "model-12",
      tried: "model-13",
      traffic: { "model-12": 90, "model-13": 10 },
      mirrorTraffic: { "model-13": 0 },
    });
    new AzapiUpdateResource<string>(scope, "Resource", {
      type: `${ML}/onlineEndpoints@2025-06-01`,
      resourceId: resource.id,
      body: { properties: { ...shares } },
      ignoreCasing: true,
    });
    new TrafficRollback(stack, "Rollback", rollbackProps);
  };
  const traffic = () => sandbox.cloud.show(ENDPOINT)!.properties["traffic"];

  it("sets the release's traffic", async () => {
    write("rollback", endpoint);
    await terraform("rollback", "init");
    await terraform("rollback", "apply", "-auto-approve");
    for (const name of ["model-12", "model-13"]) {
      sandbox.store.put({
        id: `${ENDPOINT}/deployments/${name}`,
        type: `${ML}/onlineEndpoints/deployments`,
        body: {
          location: "westeurope",
          properties: { endpointComputeType: "Managed", instanceType: "Standard_D2as_v4" },
        },
        readOnly: { properties: { provisioningState: "Succeeded" } },
      });
    }
    write("rollback", served);
    const applied = await terraform("rollback", "apply", "-auto-approve");

    expect(traffic()).toEqual({ "model-12": 90, "model-13": 10 });
    expect(applied).not.toContain("Check block assertion failed");
    expect(await terraform("rollback", "plan")).toContain("No changes");
  });

  it("puts all traffic back when an alert calls, after which a plan changes nothing and says why", async () => {
    const url = addressIn(
      "Microsoft.Insights/actionGroups",
      (values: { logic_app_receiver: [{ callback_url: string }] }) => values.logic_app_receiver[0].callback_url,
    );
    await callWorkflow(sandbox, url, {
      body: { data: { essentials: { alertRule: "candidate-5xx", monitorCondition: "Fired" } } },
    });
    expect(traffic()).toEqual({ "model-12": 100, "model-13": 0 });

    const plan = await terraform("rollback", "plan");
    expect(plan).toMatch(/model-13 was rolled back at 2026-12-10T12:00:00/);
    expect(plan).toContain("Check block assertion failed");
    expect(plan).not.toMatch(/will be (updated|created|destroyed)/);
    await terraform("rollback", "apply", "-auto-approve");
    expect(traffic()).toEqual({ "model-12": 100, "model-13": 0 });
  });
});
