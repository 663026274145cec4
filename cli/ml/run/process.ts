import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Longest that a process is given to end by itself after it was asked to, in milliseconds. */
const PATIENCE = 5_000;

/** Processes that end when this one is asked to. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private asked = false;

  /** Whether a signal asked to stop. */
  get stopping(): boolean {
    return this.asked;
  }

  /**
   * Runs a command line in a shell, in a process group of its own: what it starts ends with it.
   * @param tell - takes each line that it prints
   * @returns its exit code; 128 and more: a signal ended it
   */
  run(
    commandLine: string,
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
    tell: (line: string, stream: "stdout" | "stderr") => void,
  ): Promise<number> {
    return new Promise((done, failed) => {
      const child = spawn("bash", ["-c", commandLine], {
        ...options,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.running.add(child);
      if (this.asked) this.end(child);
      for (const stream of ["stdout", "stderr"] as const) {
        createInterface(child[stream]).on("line", (line) => tell(line, stream));
      }
      child.once("error", (error) => {
        this.running.delete(child);
        failed(error);
      });
      child.once("close", (code, signal) => {
        this.running.delete(child);
        done(code ?? (signal === null ? 1 : 130));
      });
    });
  }

  /** Ends all of them, and those that are started later. */
  stop(): void {
    this.asked = true;
    for (const child of this.running) this.end(child);
  }

  private end(child: ChildProcess): void {
    const kill = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch (error) {
        // It is over already.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    };
    kill("SIGTERM");
    const timer = setTimeout(() => kill("SIGKILL"), PATIENCE);
    timer.unref();
    child.once("close", () => clearTimeout(timer));
  }

  /** While `work` runs, SIGINT, SIGTERM and SIGHUP end the processes instead of this one. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
    const stop = () => this.stop();
    for (const signal of signals) process.on(signal, stop);
    try {
      return await work();
    } finally {
      for (const signal of signals) process.off(signal, stop);
    }
  }
}
