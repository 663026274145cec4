import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { UserError } from "../domain/problem/problem";
import { DIGEST_KEY, PLAN_KEY } from "./plan-key";
import type { Target } from "./target";

/** What a command of Terraform did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Called with every whole line of standard output. */
  readonly line?: (line: string) => void;
  /** File descriptor to write standard output to, instead of giving it back. */
  readonly output?: number;
}

/** Terraform processes that a signal has to reach. */
const running = new Set<(signal: NodeJS.Signals) => void>();
let stopping = false;
let stopper = new AbortController();

/** Runs Terraform and waits for its end. It has a process group of its own: signals reach it through {@link stopAll}. */
export function terraform(target: Target, parameters: readonly string[], options: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(target.terraform, [...parameters], {
      cwd: options.cwd,
      env: withoutOwnKeys(target.env),
      stdio: ["ignore", options.output ?? "pipe", "pipe"],
      detached: true,
    });
    const stop = (signal: NodeJS.Signals) => void child.kill(signal);
    running.add(stop);
    const stdout: string[] = [];
    const stderr: string[] = [];
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout.push(text);
      if (options.line === undefined) return;
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) options.line(line);
    });
    child.stderr!.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
    child.once("error", (error) => {
      running.delete(stop);
      reject(error);
    });
    child.once("close", (code) => {
      running.delete(stop);
      resolve({ code: code ?? 1, stdout: stdout.join(""), stderr: stderr.join("") });
    });
  });
}

/** Neither Terraform nor its providers have a use for the keys of plan files and digests. */
const withoutOwnKeys = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  [PLAN_KEY]: undefined,
  [DIGEST_KEY]: undefined,
});

/** Whether a signal asked this process to stop. */
export const isStopping = (): boolean => stopping;

/** Aborted when a signal asks to stop: ends questions that nobody may be there to answer. */
export const stopSignal = (): AbortSignal => stopper.signal;

/**
 * While `work` runs, the first SIGINT, SIGTERM or SIGHUP is passed on to Terraform, once: it then finishes what it has
 * begun, records it and ends. A second one would make it drop everything, so further ones are not passed on. That nobody
 * reads what is printed any more, as when the terminal is closed, ends nothing.
 * @throws UserError if the machine refuses, e.g. because a disk is full
 */
export async function stoppable<Result>(work: () => Promise<Result>): Promise<Result> {
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const stop = () => {
    if (stopping) return console.error("Already stopping: what is in flight is being finished and recorded.");
    stopping = true;
    console.error("\nStopping when what is in flight is finished and recorded.");
    for (const pass of running) pass("SIGTERM");
    stopper.abort();
  };
  stopper = new AbortController();
  for (const signal of signals) process.on(signal, stop);
  const restore = [process.stdout, process.stderr].map(unheard);
  try {
    return await work();
  } catch (error) {
    throw machineTrouble(error) ?? error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    for (const undo of restore) undo();
    stopping = false;
  }
}

/** Nothing ends because what is printed reaches nobody. @returns undoes it */
function unheard(stream: NodeJS.WriteStream): () => void {
  const before = stream.listeners("error") as ((error: Error) => void)[];
  const ignore = () => undefined;
  stream.removeAllListeners("error").on("error", ignore);
  return () => {
    for (const listener of before) stream.on("error", listener);
    // Errors of what is still on its way are told later.
    if (before.length > 0) stream.off("error", ignore);
  };
}

/** Errors of a machine that has no room or gives no right: no defect of ours. */
const TROUBLES: Readonly<Record<string, string>> = {
  EACCES: "this may not be written or read here",
  EDQUOT: "the quota of the disk is used up",
  EIO: "the disk does not work",
  EMFILE: "too many files are open",
  ENOSPC: "there is no space left on the disk",
  EPERM: "this is not permitted here",
  EROFS: "this disk is read-only",
};

/** What the machine refuses, in words; undefined if an error is of another kind. */
export function machineTrouble(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || error instanceof UserError) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  // A synthesis is a process of its own: of its error there is the text.
  const known = code ?? Object.keys(TROUBLES).find((name) => new RegExp(`\\b${name}: `).test(error.message));
  const message = known === undefined ? undefined : TROUBLES[known];
  if (message === undefined) return undefined;
  const where = path ?? (code === undefined ? tmpdir() : "disk");
  return new UserError([{ code: "MLOPS-PLAN-014", where, message: `${message} (${known!})` }]);
}

/** Longest error message that is passed on whole; the rest is in the log. Characters. */
const LONGEST_ERROR = 1_000;

/** Up to the last whole word. */
const shortened = (message: string): string =>
  message.length <= LONGEST_ERROR ? message : `${message.slice(0, LONGEST_ERROR + 1).replace(/\s+\S*$/, "")} …`;

/** Without sentences that tell to plan a part of a stack: what was planned so would never be what is reviewed. */
const withoutTarget = (text: string): string =>
  text
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => !/(^|\s)-(target|exclude)\b/.test(sentence))
    .join(" ");

/**
 * Terraform's error messages in what it wrote to standard error: each as one line that begins with the resource's
 * address, the place in the configuration left out.
 */
export function errorsIn(stderr: string): string[] {
  const errors: { address: string; text: string[] }[] = [];
  let current: (typeof errors)[number] | undefined;
  for (const line of stderr.split("\n")) {
    const text = line.replace(/^[│╷╵]\s?/, "").trim();
    const begins = /^(Error|Warning): (.*)$/.exec(text);
    if (begins !== null) {
      current = begins[1] === "Error" ? { address: "", text: [begins[2]!] } : undefined;
      if (current !== undefined) errors.push(current);
      continue;
    }
    const address = /^with (.+),$/.exec(text)?.[1];
    if (current === undefined || text === "" || /^(on .* line \d+.*|\d+: .*)$/.test(text)) continue;
    if (address === undefined) current.text.push(text);
    else current.address = `${address}: `;
  }
  return errors.map(({ address, text }) => {
    const [summary, ...detail] = text;
    const said = withoutTarget(detail.join(" "));
    return shortened(`${address}${summary}${said === "" ? "" : `: ${said}`}`);
  });
}
