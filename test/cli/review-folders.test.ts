import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFolders } from "../../cli/review/folders";
import { review } from "../../cli/review/review";
import { formatProblem, UserError } from "../../domain/problem/problem";
import { overallDigest } from "../../review";
import { writePlanFolder } from "../support/plan-folder";
import { change, stack } from "../support/review-plan";

const changed = (name: string) =>
  stack(name, [
    change("azurerm_virtual_network.Network", {
      before: { name: "vnet", tags: { owner: "a" } },
      after: { name: "vnet", tags: { owner: "b" } },
    }),
  ]);

describe("mlops review of several folders", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-review-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const folder = (name: string) => join(dir, name);
  const markdown = (...names: string[]) =>
    review(names.map(folder), { failOn: "blocked", today: "2026-12-02", terminal: false, colour: false });
  const problemsOf = (...names: string[]): string[] => {
    try {
      markdown(...names);
    } catch (error) {
      if (error instanceof UserError) return error.problems.map((one) => formatProblem(one).replaceAll(`${dir}/`, ""));
      throw error;
    }
    return [];
  };

  it("is one review of all stacks, under a digest of all of them", () => {
    writePlanFolder(folder("dev"), [changed("dev")], { plannedAt: "2026-12-01T12:00:00.000Z" });
    writePlanFolder(folder("prod"), [changed("prod")], { plannedAt: "2026-12-01T12:30:00.000Z", dirty: true });
    const { output, exitCode } = markdown("dev", "prod");
    expect(exitCode).toBe(0);
    expect(output).toContain("| dev | · | 1 |");
    expect(output).toContain("| prod | · | 1 |");
    expect(output).toContain("**with files changed since**");
    const { input } = readFolders([folder("dev"), folder("prod")], undefined);
    expect(input.source.plannedAt).toBe("2026-12-01T12:30:00.000Z");
    expect(input.source.digest).toBe(overallDigest([changed("dev"), changed("prod")]));
  });

  it("is about Azure if anything in it is, and about a simulated Azure if all is", () => {
    writePlanFolder(folder("dev"), [changed("dev")]);
    writePlanFolder(folder("sandbox"), [changed("bootstrap")], { target: "sandbox" });
    writePlanFolder(folder("other"), [changed("registry")], { target: "sandbox" });
    const target = (...names: string[]) => readFolders(names.map(folder), undefined).input.source.target;
    expect([target("dev", "sandbox"), target("sandbox", "other")]).toEqual(["azure", "sandbox"]);
  });

  it("is blocked by a folder without plans: the job that was to make them failed", () => {
    writePlanFolder(folder("dev"), [changed("dev")]);
    const { output, exitCode } = markdown("dev", "preprod");
    expect(exitCode).toBe(1);
    expect(output).toMatch(/BLOCKED/);
    expect(output).toMatch(/preprod.*there are no plans: what was to make them failed/);
    expect(markdown("dev").exitCode).toBe(0);
  });

  it("names a stack that was not planned once, and not if another folder has it", () => {
    const notPlanned = ["bootstrap", "gone"].map((name) => ({ name, why: "an owner deploys it" }));
    writePlanFolder(folder("dev"), [changed("dev")], { notPlanned });
    writePlanFolder(folder("prod"), [changed("prod")], { notPlanned });
    writePlanFolder(folder("sandbox"), [changed("bootstrap")]);
    const { manifest } = readFolders(["dev", "prod", "sandbox"].map(folder), undefined);
    expect(manifest.notPlanned).toEqual([{ name: "gone", why: "an owner deploys it" }]);
  });

  it("rejects plans that do not belong together, all of it at once", () => {
    writePlanFolder(folder("dev"), [changed("dev")]);
    writePlanFolder(folder("old"), [changed("prod")], { commit: "0".repeat(40) });
    writePlanFolder(folder("drift"), [changed("preprod")], { mode: "drift" });
    writePlanFolder(folder("again"), [changed("dev")]);
    expect(problemsOf("dev", "old", "drift", "again")).toEqual([
      "old MLOPS-REVIEW-017 its plans are of another commit than those in dev (given 0000000000000000000000000000000000000000; allowed 4f9d2c7b1e0a86d35c74b9f21ad0e6c8b7a51f30); plan all of them again",
      "drift MLOPS-REVIEW-017 its plans are of another mode than those in dev (given drift; allowed normal); plan all of them again",
      "again MLOPS-REVIEW-018 dev was planned in dev, too; review one of the two",
    ]);
  });

  it("rejects folders of which none holds plans", () => {
    expect(problemsOf("a", "b")).toEqual([
      "a, b MLOPS-PLAN-001 none of these is a plan folder: they have no manifest.json; make one with `mlops plan --out <folder>`",
    ]);
  });

  it("tells a problem of the options once, whatever the number of folders", () => {
    writePlanFolder(folder("dev"), [changed("dev")]);
    writePlanFolder(folder("prod"), [changed("prod")]);
    const run = () =>
      review([folder("dev"), folder("prod")], {
        markdown: "-",
        json: "-",
        waivers: join(dir, "none.yaml"),
        failOn: "blocked",
        today: "2026-12-02",
        terminal: false,
        colour: false,
      });
    let problems: readonly { readonly code: string }[] = [];
    try {
      run();
    } catch (error) {
      problems = (error as UserError).problems;
    }
    expect(problems.map(({ code }) => code)).toEqual(["MLOPS-REVIEW-012", "MLOPS-REVIEW-011"]);
  });
});
