import { execFileSync } from "node:child_process";
import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import type { GithubRepository } from "../../schema/organization/repository";
import { decidingFiles } from "../../domain/pipelines/deciding-files";
import { matches, ownersOf, parseOwners } from "../../sandbox/services/github/code-owners";
import { allImportsOf } from "../support/imports";

const root = join(__dirname, "../..");
const lines = parseOwners(readFileSync(join(root, ".github/CODEOWNERS"), "utf8"));
const { owner } = loadConfiguration(join(root, "config")).organization.repository as GithubRepository;
const security = [`@${owner}/security`];

const filesIn = (folder: string): readonly string[] =>
  (readdirSync(join(root, folder), { recursive: true, withFileTypes: true }) as Dirent[])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

/** What a change is judged, planned and applied by, and what makes the rights and rules that hold it back. */
const roots = [
  "main.ts",
  "cli/main.ts",
  "cli/mlops.js",
  ...filesIn("cli/commands"),
  ...filesIn("deploy"),
  ...filesIn("cli/review"),
  ...filesIn("constructs/access"),
  // A workflow that moves production's traffic past every review, and what a version must show.
  ...filesIn("constructs/promotion"),
  "stacks/bootstrap.ts",
  "stacks/pipelines.ts",
];

/** What is no import, and decides all the same. */
const besides = [
  ...filesIn(".github"),
  ...filesIn("pipelines"),
  ...filesIn("azure-pipelines"),
  ...filesIn("config/environments"),
  "config/organization.yaml",
  "config/waivers.yaml",
  ".terraform.lock.hcl",
  "package.json",
  "package-lock.json",
  "cli/package.json",
  "cdktf.json",
  "tsconfig.json",
  ".ci/run",
];

/**
 * Constructs that only say what is to be made: whatever they make is in the plan, and the review, which belongs to
 * security, judges it.
 */
const shownByThePlan =
  /^constructs\/(?:compute|events|monitoring|notices|registry|retraining|serving|workflow|workspace)\//;

const derived = [...new Set([...allImportsOf(roots), ...besides])].filter((path) => !shownByThePlan.test(path)).sort();

describe("CODEOWNERS", () => {
  it("gives everything that decides to security alone: of two owners either would do", () => {
    expect(derived.length).toBeGreaterThan(400);
    expect(derived).toEqual(
      expect.arrayContaining([
        "domain/access/roles.ts",
        "domain/access/access.ts",
        "constructs/access/conditions.ts",
        "stacks/bootstrap.ts",
        "review/verdict.ts",
        "policy/waivers.ts",
        "release/promotion.ts",
        "deploy/promotion/evidence.ts",
        "deploy/apply.ts",
        "sandbox/services/github/rules.ts",
      ]),
    );
    const others = derived.filter((path) => ownersOf(lines, path).join() !== security.join());
    expect(others).toEqual([]);
  });

  it("would be found out: without a line, with a second owner, with a later line", () => {
    const wrong = (changed: typeof lines) =>
      derived.filter((path) => ownersOf(changed, path).join() !== security.join()).map((path) => path.split("/")[0]);
    expect(new Set(wrong(lines.filter(({ pattern }) => pattern !== "/review/")))).toEqual(new Set(["review"]));
    const shared = lines.map((line) =>
      line.pattern === "/domain/" ? { ...line, owners: [...security, `@${owner}/ml-platform`] } : line,
    );
    expect(new Set(wrong(shared))).toEqual(new Set(["domain"]));
    expect(wrong([...lines, { pattern: "*.sh", owners: [`@${owner}/ml-platform`] }])).toContain("pipelines");
  });

  it("and the ruleset name the same files", () => {
    const tracked = execFileSync("git", ["-C", root, "ls-files"], { encoding: "utf8" }).trim().split("\n");
    const files = existsSync(join(root, ".git")) ? tracked : [];
    expect(files.length).toBeGreaterThan(1_000);
    const owned = files.filter((path) => ownersOf(lines, path).join() === security.join());
    const ruled = files.filter((path) => decidingFiles.some((pattern) => matches(pattern, path)));
    expect(owned).toEqual(ruled);
    for (const pattern of decidingFiles) {
      expect([pattern, files.some((path) => matches(pattern, path))]).toEqual([pattern, true]);
    }
  });

  it("leaves to others what a plan shows and a review judges", () => {
    const whose = (path: string) => ownersOf(lines, path).map((name) => name.split("/")[1]);
    expect(whose("config/use-cases/customer-churn.yaml")).toEqual(["ml-platform", "data-science"]);
    expect(whose("config/releases/customer-churn.yaml")).toEqual(["ml-platform", "data-science", "ml-release"]);
    expect(whose("constructs/monitoring/drift-monitor.ts")).toEqual(["ml-platform"]);
    expect(whose("docs/guides/reviewer.md")).toEqual(["ml-platform"]);
  });
});

describe("the patterns", () => {
  it.each([
    ["*", "a/b.ts", true],
    ["/domain/", "domain/access/roles.ts", true],
    ["/domain/", "a/domain/access/roles.ts", false],
    ["/domain/", "domain", false],
    ["domain/**", "domain/a/b.ts", true],
    ["domain/**", "domains/b.ts", false],
    ["/schema/*.ts", "schema/load.ts", true],
    ["/schema/*.ts", "schema/yaml/file.ts", false],
    ["package.json", "cli/package.json", true],
    ["main.ts", "main.tsx", false],
    ["config/releases/evidence/churn/prod-*.json", "config/releases/evidence/churn/prod-12.json", true],
    ["config/releases/evidence/churn/prod-*.json", "config/releases/evidence/churn/preprod-12.json", false],
    ["config/releases/evidence/churn/prod-*.json", "config/releases/evidence/churn-eu/prod-12.json", false],
  ])("%s means %s: %s", (pattern, path, does) => expect(matches(pattern, path)).toBe(does));
});
