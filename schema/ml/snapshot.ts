import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** The code that a component runs in, as Azure ML takes it: `code` and `additional_includes`, by path. */
export interface Snapshot {
  /** Path on disk by path in the snapshot. */
  readonly files: ReadonlyMap<string, string>;
  /** Of `additional_includes`, those that are not there, by index. */
  readonly missing: readonly number[];
  readonly codeMissing: boolean;
  /** Paths that two files have. */
  readonly twice: readonly string[];
  /** Lines of an `.amlignore` that neither this nor `ml/library/mlkit/keys.py` reads, with their file. */
  readonly unread: readonly { readonly file: string; readonly pattern: string }[];
}

/** What a component says of its code. */
export interface CodeDraft {
  readonly code?: string | undefined;
  readonly additional_includes?: readonly (string | undefined)[] | undefined;
}

/** The files of a component's code. Rule 4 of `ml/library/mlkit/keys.py`. */
export function snapshotOf(folder: string, { code, additional_includes: includes = [] }: CodeDraft): Snapshot {
  const files = new Map<string, string>();
  const twice: string[] = [];
  const unread: { file: string; pattern: string }[] = [];
  const missing: number[] = [];
  const add = (path: string, file: string): void => {
    if (files.has(path)) twice.push(path);
    files.set(path, file);
  };
  const codeFolder = code === undefined ? undefined : join(folder, code);
  const codeMissing = codeFolder !== undefined && !(existsSync(codeFolder) && statSync(codeFolder).isDirectory());
  if (codeFolder !== undefined && !codeMissing) for (const [path, file] of filesIn(codeFolder, unread)) add(path, file);
  for (const [index, include] of includes.entries()) {
    if (include === undefined) continue;
    const source = resolve(folder, include);
    const name = basename(source);
    if (!existsSync(source)) missing.push(index);
    else if (statSync(source).isDirectory()) {
      for (const [path, file] of filesIn(source, unread)) add(`${name}/${path}`, file);
    } else add(name, source);
  }
  return { files, missing, codeMissing, twice, unread };
}

/** The files of a folder that its `.amlignore` leaves, by path in it with forward slashes. */
export function filesIn(
  folder: string,
  unread: { file: string; pattern: string }[] = [],
): readonly (readonly [string, string])[] {
  const ignore = join(folder, ".amlignore");
  const lines = existsSync(ignore) ? readFileSync(ignore, "utf8").split(/\r?\n/) : [];
  const patterns = lines.filter((line) => line.trim() !== "" && !line.startsWith("#")).map((line) => line.trim());
  for (const pattern of patterns) {
    if (/[*?[!/\\]/.test(pattern.replace(/^\*/, "").replace(/\/+$/, ""))) unread.push({ file: ignore, pattern });
  }
  const names = new Set(patterns.filter((each) => !each.startsWith("*")).map((each) => each.replace(/\/+$/, "")));
  const endings = patterns.filter((each) => each.startsWith("*")).map((each) => each.slice(1));
  const ignored = (path: string): boolean =>
    path === ".amlignore" ||
    path.split("/").some((part) => names.has(part)) ||
    endings.some((ending) => path.endsWith(ending));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !ignored(path) && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => [path, join(folder, path)]);
}
