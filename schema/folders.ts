import { readdirSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Problem } from "../domain/problem/problem";
import type { Finding } from "./finding";
import { makeProblem, YamlFile } from "./yaml/file";

/** A folder of which every file is one thing of a kind, named after the file. */
export interface Folder {
  /** Its name below the configuration's. */
  readonly name: string;
  /** What is wrong with the name of a file, without `.yaml`. */
  readonly checkName: (name: string) => Finding | undefined;
  /** Whether a configuration without it is none. */
  readonly required: boolean;
  /** Whether the file of this name is read. @default - all are */
  readonly isRead?: ((name: string) => boolean) | undefined;
  /** Whether a file that `isRead` left out is read all the same, by what was read: asked of each by name, in order. @default - none is */
  readonly isNeeded?: (name: string, read: ReadonlyMap<string, YamlFile>) => boolean;
}

/** Reads every YAML file of a folder, by its name without `.yaml`. Notes what is wrong with folder and file names. */
export function readFolder(directory: string, folder: Folder, problems: Problem[]): ReadonlyMap<string, YamlFile> {
  const files = new Map<string, YamlFile>();
  const pathOf = (file: string): string => join(directory, folder.name, file);
  const note = (file: string, finding: Finding): void => {
    problems.push(makeProblem({ file: shownPath(pathOf(file)), line: 1, column: 1 }, file, finding));
  };
  const read = (name: string): void => {
    const file = `${name}.yaml`;
    const wrongName = folder.checkName(name);
    if (wrongName !== undefined) note(file, wrongName);
    files.set(name, YamlFile.read(pathOf(file), shownPath(pathOf(file)), directory));
  };
  const leftOut: string[] = [];
  for (const file of filesIn(directory, folder, problems)) {
    const name = file.replace(/\.ya?ml$/i, "");
    if (!file.endsWith(".yaml")) {
      note(file, {
        kind: "fileName",
        says: "would not be read",
        allowed: "names that end in .yaml",
        fix: `rename it to ${name}.yaml`,
      });
    } else if (folder.isRead?.(name) === false) leftOut.push(name);
    else read(name);
  }
  // By name, not by file name: `a-b.yaml` comes before `a.yaml`, and `a` before `a-b`.
  for (const name of leftOut.sort()) if (folder.isNeeded?.(name, files) === true) read(name);
  return files;
}

/** Names of YAML files, in alphabetical order. Hidden files and other kinds of file are not ours. */
function filesIn(directory: string, folder: Folder, problems: Problem[]): readonly string[] {
  const path = join(directory, folder.name);
  try {
    return readdirSync(path)
      .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith("."))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !folder.required) return [];
    const says = code === "ENOENT" ? "does not exist" : `cannot be read: ${code ?? "unknown reason"}`;
    const fix = folder.required ? "name the folder that holds organization.yaml and environments/" : undefined;
    const where = { file: shownPath(path), line: 1, column: 1 };
    problems.push(makeProblem(where, "the folder", { kind: "folderMissing", says, fix }));
    return [];
  }
}

/** A path as messages show it: from the working directory if it lies in it, so that terminals and editors find it. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  const shown = fromHere === "" || fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
  return shown.split(sep).join("/");
}
