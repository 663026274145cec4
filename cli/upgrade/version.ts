import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { name as packageName } from "../../package.json";
import { UserError, type Problem } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { PINNED } from "../init/questions";

/** What an adopter's `package.json` says of this project. */
export interface Pin {
  /** Text of the whole file. */
  readonly text: string;
  /** As it stands there: `git+https://…#v0.1.0`, `file:../azure-mlops-environments-0.1.0.tgz`. */
  readonly spec: string;
}

/** A version that was asked for. */
export interface Asked {
  /** As it goes into `package.json`. */
  readonly spec: string;
  /** Where it lies on this machine; undefined where git has it. */
  readonly path?: string;
}

/**
 * The version that is pinned.
 * @param root - folder of the adopter's `package.json`
 * @throws UserError if none is
 */
export function pinned(root: string): Pin {
  const file = join(root, "package.json");
  try {
    const text = readFileSync(file, "utf8");
    const { dependencies } = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, unknown>> };
    const spec = dependencies?.[packageName];
    if (typeof spec === "string") return { text, spec };
  } catch {
    // Said below.
  }
  return refuse({
    code: "MLOPS-UPGRADE-001",
    where: file,
    message: `it pins no version of ${packageName} under dependencies`,
    fix: "run this in a repository that mlops init made; in a checkout of this project, git brings another version",
  });
}

/**
 * The version that is meant: what npm takes and cannot move by itself, a tag or commit of where the pinned one is from, or a
 * folder or tarball of this machine.
 * @throws UserError if it is none of these
 */
export function askedVersion(given: string, { spec }: Pin, root: string): Asked {
  if (PINNED.test(given)) return { spec: given };
  const [, url] = /^([^#]+)#/.exec(spec) ?? [];
  const sameSource = `${url ?? ""}#${given.replace(/^#/, "")}`;
  if (PINNED.test(sameSource)) return { spec: sameSource };
  const path = resolve(root, given);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true || (there?.isFile() === true && /\.(tgz|tar\.gz)$/.test(path))) {
    return { spec: `file:${relative(root, path) || "."}`, path };
  }
  return refuse({
    code: "MLOPS-UPGRADE-002",
    where: "<version>",
    message: "this is no version that could be pinned",
    given,
    allowed: `a git URL with # and a commit of 40 hex digits or a tag like v1.2.0; ${
      url === undefined ? "" : "a tag or commit alone; "
    }a folder that is a checkout; a tarball of npm pack`,
  });
}

/**
 * Brings the code of a version, with the packages that it needs.
 * @param temp - folder that it may be put into
 * @returns the folder of its code
 * @throws UserError if it cannot be got, or is something else
 */
export function bring({ spec, path }: Asked, temp: string): string {
  const isFolder = path !== undefined && statSync(path).isDirectory();
  const tree = isFolder ? path : installed(path === undefined ? spec : `file:${path}`, temp);
  const missing = ["package.json", "main.ts", "cli/mlops.js"].filter((file) => !existsSync(join(tree, file)));
  if (missing.length > 0 || nameOf(tree) !== packageName) {
    return refuse({
      code: "MLOPS-UPGRADE-004",
      where: "<version>",
      message: missing.length > 0 ? `${missing.join(", ")} is not in it` : "it is another package",
      given: spec,
      allowed: `a version of ${packageName}`,
    });
  }
  if (isFolder && !existsSync(join(tree, "node_modules"))) {
    return refuse({
      code: "MLOPS-UPGRADE-003",
      where: "<version>",
      message: "the packages of this folder are not installed",
      given: path,
      fix: `run npm ci in it, or name a tarball that npm pack makes there`,
    });
  }
  return tree;
}

/** Installs one package as an adopter has it, in a folder of its own. */
function installed(spec: string, temp: string): string {
  const folder = join(temp, "installed");
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "upgrade", version: "0.0.0", private: true, dependencies: { [packageName]: spec } };
  writeWhole(join(folder, "package.json"), JSON.stringify(manifest));
  const parameters = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { status, stderr, error } = spawnSync("npm", parameters, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return join(folder, "node_modules", packageName);
  return refuse({
    code: "MLOPS-UPGRADE-003",
    where: "<version>",
    message: `npm cannot get it: ${lastWords(error?.message ?? stderr)}`,
    given: spec,
    fix: "look at the address and the tag or commit, and whether this machine may read it",
  });
}

const lastWords = (said: string): string =>
  said
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => line !== "" && !/complete log of this run|^code /.test(line))
    .slice(0, 3)
    .join("; ");

const nameOf = (tree: string): unknown =>
  (JSON.parse(readFileSync(join(tree, "package.json"), "utf8")) as { readonly name?: unknown }).name;

function refuse(problem: Problem): never {
  throw new UserError([problem]);
}
