import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ran } from "../support/checkout";
import { SHIPPED } from "../support/configuration";
import { readHeader } from "../../review/render/markdown";

const project = join(__dirname, "../..");

describe("mlops plan, then mlops review", () => {
  const dir = mkdtempSync(join(tmpdir(), "mlops-review-"));
  const at = (...path: string[]) => join(dir, ...path);
  const config = at("config");
  const stacks = "registry dev dev-customer-churn";
  const mlops = (parameters: string): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/mlops.js", ...parameters.split(" ")], {
      cwd: project,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CI: "true", MLOPS_PLAN_KEY: "" },
    });
    return { code: status, stdout, stderr };
  };
  const plan = (out: string) =>
    mlops(`plan ${stacks} --sandbox --dir ${at("sandbox")} --config ${config} --out ${at(out)}`);
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(config, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(config, file), text.replace(from, to));
  };
  /** Keys that Azure gave to what was deployed: in Terraform's state, so they can be in a plan. */
  const secrets = (): string[] => {
    const state = readFileSync(at("sandbox/state/dev.tfstate"), "utf8");
    const found = [...state.matchAll(/"(?:primary|secondary)_(?:access|shared)_key": "([^"]{20,})"/g)];
    return found.map(([, secret]) => secret!);
  };

  beforeAll(() => cpSync(SHIPPED, config, { recursive: true }));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("says of a first deployment that security has to approve it, and fits into a comment", () => {
    expect(plan("first").code).toBe(0);
    const { code, stdout } = mlops(`review ${at("first")}`);
    expect(code).toBe(0);
    expect(readHeader(stdout)).toMatchObject({ verdict: "needs-security-approval", target: "sandbox" });
    expect(Object.keys(readHeader(stdout)!["stacks"] as object)).toEqual(stacks.split(" "));
    for (const name of stacks.split(" "))
      expect(stdout).toMatch(new RegExp(`^\\| ${name} \\| \\d+ \\| · \\| · \\| · \\|`, "m"));
    expect(stdout).toContain("Planned against a **simulated Azure**");
    expect(stdout).toMatch(
      /\*\*PFS Data Scientists\*\* \(group\) \| AzureML Data Scientist \| workspace mlw-pfs-dev \| dev \|/,
    );
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(60_000);
    expect(mlops(`review ${at("first")} --fail-on security`).code).toBe(1);
  });

  it("puts a change into words, and shows no secret in any format", () => {
    expect(mlops(`apply ${at("first")} --sandbox --dir ${at("sandbox")} --config ${config} --yes`).code).toBe(0);
    const group = "    - group: 5b8c1de7-93b4-4d7b-8f6d-2e3f40516273\n      name: PFS Forecasting Engineers\n";
    edit("environments/dev.yaml", "  mlEngineers:\n", `  mlEngineers:\n${group}`);
    edit("use-cases/customer-churn.yaml", "above: 0.1\n", "above: 0.2\n");
    edit("use-cases/customer-churn.yaml", 'at: "02:00"', 'at: "03:00"');
    expect(plan("second").code).toBe(0);
    const files = ["md", "html", "json", "sarif"].map((ending) => at(`review.${ending}`));
    const [markdown, html, json, sarif] = files;
    const { code, stdout } = mlops(
      `review ${at("second")} --markdown ${markdown} --html ${html} --json ${json} --sarif ${sarif}`,
    );
    expect({ code, title: stdout.split("\n")[0] }).toEqual({
      code: 0,
      title: "NEEDS SECURITY APPROVAL  PFS Corporation",
    });
    const comment = readFileSync(markdown!, "utf8");
    expect(readHeader(comment)).toMatchObject({ truncated: false });
    expect(comment).toContain("| registry | no change |");
    expect(comment).toContain("✅ Nothing that holds data is destroyed or replaced;");
    expect(comment).toMatch(
      /⬆️ widens \| \*\*PFS Forecasting Engineers\*\* \(group\) \| AzureML Data Scientist \| workspace mlw-pfs-dev \| dev \| .+ `.*dev\.yaml:\d+` \|/,
    );
    expect(comment).toMatch(/- dev: retraining moves from .*02:00 to .*03:00 Europe\/Amsterdam; next runs/);
    expect(comment).toMatch(/- dev: .*data-drift.* 0\.1 → 0\.2 \(looser\) ⚠️ \*\*watches less\*\*/);
    expect(comment).toContain("```mermaid");
    const shown = files.map((file) => readFileSync(file, "utf8")).join("\n");
    expect(secrets().length).toBeGreaterThanOrEqual(4);
    for (const secret of secrets()) expect(shown).not.toContain(secret);
  });

  it("refuses the folder once a plan in it was altered", () => {
    writeFileSync(at("second/dev/plan.json"), readFileSync(at("second/dev/plan.json"), "utf8").replace("[]", "[ ]"));
    const { code, stdout, stderr } = mlops(`review ${at("second")} --fail-on never`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("dev/plan.json MLOPS-PLAN-004 this file was changed after it was planned; plan again");
  });
});
