import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { review, type ReviewCommand } from "../../cli/review/review";
import { formatProblem, UserError } from "../../domain/problem/problem";
import { readHeader } from "../../review/render/markdown";
import { writePlanFolder } from "../support/plan-folder";
import { change, people, stack, workspaceOf } from "../support/review-plan";

const storage = {
  name: "stpfsdev",
  location: "westeurope",
  account_replication_type: "LRS",
  min_tls_version: "TLS1_2",
  https_traffic_only_enabled: true,
};
const calm = stack("registry", []);
const updated = stack("dev", [
  change("azurerm_virtual_network.Network", {
    before: { name: "vnet", tags: { owner: "a" } },
    after: { name: "vnet", tags: { owner: "b" } },
  }),
]);
const granted = stack("prod", [
  change("azurerm_role_assignment.Audit", {
    after: {
      principal_id: people.audit,
      role_definition_name: "Reader",
      scope: workspaceOf("prod"),
      principal_type: "Group",
    },
  }),
]);
const destroyed = stack("dev", [change("azurerm_storage_account.Storage", { before: storage })]);

describe("mlops review", () => {
  let dir: string;
  let folder: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-review-"));
    folder = join(dir, "plans");
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = (options: Partial<ReviewCommand> = {}) =>
    review([folder], { failOn: "blocked", today: "2026-12-02", terminal: false, colour: false, ...options });
  const problemsOf = (options: Partial<ReviewCommand> = {}): string[] => {
    try {
      run(options);
    } catch (error) {
      if (error instanceof UserError) return error.problems.map(formatProblem);
      throw error;
    }
    return [];
  };

  it("prints Markdown where no person reads, with what the manifest knows of the plans", () => {
    const notPlanned = [{ name: "dev-old", why: "it is gone from the configuration" }];
    writePlanFolder(folder, [calm, updated], { dirty: true, notPlanned });
    const { output, exitCode } = run({ reportUrl: "https://ci.example/report" });
    expect(exitCode).toBe(0);
    expect(readHeader(output)).toMatchObject({ verdict: "review", truncated: false, stacks: { dev: "0" } });
    expect(output).toContain("## 👀 REVIEW · PFS Corporation\n");
    expect(output).toContain("| dev | · | 1 | · | · |");
    expect(output).toContain("commit `4f9d2c7b1e0a` **with files changed since**");
    expect(output).toContain("[full report](<https://ci.example/report>)");
    expect(output).toContain("- ⚠️ **dev-old** was not planned: it is gone from the configuration");
  });

  it("prints a summary in a terminal, without what would steer it", () => {
    writePlanFolder(folder, [
      { name: "prod-churn", failed: "Error: \u001b[31mno token\u001b[0m\n\nfor prod" },
      destroyed,
      calm,
    ]);
    const { output } = run({ terminal: true });
    expect(output).toMatch(/^BLOCKED {2}PFS Corporation\n {2}- stack prod-churn could not be planned\n/);
    expect(output).toContain("  prod-churn  failed: Error: \\u001b[31mno token\\u001b[0m for prod\n");
    expect(output).toContain("  registry    no change\n");
    expect(output).toContain("\nDangers\n  dev: storage account stpfsdev is destroyed: ");
    expect(output).not.toContain("\u001b");
    expect(run({ terminal: true, colour: true }).output).toContain("\u001b[1m\u001b[31mBLOCKED");
    expect(run({ terminal: true, markdown: "-" }).output).toContain("## ⛔ BLOCKED");
  });

  it("writes every format that is asked for, and prints one of them for -", () => {
    writePlanFolder(folder, [updated, granted]);
    const files = {
      markdown: join(dir, "out/comment.md"),
      html: join(dir, "report.html"),
      sarif: join(dir, "r.sarif"),
    };
    const { output } = run({ ...files, json: "-" });
    expect(JSON.parse(output)).toMatchObject({ verdict: "needs-security-approval", organization: "PFS Corporation" });
    expect(readFileSync(files.markdown, "utf8")).toContain("## 🔐 NEEDS SECURITY APPROVAL");
    expect(readFileSync(files.html, "utf8")).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(readFileSync(files.sarif, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(readdirSync(join(dir, "out"))).toEqual(["comment.md"]);
    expect(run({ ...files }).output).toMatch(/^NEEDS SECURITY APPROVAL {2}/);
    expect(run({ html: files.html }).output).toContain("## 🔐 NEEDS SECURITY APPROVAL");
  });

  it.each([
    ["blocked", [destroyed], { blocked: 1, security: 1, never: 0 }],
    ["needs security approval", [granted], { blocked: 0, security: 1, never: 0 }],
    ["review", [updated], { blocked: 0, security: 0, never: 0 }],
    ["no change", [calm], { blocked: 0, security: 0, never: 0 }],
  ])("ends as --fail-on says when the verdict is %s, and writes its files all the same", (_, stacks, codes) => {
    writePlanFolder(folder, stacks);
    for (const [failOn, code] of Object.entries(codes)) {
      const markdown = join(dir, `${failOn}.md`);
      expect([failOn, run({ failOn: failOn as "blocked", markdown }).exitCode]).toEqual([failOn, code]);
      expect(existsSync(markdown)).toBe(true);
    }
  });

  describe("--prices", () => {
    const cluster = (minNodeCount: number) => ({
      type: "Microsoft.MachineLearningServices/workspaces/computes@2025-06-01",
      name: "cpu",
      body: {
        properties: {
          computeType: "AmlCompute",
          properties: { vmSize: "Standard_D4ds_v5", scaleSettings: { minNodeCount, maxNodeCount: 4 } },
        },
      },
    });
    const grown = stack("dev", [change("azapi_resource.Cluster", { before: cluster(0), after: cluster(2) })]);
    const priceFile = (text: string): string => {
      const path = join(dir, "prices.yaml");
      writeFileSync(path, text);
      return path;
    };

    it("says in every format what changes in the money of a month, and nothing of it without", () => {
      writePlanFolder(folder, [calm, grown, { name: "prod", failed: "no access to the state" }]);
      const prices = priceFile("currency: EUR\nperHour: { Standard_D4ds_v5: 1.5 }\n");
      const html = join(dir, "report.html");
      const { output } = run({ prices, html });
      expect(output).toContain("| Policy fails | EUR/month |\n");
      expect(output).toContain("| dev | · | 1 | · | · | **3** | +2,190 |\n");
      expect(output).toContain("| **3 stacks** | · | 1 | · | · | **3** | +2,190 |\n");
      expect(output).toContain(
        "### 💰 Cost: \\+2,190 EUR a month (0 → 2,190), without stacks that could not be planned\n",
      );
      expect(output).toContain("- dev: cluster cpu: none → 2 × Standard_D4ds_v5, **\\+2,190 EUR**");
      expect(readFileSync(html, "utf8")).toContain('<td class="number"><strong>+2,190</strong></td>');
      expect(JSON.parse(run({ prices, json: "-" }).output)).toMatchObject({ cost: { currency: "EUR", uncounted: [] } });
      const { output: summary } = run({ prices, terminal: true });
      expect(summary).toContain("  dev       1 updated, 3 policy failures, +2,190 EUR a month\n");
      expect(summary).toContain("\nCost: +2,190 EUR a month (0 → 2,190)\n  dev: cluster cpu: none → 2 ×");
      for (const silent of [{}, { terminal: true }, { json: "-" }])
        expect(run({ ...silent, prices: false }).output).not.toMatch(/cost|EUR/i);
    });

    it("is not needed: list prices are dated, and say whose they are", () => {
      writePlanFolder(folder, [grown]);
      const { cost } = JSON.parse(run({ json: "-" }).output);
      // 2 × Standard_D4ds_v5, which has a price of eastus among those that ship, for 730 hours.
      expect(cost).toMatchObject({ currency: "USD", changes: [{ before: 0, after: 329.96 }] });
      expect(cost.about).toMatch(/^list prices of Azure that ship, as of \d{4}-\d\d-\d\d/);
      expect(run().output).toContain(cost.about.slice(0, 30));
    });

    it("names what has no price", () => {
      writePlanFolder(folder, [grown]);
      const { output } = run({ prices: priceFile("currency: EUR\nperHour: {}\n") });
      expect(output).toContain("### 💰 Cost: unchanged, 0 EUR a month, and what has no price");
      expect(output).toContain("none → 2 × Standard_D4ds_v5, not counted: no price of Standard_D4ds_v5");
    });

    it("is refused with everything that is wrong, in the file and elsewhere", () => {
      writePlanFolder(folder, [grown]);
      writeFileSync(join(folder, "stranger"), "");
      const prices = priceFile("currency: Euro\nperHour: { A: -1 }\nperDay: {}\n");
      const problems = problemsOf({ prices });
      expect(problems.filter((problem) => problem.startsWith(prices))).toHaveLength(3);
      expect(problems.some((problem) => problem.includes("MLOPS-REVIEW-010"))).toBe(true);
      expect(problemsOf({ prices: join(dir, "none.yaml") }).join()).toContain(join(dir, "none.yaml"));
    });
  });

  it("makes a row of a stack that could not be planned", () => {
    writePlanFolder(folder, [updated, { name: "prod", failed: "no access to the state" }]);
    const { output, exitCode } = run();
    expect(exitCode).toBe(1);
    expect(output).toContain("| **prod** | ❌ failed |");
    expect(output).toContain("- ❌ **prod** could not be planned: no access to the state");
  });

  it("judges with the waivers kept with the plans, or with those of another file", () => {
    const open = stack("dev", [
      change("azurerm_storage_account.Storage", { after: { ...storage, min_tls_version: "TLS1_0" } }),
    ]);
    const waiver = {
      rule: "storage-min-tls",
      resource: "dev/azurerm_storage_account.*",
      reason: "an old client is replaced next month",
      owner: "ml-platform",
      granted: "2026-06-01",
      expires: "2027-01-31",
    };
    writePlanFolder(folder, [open], { waivers: [waiver] });
    expect(run().output).toContain("🤝 waived: `storage-min-tls`");
    const file = join(dir, "waivers.yaml");
    const yaml = (rule: string) =>
      `waivers:\n${Object.entries({ ...waiver, rule, granted: "2026-12-01" })
        .map(([key, value], index) => `${index === 0 ? "  - " : "    "}${key}: ${value}\n`)
        .join("")}`;
    writeFileSync(file, yaml("storage-https-only"));
    const other = run({ waivers: file }).output;
    expect(other).not.toContain("🤝 waived: `storage-min-tls`");
    expect(other).toMatch(/\| `storage-min-tls` /);
    writeFileSync(file, yaml("storage-min-tls").replace("owner: ml-platform", "owner: 7"));
    expect(problemsOf({ waivers: file })).toEqual([expect.stringContaining(`${file}:5:12 MLOPS-CONFIG-`)]);
    expect(problemsOf({ waivers: join(dir, "none.yaml") })).toEqual([
      expect.stringContaining("--waivers MLOPS-REVIEW-011 there is no such file"),
    ]);
  });

  it("refuses a folder that is not what was planned, and lists all that is wrong", () => {
    writePlanFolder(folder, [updated, granted]);
    expect(problemsOf()).toEqual([]);
    rmSync(join(folder, "dev/plan.log"));
    writeFileSync(join(folder, "prod/plan.json"), "{}");
    writeFileSync(join(folder, "prod/extra.tf"), "");
    writeFileSync(join(folder, "notes.md"), "");
    expect(
      problemsOf({ html: "-", json: "-", sarif: join(folder, "r.sarif"), reportUrl: "javascript:alert(1)" }),
    ).toEqual([
      "--json MLOPS-REVIEW-012 --html is printed to stdout already; write one of the two into a file",
      `--sarif MLOPS-REVIEW-014 reports are not kept among the plans (given ${join(folder, "r.sarif")}); choose a file outside of ${folder}`,
      "--report-url MLOPS-REVIEW-016 this is no address of a page (given javascript:alert(1); allowed https://… of at most 500 characters)",
      `${join(folder, "dev/plan.log")} MLOPS-PLAN-003 the manifest names this file, but it is missing`,
      `${join(folder, "prod/plan.json")} MLOPS-PLAN-004 this file was changed after it was planned; plan again`,
      `${join(folder, "notes.md")} MLOPS-REVIEW-010 this file is not one of the plans: the manifest does not name it; move it away, or plan again`,
      `${join(folder, "prod/extra.tf")} MLOPS-REVIEW-010 this file is not one of the plans: the manifest does not name it; move it away, or plan again`,
    ]);
  });

  it("takes what mlops apply leaves in the folder for what it is", () => {
    writePlanFolder(folder, [updated]);
    writeFileSync(join(folder, "dev/apply.jsonl"), "{}\n");
    writeFileSync(join(folder, "dev/errored.tfstate.enc"), "x");
    expect(problemsOf()).toEqual([]);
    writeFileSync(join(folder, "apply.jsonl"), "{}\n");
    expect(problemsOf()).toHaveLength(1);
  });

  it("refuses a manifest whose digest, which is approved, is not that of its plans", () => {
    writePlanFolder(folder, [updated]);
    const path = join(folder, "manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as { digest: string };
    writeFileSync(path, JSON.stringify({ ...manifest, digest: "0".repeat(64) }));
    expect(problemsOf()).toEqual([
      `${path} MLOPS-REVIEW-019 the manifest was changed after it was planned: its digest is not that of what it says; plan again`,
    ]);
  });

  it("refuses what is no plan folder, a damaged manifest and a plan of another format", () => {
    expect(problemsOf()).toEqual([expect.stringContaining("MLOPS-PLAN-001 this is no plan folder")]);
    writePlanFolder(folder, [{ ...updated, plan: { format_version: "2.0" } } as typeof updated]);
    expect(problemsOf()).toEqual([expect.stringContaining("dev MLOPS-REVIEW-002 the plan is in a format")]);
    writeFileSync(join(folder, "manifest.json"), "{");
    expect(problemsOf()).toEqual([expect.stringContaining("MLOPS-PLAN-002 the manifest cannot be read")]);
  });

  it("says which file it could not write, and refuses two formats in one", () => {
    writePlanFolder(folder, [updated]);
    writeFileSync(join(dir, "file"), "");
    expect(problemsOf({ json: join(dir, "file/below.json") })).toEqual([
      expect.stringContaining(
        "--json MLOPS-REVIEW-015 this file cannot be written: a part of the path is no folder (EEXIST)",
      ),
    ]);
    expect(problemsOf({ json: join(dir, "a"), html: join(dir, ".", "a") })).toEqual([
      expect.stringContaining("--json MLOPS-REVIEW-013 two formats cannot go into the same file"),
    ]);
  });
});
