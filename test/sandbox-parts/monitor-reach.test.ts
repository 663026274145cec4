import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles } from "../../domain/access/roles";
import { resourceGroupId, resourceId } from "../../domain/azure/ids";
import { principalIdOf, runMonitor, startSandbox, type Sandbox } from "../../sandbox";
import { runAction } from "../../sandbox/engine/arm/actions";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { GROUP, WORKSPACE } from "../support/use-case-props";

const folder = mkdtempSync(join(tmpdir(), "mlops-reach-"));
const ML = "Microsoft.MachineLearningServices/workspaces";
const MONITOR = `${WORKSPACE}/schedules/drift_churn_model-13`;
const STORAGE = "Microsoft.Storage/storageAccounts";
const OWN = resourceId(GROUP, STORAGE, "stown");
const COLLECTED = resourceId(GROUP, STORAGE, "stcollected");
const IDENTITY = resourceId(GROUP, "Microsoft.ManagedIdentity/userAssignedIdentities", "id-workspace");
const INPUTS = `${WORKSPACE}/data/churn-model_inputs/versions/2`;
let sandbox: Sandbox;
let runs = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => sandbox.close());

const put = (id: string, type: string, properties: object = {}, values?: JsonObject) =>
  sandbox.store.put({
    id,
    type,
    body: { location: "westeurope", properties: properties as JsonObject },
    readOnly: {},
    ...(values && { azurerm: { type: "azurerm_storage_account", values: { name: id.split("/").at(-1)!, ...values } } }),
  });
const closedAccount = (hns: boolean): JsonObject => ({
  is_hns_enabled: hns,
  public_network_access_enabled: false,
  network_rules: [{ default_action: "Deny" }],
  blob_properties: [{ delete_retention_policy: [{ days: 7 }] }],
});
const rule = (name: string, account: string, part: string, sparkEnabled = true) =>
  put(`${WORKSPACE}/outboundRules/${name}`, `${ML}/outboundRules`, {
    type: "PrivateEndpoint",
    destination: { serviceResourceId: account, subresourceTarget: part, sparkEnabled },
  });
const grantAt = (account: string) =>
  sandbox.store.put({
    id: `${account}/providers/Microsoft.Authorization/roleAssignments/1`,
    type: "Microsoft.Authorization/roleAssignments",
    body: {
      properties: {
        principalId: principalIdOf(IDENTITY),
        roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.storageBlobDataContributor.id}`,
      },
    },
    readOnly: {},
  });

/** A monitored deployment whose collected data lies in a datastore. */
async function begin(datastore: "collected_data" | "workspaceblobstore"): Promise<void> {
  sandbox = await startSandbox({ dir: join(folder, String(++runs)), now: () => new Date("2026-12-16T04:30:30Z") });
  put(resourceGroupId(GROUP), "Microsoft.Resources/resourceGroups");
  put(WORKSPACE, ML, { storageAccount: OWN, managedNetwork: { isolationMode: "AllowInternetOutbound" } });
  put(OWN, STORAGE, {}, closedAccount(false));
  put(COLLECTED, STORAGE, {}, closedAccount(true));
  put(IDENTITY, "Microsoft.ManagedIdentity/userAssignedIdentities", { principalId: principalIdOf(IDENTITY) });
  // Where its runs write what they find.
  grantAt(OWN);
  rule("own-dfs", OWN, "dfs");
  put(`${WORKSPACE}/datastores/collected_data`, `${ML}/datastores`, { accountName: "stcollected" });
  put(INPUTS, `${ML}/data/versions`, {
    dataUri: `azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/${datastore}/paths/modelDataCollector/e/d/model_inputs`,
  });
  put(MONITOR, `${ML}/schedules`, {
    isEnabled: true,
    action: {
      monitorDefinition: {
        computeConfiguration: { computeIdentity: { identity: { userAssignedIdentities: { [IDENTITY]: {} } } } },
        signals: { it: { signalType: "DataDrift", metricThresholds: [], productionData: { uri: INPUTS } } },
      },
    },
  });
}
const run = async () => {
  const result = (await runMonitor(sandbox, { monitor: MONITOR, run: String(++runs), measure: () => undefined }))!;
  const { status } = sandbox.cloud.show(result.job)!.properties as { readonly status: string };
  return { status, error: result.error };
};
const provision = (body: JsonObject) =>
  runAction(sandbox.cloud, { target: WORKSPACE, method: "POST", action: "provisionManagedNetwork", body });
const everything = () => {
  rule("blob", COLLECTED, "blob");
  rule("dfs", COLLECTED, "dfs");
  grantAt(COLLECTED);
  provision({ includeSpark: true });
};

describe("a monitor in the sandbox", () => {
  it("reads collected data when network, namespace and roles allow it", async () => {
    await begin("collected_data");
    everything();
    expect(await run()).toEqual({ status: "Completed", error: undefined });
  });

  it("cannot read by identity from a flat account that keeps deleted blobs, and says what Azure's component says", async () => {
    await begin("workspaceblobstore");
    everything();
    const { status, error } = await run();
    expect(status).toBe("Failed");
    expect(error).toContain("Credential-less blob store with soft delete enabled is not supported");
  });

  it.each([
    ["no endpoint to dfs", () => sandbox.cloud.delete(`${WORKSPACE}/outboundRules/dfs`), "stcollected.dfs"],
    ["no endpoint to blob", () => sandbox.cloud.delete(`${WORKSPACE}/outboundRules/blob`), "stcollected.blob"],
    [
      "an endpoint that is not for Spark",
      () => rule("dfs", COLLECTED, "dfs", false),
      "its private endpoint is not for Spark",
    ],
    ["no endpoint to where it writes", () => sandbox.cloud.delete(`${WORKSPACE}/outboundRules/own-dfs`), "stown.dfs"],
    [
      "no role where it writes",
      () => sandbox.cloud.delete(`${OWN}/providers/Microsoft.Authorization/roleAssignments/1`),
      "workspaceblobstore: 403 AuthorizationPermissionMismatch",
    ],
    [
      "no role on the blobs",
      () => sandbox.cloud.delete(`${COLLECTED}/providers/Microsoft.Authorization/roleAssignments/1`),
      "AuthorizationPermissionMismatch",
    ],
  ])("with %s ends as failed, and says so", async (_, take, says) => {
    await begin("collected_data");
    everything();
    take();
    const { status, error } = await run();
    expect(status).toBe("Failed");
    expect(error).toContain(says);
  });

  it("does not run in a network that is provisioned without Spark, and does once it is", async () => {
    await begin("collected_data");
    rule("blob", COLLECTED, "blob");
    rule("dfs", COLLECTED, "dfs");
    grantAt(COLLECTED);
    provision({});
    expect((await run()).error).toContain("not provisioned for Spark");
    provision({ includeSpark: true });
    expect((await run()).error).toBeUndefined();
    // What is ready stays so.
    provision({});
    expect((await run()).error).toBeUndefined();
  });

  it("needs no endpoint to accounts that let everybody in", async () => {
    await begin("collected_data");
    const open = { public_network_access_enabled: true, network_rules: [] };
    put(OWN, STORAGE, {}, { is_hns_enabled: false, ...open });
    put(COLLECTED, STORAGE, {}, { is_hns_enabled: true, ...open });
    grantAt(COLLECTED);
    expect((await run()).error).toBeUndefined();
  });
});
