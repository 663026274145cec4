import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../domain/problem/problem";
import { writeWhole } from "../files";
import { MANIFEST } from "./manifest";

/**
 * A folder that is there whole or not at all: it is filled under another name beside its own, and takes its place when
 * it is finished. Only its owner may read it, and git ignores it, since it holds secrets.
 */
export class OutputFolder {
  /** Where to write meanwhile. */
  readonly staging: string;
  private readonly path: string;

  /** @throws UserError if what is at `path` is not to be replaced: a file, or a folder of something else */
  constructor(path: string) {
    this.path = resolve(path);
    requireReplaceable(path);
    removeLeftovers(this.path);
    this.staging = sibling(this.path, `${process.pid}.new`);
    mkdirSync(dirname(this.path), { recursive: true });
    mkdirSync(this.staging, { mode: 0o700 });
    writeWhole(join(this.staging, ".gitignore"), "*\n");
  }

  /** Puts it where it belongs, in place of the one before. */
  finish(): void {
    requireReplaceable(this.path);
    const former = sibling(this.path, `${process.pid}.old`);
    for (let attempt = 1; ; attempt++) {
      try {
        if (existsSync(this.path)) renameSync(this.path, former);
        renameSync(this.staging, this.path);
        break;
      } catch (error) {
        // Another run has put its own there, or taken it away, in between; the last one stays.
        if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code!) || attempt > 10)
          throw error;
        rmSync(former, { recursive: true, force: true });
      }
    }
    rmSync(former, { recursive: true, force: true });
  }

  /** Removes what was written, if it was not finished. */
  discard(): void {
    rmSync(this.staging, { recursive: true, force: true });
  }
}

const sibling = (path: string, ending: string): string => join(dirname(path), `.${basename(path)}.${ending}`);

function requireReplaceable(path: string): void {
  if (!existsSync(path) || existsSync(join(path, MANIFEST)) || isEmptyFolder(path)) return;
  throw new UserError([
    {
      code: "MLOPS-PLAN-013",
      where: "--out",
      message: "this is there already and is no plan folder, so it is not replaced",
      given: path,
      allowed: "a new folder, an empty one or one of `mlops plan`",
    },
  ]);
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** What runs that were killed left beside the folder: it may hold plans in plain text. */
function removeLeftovers(path: string): void {
  if (!existsSync(dirname(path))) return;
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(`.${basename(path)}.`) ? /\.(\d+)\.(?:new|old)$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dirname(path), name), { recursive: true });
  }
}

/** Whether a process of this id runs, whoever's it is; what is no id is none. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
