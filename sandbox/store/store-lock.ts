import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../core/problem";

interface Holder {
  readonly pid: number;
  /** When the process began, in the kernel's clock ticks: tells a live holder from a reused process id. */
  readonly began?: string;
}

/** The right to use a store. */
export interface StoreLock {
  /** Whether the last sandbox on this store ended without giving its lock back. */
  readonly afterCrash: boolean;
  release(): void;
}

/**
 * One sandbox at a time on one store. A lock whose process is gone, or whose process id now belongs to another
 * process, is taken over.
 */
export function lockStore(folder: string): StoreLock {
  const file = join(folder, "lock");
  const mine = JSON.stringify({ pid: process.pid, began: startOf(process.pid) } satisfies Holder);
  for (let attempt = 0; ; attempt++) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, mine, { flag: "wx" });
      return { afterCrash: attempt > 0, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== "EEXIST") throw notWritable(folder, error);
    }
    const holder = readHolder(file);
    const stale = holder === undefined || !isAlive(holder);
    if (!stale || attempt > 0) throw inUse(folder, holder);
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return holder.began === undefined || holder.began === startOf(holder.pid);
}

/**
 * Start time of a process where the system tells it (Linux); undefined elsewhere. A dead process that nobody has
 * collected yet, as in containers without an init, has none any more.
 */
function startOf(pid: number): string | undefined {
  const startTimeField = 19;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : fields[startTimeField - 1];
  } catch {
    return undefined;
  }
}

function notWritable(folder: string, error: unknown): UserError {
  return new UserError([
    {
      code: "MLOPS-SANDBOX-001",
      where: folder,
      message: `the sandbox cannot write here: ${(error as Error).message}`,
      fix: "choose a folder you may write to with --dir",
    },
  ]);
}

function inUse(folder: string, holder: Holder | undefined): UserError {
  return new UserError([
    {
      code: "MLOPS-SANDBOX-002",
      where: folder,
      message: `another sandbox${holder === undefined ? "" : ` (process ${holder.pid})`} is using this store`,
      fix: "wait until it ends, or give this one a store of its own with --dir",
    },
  ]);
}
