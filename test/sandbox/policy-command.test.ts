import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { evaluatePolicies, type PolicyFinding } from "../../policy";
import type { Ran } from "../support/checkout";
import { SHIPPED } from "../support/configuration";
import { synthStacks } from "../support/stacks";

const project = join(__dirname, "../..");

interface Report {
  readonly stacks: readonly string[];
  readonly passed: number;
  readonly findings: readonly PolicyFinding[];
}

describe("mlops policy", () => {
  const dir = mkdtempSync(join(tmpdir(), "mlops-policy-"));
  const config = join(dir, "config");
  const mlops = (...parameters: readonly string[]): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/mlops.js", ...parameters], {
      cwd: project,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CI: "true", MLOPS_PLAN_KEY: "" },
    });
    return { code: status, stdout, stderr };
  };
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(config, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(config, file), text.replace(from, to));
  };

  beforeAll(() => cpSync(SHIPPED, config, { recursive: true }));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("finds nothing that must be mended in the example", () => {
    const { code, stdout } = mlops("policy", "--config", config, "--today", "2026-11-21");
    expect(stdout).toMatch(
      /\n\d+ stacks, \d{4} checks passed, 0 failed, \d+ accepted, 4 waived on 2026-11-21, 0 not known\n$/,
    );
    expect(stdout).not.toContain("Must be mended");
    expect(code).toBe(0);
  });

  describe("of real plans", () => {
    const stacks = ["registry", "prod", "prod-customer-churn"];
    const plans = join(dir, "plans");
    const inSandbox = ["--sandbox", "--dir", join(dir, "sandbox"), "--config", config];
    const judged = (findings: readonly PolicyFinding[]) =>
      findings
        .filter(({ stack }) => stacks.includes(stack))
        .map(({ rule, stack, address, result, waiver }) => [rule, stack, address, result, waiver?.owner]);
    const judgePlans = (): Report => {
      expect(mlops("plan", ...stacks, ...inSandbox, "--out", plans)).toMatchObject({ code: 0 });
      const { code, stdout } = mlops("policy", plans, "--today", "2026-11-21", "--format", "json");
      expect(code).toBe(0);
      return JSON.parse(stdout) as Report;
    };
    const ofStacks = () => {
      const configuration = loadConfiguration(config);
      const subjects = Object.entries(synthStacks(configuration)).map(([stack, synthesized]) => ({
        stack,
        synthesized,
      }));
      const { promotionOrder } = configuration.organization;
      const { waivers } = configuration;
      return judged(evaluatePolicies(subjects, { waivers, promotionOrder, today: "2026-11-21" }).findings);
    };

    it("finds what it finds in the stacks, and leaves nothing unknown, before anything is deployed", () => {
      const report = judgePlans();
      expect(judged(report.findings)).toEqual(ofStacks());
      expect(judged(report.findings)).toEqual([
        ["model-registry-no-public-network", "registry", expect.anything(), "fail", "ml-platform"],
      ]);
      expect(report.findings[0]!.since).toBe("new");
      expect(report.stacks).toEqual(stacks);
      expect(report.passed).toBeGreaterThan(250);
    });

    it("finds the same when everything is deployed", () => {
      expect(mlops("apply", plans, "--yes", ...inSandbox)).toMatchObject({ code: 0 });
      const report = judgePlans();
      expect(judged(report.findings)).toEqual(ofStacks());
      expect(report.findings[0]!.since).toBe("existing");
    });
  });

  it("refuses people who write production data, whatever reason the configuration gives", () => {
    edit(
      "environments/prod.yaml",
      "level: read-only",
      "level: full\n  reason: the team wants to try something in production",
    );
    const { code, stdout } = mlops("policy", "--config", config, "--rule", "role-no-data-write-in-production");
    expect(stdout).toMatch(
      /^Must be mended or waived\n {2}critical {2}role-no-data-write-in-production: Nobody writes production data/,
    );
    expect(stdout).toContain("grants people Storage Blob Data Contributor\n");
    expect(code).toBe(1);
  });

  it("says where the configuration is wrong, before it looks at anything", () => {
    edit("waivers.yaml", "expires: 2027-05-14", "expires: 2028-05-14");
    const { code, stdout, stderr } = mlops("policy", "--config", config);
    expect(stderr).toContain("MLOPS-CONFIG-171 waivers[0].expires is 545 days after it was granted");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("prints its help, with examples", () => {
    const { code, stdout } = mlops("policy", "--help");
    expect(stdout).toContain("mlops policy --rule storage-min-tls --rule key-vault-rbac");
    expect(code).toBe(0);
  });
});
