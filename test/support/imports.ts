import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The project's folder. */
export const root = join(__dirname, "../..");
const IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*"(\.{1,2}(?:\/[^"]*)?)"/g;

const AT_ONCE = /^(?:import|export) (?!type\b)([^;]*?)\bfrom "(\.{1,2}(?:\/[^"]*)?)";$/gms;

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

/** Files of the project that a file imports, by their paths from the root: types, too, and what is loaded late. */
export function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, path]) => fileAt(file, path!));
}

function fileAt(file: string, path: string): string {
  const target = resolve(root, dirname(file), path);
  const found = [target, `${target}.ts`, `${target}.js`, join(target, "index.ts")].find(
    (one) => existsSync(one) && statSync(one).isFile(),
  );
  if (found === undefined) throw new Error(`${file} imports ${path}, which is not there`);
  return relative(root, found);
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
