import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { UserError } from "../domain/problem/problem";
import type { Sandbox } from "./sandbox";

const forwarded: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command against the sandbox, with this process's terminal. Signals are passed on, and what the command makes
 * of them decides. Returns its exit code; 128 plus the signal's number if a signal ended it, as shells do.
 */
export async function runInSandbox(sandbox: Sandbox, command: readonly string[]): Promise<number> {
  const [program, ...parameters] = command;
  let child: ChildProcess | undefined;
  const forward = (signal: NodeJS.Signals) => child?.kill(signal);
  // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one would abort it.
  const hold = () => undefined;
  // Before the child is there: it may say that it is ready, and be told to stop, while this process still starts it.
  for (const signal of forwarded) process.on(signal, signal === "SIGINT" && process.stdin.isTTY ? hold : forward);
  try {
    const started = spawn(program!, parameters, { stdio: "inherit", env: childEnvironment(sandbox) });
    child = started;
    return await new Promise<number>((resolve, reject) => {
      started.once("error", (error: NodeJS.ErrnoException) => reject(notStarted(program!, error)));
      started.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, signal === "SIGINT" && process.stdin.isTTY ? hold : forward);
  }
}

/** What a child process of the sandbox gets as its environment. */
export function childEnvironment(sandbox: Sandbox): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !sandbox.dropped.includes(name));
  return { ...Object.fromEntries(kept), ...sandbox.env };
}

function notStarted(program: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== "ENOENT" && error.code !== "EACCES") return error;
  return new UserError([
    {
      code: "MLOPS-SANDBOX-007",
      where: program,
      message: error.code === "ENOENT" ? "this command was not found" : "this command may not be executed",
      fix: "write the command after two dashes, for example: mlops sandbox -- npx cdktf deploy dev",
    },
  ]);
}
