import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backtest, type BacktestOptions } from "../../cli/ml/backtest";
import type { BacktestReport } from "../../cli/ml/backtest-report";
import { LocalJobs } from "../../cli/ml/jobs";
import { python } from "../../cli/ml/python";
import type { UserError } from "../../domain/problem/problem";
import { OWNER, principalIdOf, type Sandbox, startSandbox } from "../../sandbox";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { blobAt } from "../../sandbox/workload/jobs/runnable";
import { SHIPPED as config } from "../support/configuration";
import { BLOB_CONTRIBUTOR, group, ML, workspace } from "../support/dev-of-churn";
import { enter, leave } from "../support/in-sandbox";
import { machineHasPython } from "../support/python";

const project = join(__dirname, "../..");
const account = `${group}/providers/Microsoft.Storage/storageAccounts/stbacktest`;
const SOMEBODY = "9a5f3c51-0e5b-4f0a-8f4f-3c5e9c9c1d02";
const SOMEBODY_ELSE = "9a5f3c51-0e5b-4f0a-8f4f-3c5e9c9c1d03";
const calls = join(project, "ml/use-cases/customer-churn/data/training/customers.csv");
const address = "azureml://datastores/workspaceblobstore/paths/calls/";

(machineHasPython() ? describe : describe.skip)("mlops backtest --on", () => {
  let dir: string;
  let sandbox: Sandbox;
  let printed: string;
  let said: string;

  const put = (id: string, type: string, body: JsonObject = {}) => sandbox.store.put({ id, type, body, readOnly: {} });

  beforeAll(async () => {
    await python("train", () => undefined);
    dir = mkdtempSync(join(tmpdir(), "mlops-backtest-on-"));
    sandbox = await startSandbox({
      dir: join(dir, "sandbox"),
      jobs: new LocalJobs(join(project, "ml"), () => undefined),
    });
    put(group, "Microsoft.Resources/resourceGroups", { location: "westeurope" });
    put(account, "Microsoft.Storage/storageAccounts");
    put(workspace, `${ML}/workspaces`, { properties: { storageAccount: account, workspaceId: "w" } });
    put(`${workspace}/datastores/workspaceblobstore`, `${ML}/workspaces/datastores`, {
      properties: { datastoreType: "AzureBlob", accountName: "stbacktest", containerName: "azureml-blobstore-w" },
    });
    sandbox.blobs.write(blobAt(sandbox.cloud, workspace, `${address}customers.csv`)!, readFileSync(calls), {});
    enter(sandbox);
  });
  afterAll(async () => {
    leave();
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    printed = said = "";
    jest.spyOn(console, "log").mockImplementation((line: string) => void (printed += `${line}\n`));
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const run = (more: Partial<BacktestOptions>) =>
    backtest("customer-churn", { config, ml: join(project, "ml"), env: "dev", production: calls, seed: 3, ...more });

  it("ends where the workspace's identity may not read the data, as its monitors would", async () => {
    expect(await run({ on: "dev", production: address })).toBe(1);
    expect(said).toMatch(/^backtest-customer-churn-\S+: Failed$/m);
    expect(said).toMatch(/stbacktest/);
    expect(printed).toBe("");
  });

  it("says what is said of the same tables on this machine", async () => {
    // The workspace's identity reads and writes; whoever asks reads what was written.
    for (const [name, principalId] of [
      [SOMEBODY, principalIdOf(workspace)],
      [SOMEBODY_ELSE, OWNER.objectId],
    ] as const)
      put(
        `${account}/providers/Microsoft.Authorization/roleAssignments/${name}`,
        "Microsoft.Authorization/roleAssignments",
        { properties: { principalId, roleDefinitionId: BLOB_CONTRIBUTOR } },
      );
    const code = await run({ on: "dev", production: address, json: true });
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^Completed$/m) });
    const there = JSON.parse(printed) as BacktestReport;
    printed = "";
    expect(await run({ json: true })).toBe(0);
    const here = JSON.parse(printed) as BacktestReport;
    expect(there.production).toBe(address);
    expect(there.signals.map(({ key }) => key)).toContain("data-drift");
    expect({ ...there, production: "", reference: "" }).toEqual({ ...here, production: "", reference: "" });
  });

  it("refuses what only this machine has, all of it at once", async () => {
    const refused = await run({ on: "dev", reference: "ref.csv", labels: "churn.csv" }).catch(
      (error: UserError) => error,
    );
    expect((refused as UserError).problems.map(({ code, where }) => [code, where])).toEqual([
      ["MLOPS-ML-044", "--production"],
      ["MLOPS-ML-044", "--reference"],
      ["MLOPS-ML-044", "--labels"],
    ]);
    const labels = (refused as UserError).problems.find(({ where }) => where === "--labels");
    expect(labels?.message).toContain("the answers stay on Spark's nodes");
    expect(labels?.fix).toContain("a period of production that fits this machine");
  });
});
