import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
import { receiversOf } from "../../sandbox/services/monitor/action-groups";
import type { JsonObject } from "../../sandbox/engine/store/store";
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

/** As it was written when azurerm made action groups, and the address was kept in the state. */
function writeAsBefore(folder: string, define: (stack: TerraformStack) => unknown): void {
  write(folder, define);
  const file = join(work, folder, "cdk.tf.json");
  const { ephemeral, moved, ...json } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const { azapi_resource: arm, ...others } = json["resource"] as Record<string, Record<string, never>>;
  const [group] = Object.keys(arm!).filter((name) => /ActionGroup/.test(name)) as [string];
  const rest = Object.fromEntries(Object.entries(arm!).filter(([name]) => name !== group));
  const [[address, asked]] = Object.entries((ephemeral as Record<string, object>)["azapi_resource_action"]!) as [
    [string, Record<string, unknown>],
  ];
  const [workflow] = Object.keys(rest).filter((name) => /Workflow/.test(name)) as [string];
  const resource = {
    ...others,
    azapi_resource: rest,
    azapi_resource_action: {
      [address]: {
        type: asked["type"],
        resource_id: asked["resource_id"],
        action: "triggers/Request/listCallbackUrl",
        sensitive_response_export_values: { url: "value" },
      },
    },
    azurerm_monitor_action_group: {
      [group]: {
        name: rollbackProps.actionGroupName,
        short_name: rollbackProps.actionGroupShortName,
        resource_group_name: GROUP_ID.split("/").at(-1),
        logic_app_receiver: [
          {
            name: "rollback",
            resource_id: `\${azapi_resource.${workflow}.id}`,
            callback_url: `\${azapi_resource_action.${address}.sensitive_output.url}`,
            use_common_alert_schema: true,
          },
        ],
      },
    },
  };
  expect(moved).toEqual([{ from: `azurerm_monitor_action_group.${group}`, to: `azapi_resource.${group}` }]);
  writeFileSync(file, JSON.stringify({ ...json, resource }));
}

/** Of two subscriptions to one breach the one whose key is in the documented filter. */
const stored = (type: string) => sandbox.store.all().find((one) => one.type === type && !one.id.endsWith("-camel"))!;
const SUBSCRIPTIONS = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
const ACTION_GROUPS = "Microsoft.Insights/actionGroups";
/** The rollback's, beside those that others made. */
const rollbackGroup = () =>
  sandbox.store.all().find(({ id, type }) => type === ACTION_GROUPS && id.endsWith(rollbackProps.actionGroupName))!;

/** Everything that Terraform has written about a stack: configuration, states, a plan in both forms. */
async function written(folder: string, ...how: string[]): Promise<string> {
  await terraform(folder, "plan", "-out=tfplan", ...how);
  const plan = await terraform(folder, "show", "-json", "tfplan");
  const files = readdirSync(join(work, folder)).filter((name) => /tf\.json$|tfstate|tfplan/.test(name));
  return [plan, ...files.map((name) => readFileSync(join(work, folder, name), "utf8"))].join("\n");
}

describe("retraining in the sandbox, with real Terraform", () => {
  const schedule =
    (hour: string) =>
    (stack: TerraformStack, props = driftProps) => {
      new RetrainingSchedule(stack, "Retraining", {
        name: "customer-churn-retraining",
        schedule: Schedule.recurrence({ every: "day", at: [hour], timeZone: "UTC", startDate: "2026-12-07" }),
        job: trainingJob,
      });
      new DriftRetraining(stack, "Drift", props);
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

  it("keeps the address that starts the workflow in no state, and shows it in no plan", async () => {
    const [url] = subscriptionOf(stored(SUBSCRIPTIONS)).urls;
    const all = [await written("retraining"), await written("retraining", "-destroy")].join("\n");

    expect(url).toMatch(/^https:.*sig=/);
    expect(all).toContain(scheduleId);
    expect(all).not.toContain("sig=");
  });

  it("asks for the address while applying only: a plan's identity has no right to it", async () => {
    const asked: string[] = [];
    sandbox.access.onCall = ({ request }) => asked.push(request.operation.name);
    await terraform("retraining", "plan");
    const planned = asked.splice(0);
    await terraform("retraining", "apply", "-auto-approve");
    sandbox.access.onCall = undefined;

    const secret = "Microsoft.Logic/workflows/triggers/listCallbackUrl/action";
    expect(planned).toContain("Microsoft.Logic/workflows/read");
    expect(planned).not.toContain(secret);
    expect(asked).toContain(secret);
  });

  it("loses no address where somebody changed the subscription by hand, and delivers to it again when it is made anew", async () => {
    const { id, body, ...rest } = stored(SUBSCRIPTIONS);
    const before = subscriptionOf({ id, body, ...rest });
    const properties = body["properties"] as JsonObject;
    const filter = { ...(properties["filter"] as JsonObject), includedEventTypes: ["Microsoft.Storage.BlobCreated"] };
    sandbox.store.put({ ...rest, id, body: { ...body, properties: { ...properties, filter } } });
    // azapi would put it right without the address, which Azure refuses: nothing is lost unseen.
    await expect(terraform("retraining", "apply", "-auto-approve")).rejects.toThrow("endpointUrl");
    const address = (await terraform("retraining", "state", "list")).match(/^azapi_resource\.\S*_Events_\S*/m)![0];
    await terraform("retraining", "apply", "-auto-approve", `-replace=${address}`);

    expect(subscriptionOf(stored(SUBSCRIPTIONS))).toEqual(before);
  });

  it("submits one job for a breach that Event Grid delivers, and none for the same again", async () => {
    const [url] = subscriptionOf(stored(SUBSCRIPTIONS)).urls as [string];
    const first = await callWorkflow(sandbox, url, breach("run-1"));
    const second = await callWorkflow(sandbox, url, breach("run-1"));

    expect([first, second].map(({ response }) => response.body)).toEqual([
      { outcome: "submitted" },
      { outcome: "already-handled" },
    ]);
    expect(jobs().map(({ id }) => id.split("/").at(-1))).toEqual(["drift-customer-churn-after-none"]);
  });

  it("is delivered to anew when the workflow is another", async () => {
    const elsewhere = { ...driftProps, location: "northeurope" };
    write("retraining", (stack) => schedule("02:00")(stack, elsewhere));
    const before = subscriptionOf(stored(SUBSCRIPTIONS)).urls;
    await terraform("retraining", "apply", "-auto-approve");

    const [url] = subscriptionOf(stored(SUBSCRIPTIONS)).urls;
    expect(before).not.toContain(url);
    expect(url).toContain("northeurope");
    write("retraining", schedule("02:00"));
    await terraform("retraining", "apply", "-auto-approve");
    expect(subscriptionOf(stored(SUBSCRIPTIONS)).urls).toEqual(before);
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

  it("sets the release's traffic, and takes over the action group of former versions", async () => {
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
    writeAsBefore("rollback", served);
    await terraform("rollback", "apply", "-auto-approve");
    expect(await written("rollback")).toContain("sig=");
    write("rollback", served);
    const applied = await terraform("rollback", "apply", "-auto-approve");
    expect(applied).toMatch(/azapi_resource\.\S*ActionGroup\S* must be replaced\s+# \(moved from/);

    expect(traffic()).toEqual({ "model-12": 90, "model-13": 10 });
    expect(applied).not.toContain("Check block assertion failed");
    expect(await terraform("rollback", "plan")).toContain("No changes");
  });

  it("keeps its receiver where somebody changed the action group by hand: it is made anew", async () => {
    const { body, ...rest } = rollbackGroup();
    const before = receiversOf({ body, ...rest });
    const properties = { ...(body["properties"] as JsonObject), enabled: false };
    sandbox.store.put({ ...rest, body: { ...body, properties } });
    const applied = await terraform("rollback", "apply", "-auto-approve");

    expect(applied).toMatch(/ActionGroup\S* must be replaced/);
    expect(before.workflows).toEqual([expect.stringContaining("sig=")]);
    expect(receiversOf(rollbackGroup())).toEqual(before);
    expect(await terraform("rollback", "plan")).toContain("No changes");
  });

  it("puts all traffic back when an alert calls, after which a plan changes nothing and says why", async () => {
    const [url] = receiversOf(rollbackGroup()).workflows as [string];
    // The state of before, which Terraform keeps beside it.
    rmSync(join(work, "rollback", "terraform.tfstate.backup"));
    expect(await written("rollback")).not.toContain("sig=");
    expect(url).toContain("sig=");
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
