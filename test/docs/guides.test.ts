import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, codeSpansOf, documents, project } from "../support/documents";

const guides = documents.filter(({ path }) => path.startsWith("docs/guides/"));
const named = (path: string) => documents.find((document) => document.path === path)!;

/** Files of the project, and what stands for several of them. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: project,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "");
const ROOTS = [...new Set(files.map((file) => file.split("/")[0]!))].filter((root) => !root.endsWith(".md"));
/** What commands make, or what a page tells its reader to make. */
const MADE = [
  /^ml\/\.(venv|runs|computed)/,
  /^config\/releases\/evidence\//,
  /^config\/environments\/test\.yaml$/,
  /^pipelines\/review/,
];

/** Whether a path exists; `<name>`, `*` and `…` stand for any text within a name. */
function exists(path: string): boolean {
  const pattern = path
    .replace(/\/$/, "")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/<[^>]+>|\*|…/g, "[^/]+");
  return files.some((file) => new RegExp(`^${pattern}(/|$)`).test(file)) || MADE.some((made) => made.test(path));
}

const pathsIn = (path: string): string[] =>
  codeSpansOf(named(path)).filter((code) => /^[\w.@-]+\/[^ ]*$/.test(code) && ROOTS.includes(code.split("/")[0]!));

describe("guides", () => {
  it.each(guides.map((guide) => [guide.path, guide] as const))(
    "%s says whom it is for, and is short",
    (_, { text }) => {
      const lines = text.split("\n");
      expect(lines[0]).toMatch(/^# [A-Z]/);
      expect(lines[2]).toMatch(/^For /);
      expect(lines.length).toBeLessThanOrEqual(151);
    },
  );

  it("have headings in sentence case", () => {
    const names = /Azure|Terraform|Terrain|GitHub|Pipelines|Actions|Node|MLOps|Event|ML/;
    const wrong = documents.flatMap(({ path, text }) =>
      [...text.replace(/```[\s\S]*?```/g, "").matchAll(/^#{1,4} (.*)$/gm)]
        .map(([, heading]) => heading!.replace(/^\d+\. /, ""))
        .filter((heading) =>
          heading
            .split(/[ :,?]+/)
            .slice(1)
            .some((word) => /^[A-Z][a-z]{3,}/.test(word) && !names.test(word)),
        )
        .map((heading) => `${path}: ${heading}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("runbooks", () => {
  const pages = documents.filter(({ path }) => path.startsWith("docs/runbooks/") && !path.endsWith("README.md"));
  it.each(pages.map(({ path }) => path))("begin with a command of ours: %s", (path) => {
    const [first] = blocksOf(named(path));
    expect([first?.info, first?.line, first?.code.split("\n")[0]]).toEqual([
      "bash azure",
      3,
      expect.stringMatching(/^npx mlops (?:status|plan) /),
    ]);
  });
});

describe("paths in documents", () => {
  it.each(documents.map(({ path }) => path).filter((path) => path !== "CHANGELOG.md"))("exist: %s", (path) => {
    expect(pathsIn(path).filter((one) => !exists(one))).toEqual([]);
  });

  it("are found, and wrong ones would be", () => {
    expect(pathsIn("docs/concepts.md").length).toBeGreaterThan(40);
    expect(exists("domain/time/schedule.ts")).toBe(true);
    expect(exists("config/use-cases/<name>.yaml")).toBe(true);
    expect(exists("constructs/access/")).toBe(true);
    expect(exists("domain/time/schedules.ts")).toBe(false);
    expect(exists("config/users/<name>.yaml")).toBe(false);
  });
});

describe("the page on concepts", () => {
  it("names a file in every row of every table", () => {
    const rows = named("docs/concepts.md")
      .text.split("\n")
      .filter((line) => line.startsWith("|") && !/^\| *-/.test(line) && !line.includes("which file does it"));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => !/`[\w.-]+\/[\w./-]+`/.test(row))).toEqual([]);
  });
});

describe("the page on cost", () => {
  it("names keys that exist", () => {
    const reference = readFileSync(join(project, "docs/reference/configuration.md"), "utf8");
    const keys = codeSpansOf(named("docs/guides/cost.md")).filter((code) => /^[a-z][\w<>]*(\.[\w<>]+)+$/.test(code));
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => !/\.(html|yaml)$/.test(key) && !reference.includes(`\`${key}\``))).toEqual([]);
  });
});

describe("diagrams", () => {
  const diagrams = documents.flatMap((document) =>
    blocksOf(document)
      .filter(({ info }) => info === "mermaid")
      .map(({ code, line }) => [`${document.path}:${line}`, code] as const),
  );

  it("are there", () => expect(diagrams.length).toBeGreaterThan(3));

  it.each(diagrams)("%s is a flow chart whose parts are closed", (_, code) => {
    expect(code).toMatch(/^flowchart (LR|TB|TD)\n/);
    expect(code.match(/^ *subgraph /gm)?.length ?? 0).toBe(code.match(/^ *end$/gm)?.length ?? 0);
    const bare = code.replace(/"[^"]*"/g, "");
    for (const [open, close] of ["[]", "{}", "()"]) {
      expect(bare.split(open!).length).toBe(bare.split(close!).length);
    }
  });
});
