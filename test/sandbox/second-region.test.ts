import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { doctor } from "../../cli/doctor/doctor";
import { explain } from "../../cli/explain/explain";
import { explainNetwork, networkText } from "../../cli/explain/network";
import { environmentArchitecture } from "../../cli/graph/graph";
import { incidentOf, openOf } from "../../cli/incident/incident";
import { renderIncident } from "../../cli/incident/render";
import { smokeLines } from "../../cli/smoke";
import { openStatus } from "../../cli/status/status";
import { loadPromoted } from "../../deploy/promotion/use-case";
import { promote } from "../../deploy/promotion/promote";
import { renderForReview, renderReport } from "../../deploy/promotion/report";
import { rollback } from "../../deploy/promotion/rollback";
import { smoke } from "../../deploy/promotion/smoke";
import type { EvidenceRecord } from "../../release";
import { architectureMermaid } from "../../review/render/architecture-mermaid";
import { registerModel } from "../../sandbox";
import { shippedTexts } from "../support/configuration";
import { PromotionWorld, USE_CASE } from "../support/promotion-world";
import { against, BEATEN } from "../release/facts";

const SECOND = "northeurope";
const RELEASE = "dev:\n  live: { model: '13' }\n  history: ['12']\n";
const IN_CHARGE = "northeurope, the second region, which is in charge; westeurope rests";

let world: PromotionWorld;
afterEach(() => world.close());

const write = (file: string, change: (raw: Record<string, Record<string, object>>) => void): void => {
  const raw = parse(shippedTexts().get(file)!) as Record<string, Record<string, object>>;
  change(raw);
  writeFileSync(join(world.config, file), stringify(raw));
};

/** Development with a second region, in which alone something is deployed if it is in charge. */
async function open(mode: "cold" | "warm", active: boolean): Promise<void> {
  world = await PromotionWorld.open(RELEASE, "2026-12-01T12:00:00Z");
  write("organization.yaml", (raw) => Object.assign(raw["platform"]!["registry"]!, { replicas: [SECOND] }));
  write("environments/dev.yaml", (raw) =>
    Object.assign(raw, { recovery: { location: SECOND, mode, active, network: { addressSpace: "10.40.12.0/22" } } }),
  );
  write(`use-cases/${USE_CASE}.yaml`, (raw) =>
    Object.assign(raw["promotion"]!, { smokeTest: { requests: 2, latencyMilliseconds: 1000 } }),
  );
  world.deploy();
}

describe("an environment whose second region is in charge", () => {
  it("is rolled back by what that region says, while the first is lost", async () => {
    await open("cold", true);
    await world.start("region:westeurope");
    const report = await rollback(USE_CASE, { ...world.options, env: "dev", reason: "twice as many errors" });
    expect(report).toMatchObject({ allowed: true, regions: IN_CHARGE });
    expect(report.reasons.map(({ text }) => text)).toContain("model-13 answers 100 % of the requests now");
    expect(report.next.slice(-2)).toEqual([
      "after the review: npx cdktf deploy 'dev-recovery*'",
      "when westeurope answers: npx cdktf deploy 'dev*'",
    ]);
    const evidence = readFileSync(join(world.config, `releases/evidence/${USE_CASE}/dev-13.json`), "utf8");
    const { decisions } = JSON.parse(evidence) as { readonly decisions: readonly EvidenceRecord[] };
    expect(decisions.map(({ region }) => region)).toEqual([SECOND]);
    expect(renderReport(report, false)).toContain(`\n  by ${IN_CHARGE}\n`);
    expect(renderForReview(report)).toContain(`- By ${IN_CHARGE}.\n`);
  });

  it("moves traffic at once by the workflow of that region", async () => {
    await open("cold", true);
    const { ids } = world.place("dev");
    expect(ids.rollback).toContain("/resourceGroups/rg-pfs-dev-ml-recovery/");
    await expect(
      rollback(USE_CASE, { ...world.options, env: "dev", reason: "twice as many errors", atOnce: true, dryRun: true }),
    ).resolves.toMatchObject({ allowed: false, regions: IN_CHARGE });
  });

  it("is promoted to by what is there, with what was trained in the first found as well", async () => {
    await open("cold", true);
    const { ids, resting } = world.place("dev");
    registerModel(world.sandbox.cloud, {
      ...{ home: ids.registry, model: USE_CASE, version: "14", job: "train-14" },
      ...{ metrics: { auc: 0.85, recall: 0.7, baseline_gain: 0.3 }, tags: { ...BEATEN, ...against() } },
    });
    const report = await promote(USE_CASE, { ...world.options, to: "dev" });
    expect(report).toMatchObject({ allowed: true, model: "14", regions: IN_CHARGE });
    expect(resting!.ids.workspace).toContain("/resourceGroups/rg-pfs-dev-ml/");
    expect(loadPromoted(world.config, USE_CASE).places.get("prod")).not.toHaveProperty("resting");
  });

  it("is asked, drawn and explained there, and in the other where that is named", async () => {
    await open("warm", true);
    const asked = await smoke(USE_CASE, { ...world.options, env: "dev" });
    expect(smokeLines(asked)).toMatch(
      new RegExp(
        `^asked in ${IN_CHARGE}\nUNKNOWN {2}${USE_CASE} model-13, .*customer-churn-dev-\\w+ has no address yet`,
      ),
    );
    const other = await smoke(USE_CASE, { ...world.options, env: "dev", region: "westeurope" });
    expect(smokeLines(other)).toMatch(/^asked in westeurope, the first region, which rests[^]*is not deployed/);

    const pictures = await Promise.all(
      [undefined, "westeurope"].map((region) => environmentArchitecture(world.config, "dev", region)),
    );
    const stacksOf = (index: number) => new Set(pictures[index]!.boxes.map(({ stack }) => stack));
    expect(stacksOf(0)).toEqual(
      new Set(["dev-recovery", "dev-recovery-customer-churn", "dev-recovery-fuel-efficiency", "registry"]),
    );
    expect(stacksOf(1)).toEqual(new Set(["dev", "dev-customer-churn", "dev-fuel-efficiency", "registry"]));
    expect(architectureMermaid(pictures[0]!)).toContain(`title: "Architecture of dev in ${IN_CHARGE}"`);

    const { environments } = await explain({
      config: world.config,
      useCase: USE_CASE,
      environment: "dev",
      now: "2026-12-01",
    });
    expect(environments[0]!.stack).toBe("dev-recovery-customer-churn");
    expect(environments[0]!.resources.map(({ id }) => id).filter((id) => id?.includes("/rg-pfs-dev-ml/"))).toEqual([]);
    const reach = await explainNetwork(world.config, "dev");
    expect(networkText("dev", reach)).toContain(`\n\nOf ${IN_CHARGE}.\n\n`);
    expect(reach.rows.length).toBeGreaterThan(50);
  });

  it("tells of an alert there, with the names of that region in its runbook, and where else it is open", async () => {
    await open("warm", true);
    const rule = "pfs-dev-customer-churn-endpoint-errors";
    const incident = incidentOf({ config: world.config, alert: rule });
    expect(incident).toMatchObject({ stack: "dev-recovery", regions: IN_CHARGE, rule });
    expect(incident.resourceGroupId).toMatch(/rg-pfs-dev-ml-recovery$/);
    expect(incidentOf({ config: world.config, alert: rule, region: "westeurope" }).resourceGroupId).toMatch(
      /rg-pfs-dev-ml$/,
    );
    const reader = await openStatus({ config: world.config, environment: "dev" });
    const report = await reader.read().finally(() => reader.close());
    const alert = {
      ...{ alert: "endpoint-errors", rule, since: "2026-12-01T11:00:00Z" },
      severity: "critical" as const,
    };
    // Of a region that is not deployed there is no use case.
    const [first, second] = report.environments;
    const fired = second!.useCases.map((one) => ({ ...one, alerts: one.useCase === USE_CASE ? [alert] : [] }));
    expect(fired.map(({ alerts }) => alerts.length)).toContain(1);
    Object.assign(first!, { useCases: fired });
    Object.assign(second!, { useCases: fired });
    const text = renderIncident(incident, report, openOf(incident, report));
    expect(text).toContain(`\n  in ${IN_CHARGE}\n`);
    expect(text).toContain("\n  open since 2026-12-01T11:00:00Z\n");
    expect(text).toContain("\n  open since 2026-12-01T11:00:00Z, in dev\n");
  });
});

describe("an environment whose second region waits", () => {
  it("decides by the first, and both are deployed", async () => {
    await open("warm", false);
    const report = await rollback(USE_CASE, { ...world.options, env: "dev", reason: "twice as many errors" });
    expect(report.regions).toBe("westeurope, the first region, which is in charge; northeurope rests");
    expect(report.next.at(-1)).toBe("after the review: npx cdktf deploy 'dev*'");
  });

  it("that is cold has nothing to ask, and a picture of the platform alone", async () => {
    await open("cold", false);
    await expect(smoke(USE_CASE, { ...world.options, env: "dev", region: SECOND })).rejects.toThrow(
      "MLOPS-PROMOTE-017 the second region of dev is cold",
    );
    await expect(smoke(USE_CASE, { ...world.options, env: "prod", region: SECOND })).rejects.toThrow(
      "MLOPS-CLI-006 prod is not in this region (given northeurope; allowed westeurope)",
    );
    const { boxes } = await environmentArchitecture(world.config, "dev", SECOND);
    expect(new Set(boxes.map(({ stack }) => stack))).toEqual(new Set(["dev-recovery", "registry"]));
  });

  it("is examined by the doctor in both regions, for monitors only where they run", async () => {
    await open("warm", true);
    const { ids } = world.place("dev").resting!;
    const type = "Microsoft.MachineLearningServices/workspaces";
    world.sandbox.store.put({
      ...{ id: ids.workspace.split("/providers/")[0]!, type: "Microsoft.Resources/resourceGroups" },
      ...{ body: { location: "westeurope" }, readOnly: {} },
    });
    world.sandbox.store.put({ id: ids.workspace, type, body: { location: "westeurope" }, readOnly: {} });
    const { lines } = await doctor({
      ...{ config: world.config, environment: "dev", timeoutSeconds: 120 },
      ...{ firstDay: true, policies: true },
    });
    const told = lines
      .filter(({ check }) => /^(region|policies|first day: runs of monitors)$/.test(check))
      .map(({ about, check, text }) => `${about} ${check}: ${text}`);
    expect(told).toEqual(
      expect.arrayContaining([
        `dev-recovery region: ${IN_CHARGE}`,
        "dev region: westeurope, the first region, which rests; northeurope is in charge",
        expect.stringMatching(/^dev-recovery policies: asked about \d\d resources/),
        expect.stringMatching(/^dev policies: asked about \d\d resources/),
        "dev first day: runs of monitors: nothing is monitored here",
        expect.stringMatching(/^dev-recovery first day: runs of monitors: none of \d monitors has a run/),
      ]),
    );
  });
});
