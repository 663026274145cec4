import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PlanManifest } from "../../deploy/manifest";
import { readPlanFolder, sha256 } from "../../deploy/plan-folder";
import { UserError } from "../../domain/problem/problem";

const plan = { format_version: "1.2", resource_changes: [] };
const contents: Record<string, string> = {
  "context.json": JSON.stringify({ organization: "PFS", environments: [], stacks: [], principals: [], useCases: [] }),
  "waivers.json": "[]",
  "dev/plan.tfplan": "binary",
  "dev/plan.json": JSON.stringify(plan),
  "dev/plan.log": "planned",
  "prod/plan.log": "failed",
};
const file = (path: string) => ({ path, sha256: sha256(contents[path]!) });
const whole: PlanManifest = {
  schema: 1,
  commit: "a".repeat(40),
  dirty: false,
  plannedAt: "2026-12-01T08:00:00.000Z",
  target: "sandbox",
  mode: "normal",
  digest: "d",
  terraform: "1.11.4",
  stacks: [
    {
      name: "dev",
      status: "planned",
      changes: true,
      digest: "d-dev",
      dependencies: [],
      state: { lineage: "", serial: 0 },
      files: { plan: file("dev/plan.tfplan"), json: file("dev/plan.json"), log: file("dev/plan.log") },
    },
    { name: "prod", status: "failed", error: "no quota", dependencies: ["dev"], files: { log: file("prod/plan.log") } },
  ],
  notPlanned: [],
  files: { context: file("context.json"), waivers: file("waivers.json") },
};

describe("readPlanFolder", () => {
  let folder: string;
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const problems = () => {
    try {
      readPlanFolder(folder);
    } catch (error) {
      if (error instanceof UserError) return error.problems.map(({ code, where }) => `${code} ${String(where)}`);
      throw error;
    }
    return [];
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-test-"));
    for (const [path, content] of Object.entries(contents)) put(path, content);
    put("manifest.json", JSON.stringify(whole));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives a review what was planned, and what could not be", () => {
    expect(readPlanFolder(folder)).toEqual({
      source: { commit: "a".repeat(40), plannedAt: "2026-12-01T08:00:00.000Z", target: "sandbox", digest: "d" },
      context: JSON.parse(contents["context.json"]!) as unknown,
      waivers: [],
      stacks: [
        { name: "dev", digest: "d-dev", plan },
        { name: "prod", failed: "no quota" },
      ],
    });
  });

  it("takes no link or device for a file, whatever it leads to", () => {
    rmSync(join(folder, "prod/plan.log"));
    symlinkSync(join(folder, "dev/plan.log"), join(folder, "prod/plan.log"));
    rmSync(join(folder, "dev/plan.json"));
    symlinkSync("/dev/zero", join(folder, "dev/plan.json"));
    expect(problems()).toEqual(
      ["dev/plan.json", "prod/plan.log"].map((path) => `MLOPS-PLAN-005 ${join(folder, path)}`),
    );
  });

  it("refuses a manifest that names a stack twice", () => {
    put("manifest.json", JSON.stringify({ ...whole, stacks: [...whole.stacks, whole.stacks[1]] }));
    expect(problems()).toEqual([`MLOPS-PLAN-002 ${join(folder, "manifest.json")} stacks`]);
  });

  it("names every file that was altered or is missing", () => {
    put("dev/plan.json", "{}");
    put("waivers.json", '[{"rule":"*"}]');
    rmSync(join(folder, "prod/plan.log"));
    expect(problems()).toEqual([
      `MLOPS-PLAN-004 ${join(folder, "dev/plan.json")}`,
      `MLOPS-PLAN-003 ${join(folder, "prod/plan.log")}`,
      `MLOPS-PLAN-004 ${join(folder, "waivers.json")}`,
    ]);
  });

  it("rejects a folder that holds no plans", () => {
    rmSync(join(folder, "manifest.json"));
    expect(problems()).toEqual([`MLOPS-PLAN-001 ${folder}`]);
  });

  it.each([
    ["cut off", JSON.stringify(whole).slice(0, -1), ""],
    ["of another version", JSON.stringify({ ...whole, schema: 2 }), " schema"],
    [
      "that names files elsewhere",
      JSON.stringify({ ...whole, files: { ...whole.files, context: { ...file("context.json"), path: "../x.json" } } }),
      " files.context.path",
    ],
  ])("rejects a manifest %s", (_what, text, where) => {
    put("manifest.json", text);
    expect(problems()).toEqual([`MLOPS-PLAN-002 ${join(folder, "manifest.json")}${where}`]);
  });
});
