import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { breachedSignals, STEP_TAG } from "../../domain/monitors/breach";
import { startSandbox, runMonitor, type MonitorRunOptions, type Sandbox } from "../../sandbox";
import { GROUP, WORKSPACE } from "../support/use-case-props";
import { resourceGroupId } from "../../domain/azure/ids";
import type { JsonObject } from "../../sandbox/engine/store/store";

const folder = mkdtempSync(join(tmpdir(), "mlops-monitor-"));
const MONITOR = `${WORKSPACE}/schedules/drift_churn_model-13`;
let sandbox: Sandbox;
let runs = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ dir: folder, now: () => new Date("2026-12-16T04:30:30Z") });
  const put = (id: string, type: string) =>
    sandbox.store.put({ id, type, body: { location: "westeurope", properties: {} }, readOnly: {} });
  put(resourceGroupId(GROUP), "Microsoft.Resources/resourceGroups");
  put(WORKSPACE, "Microsoft.MachineLearningServices/workspaces");
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A monitor with one threshold of 0.1 in each signal. */
const monitor = (signals: Record<string, JsonObject>, emails: readonly string[] = ["owner@pfs.example"]) =>
  sandbox.store.put({
    id: MONITOR,
    type: "Microsoft.MachineLearningServices/workspaces/schedules",
    body: {
      properties: {
        isEnabled: true,
        action: {
          actionType: "CreateMonitor",
          monitorDefinition: {
            alertNotificationSettings: { emailNotificationSettings: { emails } },
            signals,
          },
        },
      },
    },
    readOnly: {},
  });
const drift = (metric = "JensenShannonDistance", signalType = "DataDrift"): JsonObject => ({
  signalType,
  metricThresholds: [{ metric, dataType: "Numerical", threshold: { value: 0.1 } }],
});
const run = async (more: Partial<MonitorRunOptions> = {}) => {
  const result = (await runMonitor(sandbox, { monitor: MONITOR, run: String(++runs), measure: () => 0.2, ...more }))!;
  return { ...result, properties: sandbox.cloud.show(result.job)!.properties as JsonObject };
};

describe("a run of a monitor in the sandbox", () => {
  it("ends as completed when it finds drift, and says so in the tags of its root, signal by signal", async () => {
    monitor({ "drift_churn_model-13_a": drift(), "drift_churn_model-13_b": drift() });
    const { properties, error } = await run();
    expect(error).toBeUndefined();
    expect(properties["status"]).toBe("Completed");
    expect(breachedSignals(properties["tags"] as Record<string, string>)).toEqual([
      "drift_churn_model-13_a",
      "drift_churn_model-13_b",
    ]);
    expect(properties["tags"]).not.toHaveProperty([STEP_TAG]);
  });

  it("has a name of Azure's choosing, and the schedule's in its display name", async () => {
    const { job, properties } = await run();
    expect(job).not.toContain("drift_churn");
    expect(properties["displayName"]).toBe("drift_churn_model-13-20261216T043030Z");
  });

  it("says nothing in its root where the monitor mails nobody", async () => {
    monitor({ "drift_churn_model-13_a": drift() }, []);
    expect((await run()).properties["tags"]).toEqual({});
  });

  it("adds thresholds of data quality to what the reference itself shows", async () => {
    monitor({ it: drift("NullValueRate", "DataQuality") });
    const rates = (production: number, reference: number) => ({
      measure: () => production,
      measureReference: () => reference,
    });
    expect((await run(rates(0.25, 0.2))).findings[0]).toMatchObject({ breached: false });
    expect((await run(rates(0.31, 0.2))).findings[0]).toMatchObject({ breached: true });
    expect((await run(rates(0.11, 0))).findings[0]).toMatchObject({ breached: true });
  });

  it("breaks, with all its signals, on the Kolmogorov-Smirnov test of a large table", async () => {
    monitor({ it: drift("TwoSampleKolmogorovSmirnovTest"), other: drift() });
    expect((await run({ rows: () => 9_999 })).error).toBeUndefined();
    const { error, findings, properties } = await run({ rows: () => 10_000 });
    expect(error).toContain("less than 10000 rows");
    expect(findings).toEqual([]);
    expect(properties["status"]).toBe("Failed");
  });

  it("breaks where the prediction is not called what the target is", async () => {
    const attribution = (name: string): JsonObject => ({
      signalType: "FeatureAttributionDrift",
      metricThreshold: { metric: "NormalizedDiscountedCumulativeGain", threshold: { value: 0.9 } },
      referenceData: { columns: { target_column: "churned" } },
      productionData: [{ dataContext: "model_outputs", columns: { target_column: name } }],
    });
    monitor({ it: attribution("prediction") });
    expect((await run()).error).toContain("'churned' is not in the production data");
    monitor({ it: attribution("churned") });
    expect((await run()).error).toBeUndefined();
  });
});
