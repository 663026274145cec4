import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../files";
import { Journal, JOURNAL, type JournalEntry, Tail } from "./journal";
import type { PlannedStack } from "./manifest";
import { encrypt } from "./plan-key";
import type { Scrub } from "./scrub";
import { keepGood, localState } from "./state-file";
import type { Target } from "./target";
import { isStopping, terraform } from "./terraform";

/** A stack whose plan was checked and can be applied. */
export interface PreparedStack {
  readonly stack: PlannedStack;
  /** Terraform working directory, initialized, with the plan in `plan.tfplan`. */
  readonly dir: string;
  readonly scrub: Scrub;
}

/** How many resources were worked on. */
export interface Done {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** What came of one stack. */
export interface Applied {
  readonly name: string;
  readonly outcome: "applied" | "failed" | "stopped" | "no changes" | "not begun";
  readonly done: Done;
  /** Why it failed or was not begun. */
  readonly reasons: readonly string[];
  /** Whether what was done is not in the state, which could not be saved; a reason says where it is. @default false */
  readonly unsaved?: boolean;
}

/** A line of `terraform apply -json`, as far as it is read. */
interface Message {
  readonly type: string;
  readonly "@timestamp": string;
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action: string; readonly id_value?: string };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
}

export interface ApplyStackOptions {
  readonly prepared: PreparedStack;
  /** The plan folder. */
  readonly folder: string;
  readonly target: Target;
  /** Key of plan files: encrypts a state that could not be saved, too. */
  readonly key: Buffer | undefined;
  /** Why it is applied although the verdict is BLOCKED. */
  readonly blockedAnyway: string | undefined;
  /** Called when a resource is finished. */
  readonly progress: (finished: number, latest: string) => void;
}

/** Longest end of what Terraform printed that is told. Characters. */
const LONGEST_END = 500;

const COUNTED = { create: "added", update: "changed", delete: "destroyed" } as const;

/** Applies one stack's plan. */
export async function applyStack(options: ApplyStackOptions): Promise<Applied> {
  const { prepared, folder, target, key, progress } = options;
  const { stack, dir, scrub } = prepared;
  const { name, digest } = stack;
  const done = { added: 0, changed: 0, destroyed: 0 };
  const errors: string[] = [];
  let finished = 0;

  const journal = new Journal(join(folder, name, JOURNAL), scrub);
  const because = options.blockedAnyway;
  journal.begin({
    at: new Date().toISOString(),
    event: "begin",
    digest,
    ...(because !== undefined && { blockedAnyway: because }),
  });
  const take = (message: Message): JournalEntry[] => {
    const entry = entryOf(message, scrub);
    if (entry === undefined) return [];
    if (entry.event === "error") errors.push(entry.message!);
    if (entry.event === "apply_complete") {
      const counted = COUNTED[entry.action as keyof typeof COUNTED] as keyof typeof done | undefined;
      if (counted !== undefined) done[counted] += 1;
      progress(++finished, entry.address!);
    }
    return [entry];
  };

  // Terraform writes into a file rather than a pipe: should this process be killed, Terraform is not, for want of a
  // reader, and records what it has begun.
  const raw = join(dir, "apply.out");
  const output = openSync(raw, "ax", 0o600);
  const tail = new Tail(raw, (lines) => journal.add(...lines.flatMap(parseMessage).flatMap(take)));
  const parameters = ["apply", "-json", "-input=false", "-lock-timeout=60s", "plan.tfplan"];
  const state = localState(dir);
  keepGood(state);
  const { code, stderr } = await terraform(target, parameters, { cwd: dir, output });
  tail.end();
  closeSync(output);
  journal.add({ at: new Date().toISOString(), event: "end", code });
  journal.close();

  const unsaved = keepUnsavedState(dir, join(folder, name), key, name);
  const trouble = journal.trouble === undefined ? [] : [journal.trouble];
  if (code === 0) keepGood(state);
  if (code === 0) return { name, outcome: "applied", done, reasons: trouble };
  const reasons = [
    ...(errors.length > 0 ? errors : [`terraform apply ended with ${code}: ${lastWords(scrub(stderr))}`]),
    ...trouble,
  ];
  return {
    name,
    outcome: isStopping() ? "stopped" : "failed",
    done,
    reasons: [...new Set(unsaved === undefined ? reasons : [unsaved, ...reasons])],
    unsaved: unsaved !== undefined,
  };
}

function parseMessage(line: string): Message[] {
  try {
    return [JSON.parse(line) as Message];
  } catch {
    return [];
  }
}

function entryOf({ type, hook, diagnostic, "@timestamp": at }: Message, scrub: Scrub): JournalEntry | undefined {
  if (diagnostic?.severity === "error") {
    const { summary, detail = "", address } = diagnostic;
    const message = `${address === undefined ? "" : `${address}: `}${summary}${detail === "" ? "" : `: ${detail}`}`;
    // Scrubbed before it becomes one line: the lines of a secret would not be known again.
    const line = scrub(message).replace(/\s+/g, " ");
    return { at, event: "error", ...(address !== undefined && { address }), message: line };
  }
  if (hook === undefined || (type !== "apply_start" && type !== "apply_complete" && type !== "apply_errored")) {
    return undefined;
  }
  const { resource, action, id_value: id } = hook;
  return { at, event: type, address: resource.addr, action, ...(id !== undefined && { id }) };
}

/** Terraform leaves the state in a file when it could not save it where it belongs: the only record of what was made. */
function keepUnsavedState(dir: string, folder: string, key: Buffer | undefined, name: string): string | undefined {
  const left = join(dir, "errored.tfstate");
  if (!existsSync(left)) return undefined;
  const kept = join(folder, key === undefined ? "errored.tfstate" : "errored.tfstate.enc");
  const wherever = (path: string) =>
    `its state could not be saved and is in ${path}: put it back with mlops recover ${name} --state ${path}`;
  try {
    const content = readFileSync(left);
    writeWhole(kept, key === undefined ? content : encrypt(content, key, name), { mode: 0o600 });
    return wherever(kept);
  } catch (error) {
    // What full disk kept Terraform from saving it may keep this from copying it. A rename needs no room; what is in
    // the working directory goes with it.
    const rescued = join(mkdtempSync(join(tmpdir(), "mlops-unsaved-state-")), `${name}.tfstate`);
    moved(left, rescued);
    return `${wherever(rescued)} (not in ${kept}: ${(error as Error).message})`;
  }
}

function moved(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** The end of a message, from the beginning of a word on. */
function lastWords(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= LONGEST_END ? trimmed : `…${trimmed.slice(-LONGEST_END).replace(/^\S*/, "")}`;
}
