import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The project's folder. */
export const root = join(__dirname, "../..");
const IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*"(\.{1,2}(?:\/[^"]*)?)"/g;

const AT_ONCE = /^(?:import|export) (?!type\b)([^;]*?)\bfrom "(\.{1,2}(?:\/[^"]*)?)";$/gms;

const PACKAGE = /^(?:import|export) (?:[^;"=]*? from )?"([\w@][^":]*)";$|\b(?:require|import)\("([\w@][^":]*)"\)/gm;

const filesOfGit = (...patterns: readonly string[]): readonly string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)));

/** Every file of the product in TypeScript: tests and what npm brought are none. */
export const productFiles = (): readonly string[] => filesOfGit("*.ts").filter((path) => !path.startsWith("test/"));

/** Every file that Node.js runs, tests and scripts too. */
export const scriptFiles = (): readonly string[] => filesOfGit("*.ts", "*.mts", "*.js", "*.mjs", "*.cjs");

/** Names of packages that a file imports, such as `yaml` or `@azure/identity`; types, too, and what is loaded late. */
export const packagesOf = (file: string): readonly string[] => [
  ...new Set(
    [...readFileSync(join(root, file), "utf8").matchAll(PACKAGE)].map(([, first, late]) =>
      (first ?? late)!
        .split("/")
        .slice(0, (first ?? late)!.startsWith("@") ? 2 : 1)
        .join("/"),
    ),
  ),
];

/** Files that a file and those it imports load at once: neither types nor what is loaded when it is needed. */
export function loadedBy(file: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (one: string): void => {
    if (seen.has(one)) return;
    seen.add(one);
    const text = readFileSync(join(root, one), "utf8");
    for (const [, names, path] of text.matchAll(AT_ONCE)) {
      const values = names!.split(/[{},]/).filter((name) => name.trim() !== "" && !name.trim().startsWith("type "));
      if (values.length > 0) visit(fileAt(one, path!));
    }
  };
  visit(file);
  return [...seen].sort();
}

/**
 * Files of the project that a file imports, by their paths from the root: types, too, and what is loaded late. Looks into this
 * checkout, or into another one.
 */
export function importsOf(file: string, checkout = root): readonly string[] {
  const text = readFileSync(join(checkout, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, path]) => fileAt(file, path!, checkout));
}

function fileAt(file: string, path: string, checkout = root): string {
  const target = resolve(checkout, dirname(file), path);
  const found = [target, `${target}.ts`, `${target}.js`, join(target, "index.ts")].find(
    (one) => existsSync(one) && statSync(one).isFile(),
  );
  if (found === undefined) throw new Error(`${file} imports ${path}, which is not there`);
  return relative(checkout, found);
}

/** These files and all that they import, directly or through others. */
export function allImportsOf(files: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const left = [...files];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    left.push(...importsOf(file));
  }
  return [...seen].sort();
}

/** Files that lead back to themselves, as the way that does: `a.ts → b.ts → a.ts`. Types count. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const begun = way.indexOf(file);
    if (begun >= 0) found.push([...way.slice(begun), file].join(" → "));
    if (begun >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}
