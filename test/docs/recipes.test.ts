import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { personas } from "../../domain/access/access";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import { codeSpansOf, documents, project } from "../support/documents";
import { productFiles } from "../support/imports";

const { text } = documents.find(({ path }) => path === "CONTRIBUTING.md")!;

/** A recipe, from its heading to the next. */
const recipe = (title: string): string => {
  const [, section] = text.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`CONTRIBUTING.md has no recipe "${title}"`);
  return section.split("\n## ")[0]!;
};

/** Paths that a recipe names: files, and folders with a slash behind them. */
const pathsIn = (title: string): readonly string[] =>
  codeSpansOf({ path: title, text: recipe(title) }).filter((code) => /^[\w-]+\/[\w./-]*$/.test(code));

const sources = new Map(productFiles().map((file) => [file, readFileSync(join(project, file), "utf8")]));
const words = new Map<string, ReadonlySet<string>>();

/** Every word of a file's code, and of texts in it; comments say nothing to a machine. */
function wordsOf(file: string): ReadonlySet<string> {
  const known = words.get(file);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, sources.get(file)!, ts.ScriptTarget.ES2023));
  words.set(file, found);
  return found;
}
const filesWith = (word: string): readonly string[] =>
  [...sources].flatMap(([file, source]) => (source.includes(word) && wordsOf(file).has(word) ? [file] : []));

/** Of these files, those that a recipe does not name. */
const unnamed = (files: readonly string[], paths: readonly string[]): readonly string[] =>
  files.filter((file) => !paths.some((path) => (path.endsWith("/") ? file.startsWith(path) : file === path)));

describe("the recipe of an alert", () => {
  const paths = pathsIn("A new alert");
  const alerts = [...Object.keys(useCaseAlerts), ...Object.keys(everyEnvironmentAlert)];
  /** Words that are no alerts there: what the rollback workflow says that it did. */
  const other: Readonly<Record<string, string>> = { "rolled-back": "constructs/promotion/rollback-workflow.ts" };

  it.each(alerts)("names every file that %s stands in", (alert) => {
    const files = filesWith(alert).filter((file) => file !== other[alert]);
    expect(files.filter((file) => file.startsWith("domain/alerts/"))).toHaveLength(1);
    expect(unnamed(files, paths)).toEqual([]);
  });

  it("names no table of alerts that holds none", () => {
    const tables = new Set(alerts.flatMap(filesWith));
    const promised = paths.filter((path) => path.endsWith(".ts") && !/^test\/|metrics\.ts$|alert-queries/.test(path));
    expect(promised.filter((path) => !tables.has(path))).toEqual([]);
  });
});

describe("the recipe of a persona", () => {
  it("names the one file that the newest persona stands in", () => {
    expect(filesWith(personas.at(-1)!)).toEqual(["domain/access/access.ts"]);
    expect(pathsIn("A new persona")).toContain("domain/access/access.ts");
  });
});

describe("the recipe of a setting", () => {
  it.each(["staleAfter", "correlationColumn", "quotaPercent", "silentFor", "scaleOutAtCpuPercent"])(
    "names every room that reads %s",
    (key) => {
      const files = filesWith(key);
      expect(files.some((file) => file.startsWith("schema/"))).toBe(true);
      expect(unnamed(files, pathsIn("A new setting"))).toEqual([]);
    },
  );
});

describe("a file that a recipe forgets", () => {
  it("is found", () => {
    const paths = pathsIn("A new alert").filter((path) => path !== "constructs/monitoring/use-case-alerts.ts");
    expect(unnamed(filesWith("endpoint-silent"), paths)).toEqual(["constructs/monitoring/use-case-alerts.ts"]);
  });
});

describe("the way of a setting", () => {
  const steps = [...recipe("The way of a setting").matchAll(/\| `(\w+)` in `([^`]+)` +\|/g)].map(
    ([, owner, file]) => [owner!, file!] as const,
  );

  it("has an owner for each step", () => expect(steps).toHaveLength(7));

  it.each(steps)("has %s, declared once, in %s", (owner, file) => {
    const declared = new RegExp(`^(?:export )?(?:const|function) ${owner}\\b`, "m");
    expect(sources.get(file)).toMatch(declared);
    const room = file.split("/").slice(0, 2).join("/");
    const declaring = [...sources].filter(([other, source]) => other.startsWith(room) && declared.test(source));
    expect(declaring.map(([other]) => other)).toEqual([file]);
  });
});
