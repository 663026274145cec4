import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileChanges } from "../../cli/upgrade/files";
import { newNotes } from "../../cli/upgrade/notes";
import { upgradeText } from "../../cli/upgrade/report";
import { repinned, standingOn } from "../../cli/upgrade/upgrade";
import { stackDifferences } from "../../cli/upgrade/stacks";
import { askedVersion, bring, pinned } from "../../cli/upgrade/version";
import { engines } from "../../package.json";
import { UserError } from "../../domain/problem/problem";
import type { Configuration } from "../../schema/configuration";
import { loadConfiguration } from "../../schema/load";
import { project } from "../support/documents";

const codesOf = (act: () => unknown): string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
};

describe("the version that mlops upgrade is asked for", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "mlops-upgrade-test-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const url = "git+https://git.example/ml/azure-mlops-environments.git";
  const pin = (spec = `${url}#v0.1.0`) => ({ text: "", spec });

  it.each([
    [`${url}#v0.2.0`, `${url}#v0.2.0`],
    ["v0.2.0", `${url}#v0.2.0`],
    ["#0.2.0-rc.1", `${url}#0.2.0-rc.1`],
    ["b".repeat(40), `${url}#${"b".repeat(40)}`],
    ["github:contoso/azure-mlops-environments#v1.0.0", "github:contoso/azure-mlops-environments#v1.0.0"],
  ])("may be %s", (given, spec) => {
    expect(askedVersion(given, pin(), root)).toEqual({ spec });
  });

  it("may be a folder or a tarball, which is pinned relative to the repository", () => {
    writeFileSync(join(root, "later.tgz"), "");
    expect(askedVersion("later.tgz", pin(), root)).toEqual({ spec: "file:later.tgz", path: join(root, "later.tgz") });
    expect(askedVersion(project, pin(), root).path).toBe(project);
  });

  it.each(["main", "latest", "^1.0.0", `${url}#main`, `${url}`, "nowhere.tgz"])("rejects %j", (given) => {
    expect(codesOf(() => askedVersion(given, pin(), root))).toEqual(["MLOPS-UPGRADE-002"]);
  });

  it("rejects a tag alone where the pinned version is not from git", () => {
    expect(codesOf(() => askedVersion("v0.2.0", pin("file:../a.tgz"), root))).toEqual(["MLOPS-UPGRADE-002"]);
  });

  it("rejects a repository that pins none, and what is no version of this project", () => {
    expect(codesOf(() => pinned(root))).toEqual(["MLOPS-UPGRADE-001"]);
    writeFileSync(join(root, "package.json"), JSON.stringify({ name: "other", dependencies: { left: "1.0.0" } }));
    expect(codesOf(() => pinned(root))).toEqual(["MLOPS-UPGRADE-001"]);
    expect(codesOf(() => bring({ spec: "file:.", path: root }, root))).toEqual(["MLOPS-UPGRADE-004"]);
  });
});

describe("what another version changes in stacks", () => {
  const stack = (resource: object, more: object = {}) => ({
    resource,
    terraform: { required_version: ">= 1.11" },
    ...more,
  });
  const group = (tags: object) => ({ name: "rg", tags });

  it("is told by address: new, gone, moved, and each value that is another", () => {
    const before = new Map([
      ["dev", stack({ a_group: { Old: group({ owner: "x" }), Gone: {}, Same: { name: "s" } } })],
      ["same", stack({ a_group: { One: {} } })],
      ["gone", stack({})],
    ]);
    const after = new Map([
      [
        "dev",
        stack(
          { a_group: { New: group({ owner: "y" }), Fresh: {}, Same: { name: "s" } } },
          { moved: [{ from: "a_group.Old", to: "a_group.New" }], terraform: { required_version: ">= 1.12" } },
        ),
      ],
      ["same", stack({ a_group: { One: {} } })],
      ["later", stack({ a_group: { One: {} } })],
    ]);
    const differences = stackDifferences(before, after);
    expect(differences.map(({ stack: name, change }) => [name, change])).toEqual([
      ["dev", "changed"],
      ["later", "new"],
      ["gone", "gone"],
    ]);
    expect(differences[0]).toMatchObject({
      moved: [{ from: "a_group.Old", to: "a_group.New" }],
      added: ["a_group.Fresh"],
      removed: ["a_group.Gone"],
      changed: [
        { address: "a_group.New", values: ["tags.owner: x → y"] },
        { address: "terraform", values: ["required_version: >= 1.11 → >= 1.12"] },
      ],
    });
    const said = upgradeText({
      from: "a",
      to: "b",
      refused: [],
      stacks: differences,
      notes: [
        { heading: "Added", text: "one" },
        { heading: "State addresses", text: "two" },
      ],
      files: { taken: new Map([["a.sh", { text: "" }]]), removed: [], yours: ["b.sh"] },
    });
    expect(said).toContain("> a_group.Old is called a_group.New");
    expect(said).toContain("~ a_group.New: tags.owner: x → y");
    expect(said.indexOf("State addresses")).toBeLessThan(said.indexOf("Added"));
    expect(said).toMatch(/! b\.sh: changed by you and by it/);
  });

  it("does not count a move that was done before, or whose old address is still in use", () => {
    const moves = { moved: [{ from: "a.Old", to: "a.New" }] };
    const both = new Map([["dev", stack({ a: { New: {} } }, moves)]]);
    expect(stackDifferences(both, both)).toEqual([]);
    const [copied] = stackDifferences(
      new Map([["dev", stack({ a: { Old: {} } })]]),
      new Map([["dev", stack({ a: { Old: {}, New: {} } }, moves)]]),
    );
    expect(copied).toMatchObject({ moved: [], added: ["a.New"], removed: [] });
  });
});

describe("what a later changelog says", () => {
  const before = "# Changelog\n\n## Unreleased\n\n### Added\n\n- One, which\n  is long.\n- Two.\n";

  it("is what the former does not, on one line each, wherever it stands", () => {
    const after =
      "# Changelog\n\n## Unreleased\n\n### State addresses\n\n- Three moves\n  to four.\n\n## 0.2.0\n\n### Added\n\n- Two.\n- One, which is\n  long.\n- Five.\n- Five.\n";
    expect(newNotes(before, after)).toEqual([
      { heading: "State addresses", text: "Three moves to four." },
      { heading: "Added", text: "Five." },
    ]);
    expect(newNotes(after, after)).toEqual([]);
  });
});

describe("the package.json of a repository that moves", () => {
  const text = (node: string): string =>
    `{\n  "engines": { "node": "${node}" },\n  "dependencies": { "azure-mlops-environments": "file:../a.tgz" }\n}\n`;
  const moved = (node: string) =>
    JSON.parse(repinned({ text: text(node), spec: "file:../a.tgz" }, { spec: "file:../$&.tgz" }, ">=99.1.0"));

  it("pins the other version, and needs its Node.js unless somebody chose one", () => {
    const dependencies = { "azure-mlops-environments": "file:../$&.tgz" };
    expect(moved(engines.node)).toEqual({ engines: { node: ">=99.1.0" }, dependencies });
    expect(moved("24.x")).toEqual({ engines: { node: "24.x" }, dependencies });
  });
});

describe("files that belong to a version", () => {
  it("are not known of a version that cannot tell", () => {
    const said = upgradeText({ from: "a", to: "b", refused: ["no"], stacks: [], notes: [], files: undefined });
    expect(said).toContain("not known: it is from before mlops upgrade");
    expect(said).toMatch(/refuses the configuration; mend this first:\n {2}no\n/);
  });

  const files = (texts: Readonly<Record<string, string>>) =>
    new Map(Object.entries(texts).map(([path, text]) => [path, { text }]));

  it("are taken where nobody has changed them, and left to their owner elsewhere", () => {
    const before = files({ same: "1", moved: "1", edited: "1", deleted: "1", dropped: "1", kept: "1", taken: "1" });
    const after = files({ same: "1", moved: "2", edited: "2", deleted: "2", fresh: "2", there: "2", taken: "2" });
    const own: Readonly<Record<string, string>> = {
      same: "mine",
      moved: "1",
      edited: "mine",
      dropped: "1",
      kept: "mine",
      there: "mine",
      taken: "2",
    };
    const { taken, removed, yours } = fileChanges(before, after, (path) => own[path]);
    expect([...taken.keys()]).toEqual(["fresh", "moved"]);
    expect(removed).toEqual(["dropped"]);
    expect(yours).toEqual(["edited", "kept", "there"]);
  });
});

describe("what stacks stand on, when they are deployed as they are pinned", () => {
  const { organization, environments, useCases } = loadConfiguration(join(project, "config"));
  const network = { addressSpace: "10.60.0.0/22" };
  const recovery = { location: "northeurope", mode: "warm", active: false, network } as const;
  const configuration = {
    organization,
    useCases,
    environments: environments.map((one) => (one.name === "dev" ? { ...one, recovery } : one)),
  } as unknown as Configuration;

  it.each([
    [["dev"], ["bootstrap", "registry", "dev"]],
    [["dev-customer-churn"], ["bootstrap", "registry", "dev", "dev-customer-churn"]],
    [["dev-recovery-customer-churn"], ["bootstrap", "registry", "dev-recovery", "dev-recovery-customer-churn"]],
    [["registry"], ["bootstrap", "registry"]],
  ])("of %j", (stacks, all) => {
    expect(standingOn(configuration, stacks)).toEqual(all);
  });
});
