import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { formatProblem, type Position } from "../../../domain/problem/problem";
import { readSources } from "../../../schema/load";
import { checkTree } from "../../../schema/ml/check";
import { badAssets } from "./bad-assets";

const project = join(__dirname, "../../..");
const left = new Set(["data", "tests", ".venv", ".runs", "__pycache__", "requirements"]);
let folder: string;

const before = new Map<string, string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-ml-check-"));
  for (const name of ["ml", "config"]) {
    const filter = (source: string) => !left.has(basename(source)) && !basename(source).startsWith(".venv");
    cpSync(join(project, name), join(folder, name), { recursive: true, filter });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const [path, text] of before) writeFileSync(path, text);
  before.clear();
});

function spoil(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  before.set(path, before.get(path) ?? text);
  if (from === "") return rmSync(path);
  const spoilt = text.replace(from, () => to);
  // A case that spoils nothing would test nothing.
  if (spoilt === text) throw new Error(`${file} does not hold ${String(from)}`);
  writeFileSync(path, spoilt);
}

/**
 * What is said, one line per problem: the file, the text at the line and column that are named, the code and the words. Long
 * lists of what is allowed are cut: they grow with the tree.
 */
const complaints = (): readonly string[] =>
  checkTree(join(folder, "ml"), readSources(join(folder, "config"))).problems.map((problem) => {
    const { file, line, column } = problem.where as Position;
    const path = relative(folder, file);
    const at = /\.(yaml|json)$/.test(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          [line - 1]!.slice(column - 1, column + 23)
          .trimEnd()
      : `${line}:${column}`;
    const words = formatProblem({ ...problem, where: "" })
      .trim()
      .replaceAll(`${folder}/`, "");
    return `${path} «${at}» ${words.replace(/allowed ([^;)]{60})[^;)]+/, "allowed $1…")}`;
  });

describe("checking ml/", () => {
  it("accepts the tree that every case spoils", () => {
    expect(complaints()).toEqual([]);
  });

  it.each(badAssets.map((bad) => [bad.name, bad] as const))("tells of %s", (_, { spoil: spoils, says }) => {
    for (const [file, from, to] of spoils) spoil(file, from, to);
    expect(complaints()).toEqual(says);
  });

  it("tells of all of them in one run, in order", () => {
    const once = badAssets.filter(({ name }) => ["a component in a version that is not there", "a contract without a time", "a request that lacks a feature", "an image without a tag", "a placeholder of an undeclared input", "another model served than is registered"].includes(name)); // prettier-ignore
    for (const { spoil: spoils } of once) for (const [file, from, to] of spoils) spoil(file, from, to);
    const told = complaints();
    expect([...told].sort()).toEqual(once.flatMap(({ says }) => says).sort());
    const files = told.map((line) => line.split(" ")[0]);
    expect(files).toEqual([...files].sort());
    expect(new Set(files).size).toBeGreaterThan(4);
  });
});
