import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initRepository } from "../../cli/init/init";
import { contoso, id } from "../support/contoso";
import { project } from "../support/documents";

describe("mlops upgrade", () => {
  const parent = mkdtempSync(join(tmpdir(), "mlops-upgrade-test-"));
  const [root, later] = [join(parent, "contoso"), join(parent, "later")];
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  beforeAll(() => {
    initRepository({
      folder: root,
      answers: {
        ...contoso,
        ...Object.fromEntries(
          ["dataScientists", "mlEngineers", "auditors", "promoters"].map((who, n) => [who, `${who}=${id(n + 6)}`]),
        ),
        project: "git+https://git.example/ml/azure-mlops-environments.git#v0.1.0",
      },
      today: new Date().toISOString().slice(0, 10),
      lookup: () => undefined,
    });
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: project,
      encoding: "utf8",
    }).split("\0");
    for (const path of files) {
      if (path === "" || path.startsWith("test/") || !existsSync(join(project, path))) continue;
      cpSync(join(project, path), join(later, path));
    }
    symlinkSync(join(project, "node_modules"), join(later, "node_modules"), "dir");
  });
  const text = (path: string): string => readFileSync(join(root, path), "utf8");
  const edit = (path: string, from: string, to: string): void => {
    const before = readFileSync(path, "utf8");
    expect(before).toContain(from);
    writeFileSync(
      path,
      before.replace(from, () => to),
    );
  };
  const upgrade = (...parameters: readonly string[]) =>
    spawnSync(process.execPath, [join(project, "cli/mlops.js"), "upgrade", "../later", ...parameters], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, MLOPS_CONFIG: undefined },
    });

  it("tells what a later version changes in words, addresses and files, and moves to it", () => {
    edit(
      join(later, "stacks/registry.ts"),
      "    for (const promoters of registry.promoters)",
      '    resourceGroup.addOverride("tags.generation", "2");\n    for (const promoters of registry.promoters)',
    );
    edit(join(later, "CHANGELOG.md"), "### Added\n", "### Added\n\n- Registries say their generation.\n");
    edit(join(later, ".github/workflows/drift.yml"), "name:", "# later\nname:");
    edit(join(later, "pipelines/plan.sh"), "set -", "# later\nset -");
    edit(join(root, "pipelines/plan.sh"), "set -", "# ours\nset -");

    const { status, stdout, stderr } = upgrade("--yes");
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    // The adopter's own names, not those of the example.
    expect(stdout).toContain("resource group rg-cto-ml-registry");
    expect(stdout).toMatch(/^## 👀 REVIEW/m);
    expect(stdout).toMatch(/Stacks\n {2}registry\n {4}~ \S+: tags\.generation: nothing → 2\n\n/);
    expect(stdout).toMatch(/Changelog: Added\n {2}- Registries say their generation\.\n\n/);
    expect(stdout).toContain("! pipelines/plan.sh: changed by you and by it");
    expect(JSON.parse(text("package.json")).dependencies).toEqual({ "azure-mlops-environments": "file:../later" });
    expect(text(".github/workflows/drift.yml")).toContain("# later");
    expect(text("pipelines/plan.sh")).not.toContain("# later");
  });

  it("does nothing where the version is pinned, and moves to none that refuses the configuration", () => {
    expect(upgrade("--yes")).toMatchObject({ status: 0, stdout: "file:../later is pinned already. Nothing to do.\n" });
    edit(join(root, "package.json"), "file:../later", "git+https://git.example/a.git#v0.1.0");
    edit(join(later, "schema/organization/schema.ts"), "[a-z0-9]{1,5}$/", "[a-z0-9]{1,1}$/");
    const before = text("package.json");
    const { status, stdout } = upgrade("--yes", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      moved: false,
      stacks: [],
      refused: [expect.stringMatching(/organization\.yaml:\d+:\d+ MLOPS-CONFIG-\d+ .*cto/)],
    });
    expect(text("package.json")).toBe(before);
  });
});
