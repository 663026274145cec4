import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../domain/problem/problem";

/** Who has a store. */
interface Holder {
  readonly pid: number;
  /** When the process began, in the kernel's clock ticks: tells a live holder from a reused process id. */
  readonly began?: string;
  /** ISO instant since when it has the store. */
  readonly since?: string;
  /** What it runs, as it was typed. */
  readonly command?: string;
}

/** What a turn says: who has it, or that it was given back. */
type Turn = Holder | { readonly released: true };

/** The right to use a store. */
export interface StoreLock {
  /** Whether the last sandbox on this store ended without giving its lock back. */
  readonly afterCrash: boolean;
  release(): void;
}

/** Folder of the turns, below the store's. */
const TURNS = "locks";
/** So many former turns stay: whoever believes in an older one finds out. */
const KEPT = 32;
/** Lock of former versions, one file that was made empty and filled afterwards. */
const FORMER = "lock";
/** A former lock that cannot be read is being written, unless it is as old as this. Milliseconds. */
const BEING_WRITTEN = 2_000;
/** Longest command that is kept. Characters. */
const LONGEST_COMMAND = 120;

/**
 * One sandbox at a time on one store, in turns: each holder has a file of its own, named by a number. Whoever finds the
 * highest turn given back, or its process gone, takes the next number. Only one can: a turn is written aside and linked
 * into place, which fails if it is there, so it is whole from the first moment. No turn is ever taken from its holder, and
 * the highest is never removed; so nobody can remove, release or take over what somebody else has just taken.
 * Process ids are those of one machine: do not share a store between machines or containers.
 * @throws UserError that says who has the store
 */
export function lockStore(folder: string): StoreLock {
  const turns = join(folder, TURNS);
  const aside = join(turns, `${process.pid}.new`);
  try {
    mkdirSync(turns, { recursive: true });
    for (;;) {
      const last = highest(turns);
      const turn = last === 0 ? undefined : readTurn(join(turns, String(last)));
      // A turn that cannot be read was whole once: the machine went down, and whoever had it with it.
      const holder = turn === undefined || "released" in turn ? undefined : turn;
      if (holder !== undefined && isAlive(holder)) throw inUse(folder, holder);
      const mine = join(turns, String(last + 1));
      if (!take(aside, mine) || highest(turns) > last + 1) continue;
      const release = () => giveBack(aside, mine);
      const former = takeFormer(folder);
      if (former !== undefined && former !== "gone") {
        release();
        throw inUse(folder, former === "unknown" ? undefined : former);
      }
      tidy(turns, last + 1);
      const crashed = last > 0 && (turn === undefined || !("released" in turn));
      return { afterCrash: crashed || former === "gone", release };
    }
  } catch (error) {
    throw error instanceof UserError ? error : notWritable(folder, error);
  }
}

/** The highest turn there is; 0: there was none yet. */
const highest = (turns: string): number =>
  readdirSync(turns).reduce((most, name) => (/^\d+$/.test(name) ? Math.max(most, Number(name)) : most), 0);

/** Takes a turn. @returns whether nobody else had it */
function take(aside: string, turn: string): boolean {
  const since = new Date().toISOString();
  const command = ["mlops", ...process.argv.slice(2)].join(" ").slice(0, LONGEST_COMMAND);
  writeFileSync(aside, JSON.stringify({ pid: process.pid, began: startOf(process.pid), since, command }));
  try {
    linkSync(aside, turn);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Gives one's own turn back. Where there is no room to say so, the next one finds that its process is gone. */
function giveBack(aside: string, turn: string): void {
  try {
    writeFileSync(aside, JSON.stringify({ released: true } satisfies Turn));
    renameSync(aside, turn);
  } catch {
    rmSync(aside, { force: true });
  }
}

function readTurn(file: string): Turn | undefined {
  try {
    const turn = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder> | null;
    return turn !== null && ("released" in turn || typeof turn.pid === "number") ? (turn as Turn) : undefined;
  } catch {
    return undefined;
  }
}

function tidy(turns: string, current: number): void {
  for (const name of readdirSync(turns)) {
    if (/^\d+$/.test(name) && Number(name) <= current - KEPT) rmSync(join(turns, name), { force: true });
  }
}

/** The lock of a former version: who has it; or that it was left by a process that is gone, and is removed. */
function takeFormer(folder: string): Holder | "unknown" | "gone" | undefined {
  const file = join(folder, FORMER);
  const age = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (age === undefined) return undefined;
  const holder = readTurn(file);
  if (holder === undefined && Date.now() - age < BEING_WRITTEN) return "unknown";
  if (holder !== undefined && "pid" in holder && isAlive(holder)) return holder;
  rmSync(file, { force: true });
  return "gone";
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
  const { pid, command, since } = holder ?? {};
  const more = [command, since && `since ${since}`].filter((fact) => fact).join(", ");
  return new UserError([
    {
      code: "MLOPS-SANDBOX-002",
      where: folder,
      message: `another sandbox${pid === undefined ? "" : ` (process ${pid})`} is using this store${more && `: ${more}`}`,
      fix: "wait until it ends, or give this one a store of its own with --dir",
    },
  ]);
}
