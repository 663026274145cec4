import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OutputFolder } from "../../deploy/output-folder";

describe("OutputFolder", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "mlops-test-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const fill = (content: string) => {
    const out = new OutputFolder(join(dir, "plans"));
    writeFileSync(join(out.staging, "manifest.json"), content);
    return out;
  };

  it("is there whole or not at all, in place of the one before", () => {
    const first = fill("first");
    expect(readdirSync(dir)).toEqual([`.plans.${process.pid}.new`]);
    first.finish();
    fill("second").discard();
    expect(readFileSync(join(dir, "plans/manifest.json"), "utf8")).toBe("first");
    fill("third").finish();
    expect(readFileSync(join(dir, "plans/manifest.json"), "utf8")).toBe("third");
    expect(readdirSync(dir)).toEqual(["plans"]);
    expect(statSync(join(dir, "plans")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dir, "plans/.gitignore"), "utf8")).toBe("*\n");
  });

  it("replaces an empty folder, and rejects a file or a folder of something else", () => {
    mkdirSync(join(dir, "plans"));
    fill("first").finish();
    mkdirSync(join(dir, "config"));
    writeFileSync(join(dir, "config/organization.yaml"), "name: PFS");
    for (const taken of ["config", "config/organization.yaml"]) {
      expect(() => new OutputFolder(join(dir, taken))).toThrow(/MLOPS-PLAN-013 .*is no plan folder/);
    }
    expect(readdirSync(dir).sort()).toEqual(["config", "plans"]);
  });

  it("removes what a killed run left beside it, and nothing of a running one", () => {
    const dead = 2 ** 22 - 1;
    for (const name of [
      `.plans.${dead}.new`,
      `.plans.${dead}.old`,
      `.plans.${process.ppid}.new`,
      `.other.${dead}.new`,
    ]) {
      mkdirSync(join(dir, name));
    }
    fill("first").finish();
    expect(readdirSync(dir).sort()).toEqual([`.other.${dead}.new`, `.plans.${process.ppid}.new`, "plans"]);
  });
});
