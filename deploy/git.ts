import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What is checked out. */
export interface Checkout {
  /** Full hash. */
  readonly commit: string;
  /** Whether files were changed since, or are new and not ignored. */
  readonly dirty: boolean;
}

/** What git says in a folder; throws with git's message if it fails. */
export async function git(folder: string, ...parameters: string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", folder, ...parameters], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** What is checked out in a folder; undefined if it is in no git repository or nothing was ever committed. */
export async function checkedOut(folder: string): Promise<Checkout | undefined> {
  try {
    const commit = await git(folder, "rev-parse", "--verify", "HEAD^{commit}");
    return { commit, dirty: (await git(folder, "status", "--porcelain")) !== "" };
  } catch {
    return undefined;
  }
}
