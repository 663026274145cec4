import { describeResult, type StackProgress } from "./deploy-progress";

/** Shows how far the deployment of several stacks is. */
export interface Display {
  update(name: string, progress: StackProgress): void;
  /** Ends the display: stacks that said nothing more are shown as done or failed. */
  end(succeeded: boolean): Promise<void>;
}

/** One line per stack that changes in place on a terminal; elsewhere a line per step, so that logs stay readable. */
export function showProgress(names: readonly string[]): Display {
  return process.stdout.isTTY ? new LiveDisplay(names) : new PlainDisplay(names);
}

class PlainDisplay implements Display {
  private readonly shown = new Map<string, string>();
  private readonly width: number;

  constructor(names: readonly string[]) {
    this.width = Math.max(...names.map((name) => name.length));
  }

  update(name: string, progress: StackProgress): void {
    const line = progress.phase === "applying" ? `applying ${progress.planned} changes` : describe(progress);
    if (this.shown.get(name) === line) return;
    this.shown.set(name, line);
    console.log(`${name.padEnd(this.width)}  ${line}`);
  }

  async end(): Promise<void> {
    // Every line is out already.
  }
}

class LiveDisplay implements Display {
  private readonly settle = new Map<string, (failed: boolean) => void>();
  private readonly titles = new Map<string, (title: string) => void>();
  private readonly running: Promise<unknown>;

  constructor(names: readonly string[]) {
    const width = Math.max(...names.map((name) => name.length));
    const finished = new Map(
      names.map((name) => [
        name,
        new Promise<void>((resolve, reject) => {
          this.settle.set(name, (failed) => (failed ? reject(new Error(name)) : resolve()));
        }),
      ]),
    );
    this.running = import("listr2").then(({ Listr }) =>
      new Listr(
        names.map((name) => ({
          title: name.padEnd(width),
          task: (_context: unknown, task: { title?: string | undefined }) => {
            this.titles.set(name, (title) => (task.title = `${name.padEnd(width)}  ${title}`));
            return finished.get(name);
          },
        })),
        {
          concurrent: true,
          exitOnError: false,
          // Ours stops Terraform properly; its own would end this process at once.
          registerSignalListeners: false,
          rendererOptions: { collapseErrors: false, showErrorMessage: false },
        },
      ).run(),
    );
  }

  update(name: string, progress: StackProgress): void {
    this.titles.get(name)?.(describe(progress));
    if (progress.phase === "done") this.settle.get(name)!(false);
    if (progress.phase === "failed") this.settle.get(name)!(true);
  }

  async end(succeeded: boolean): Promise<void> {
    for (const settle of this.settle.values()) settle(!succeeded);
    await this.running;
  }
}

function describe(progress: StackProgress): string {
  const { phase, planned, finished, latest, result, errors } = progress;
  if (phase === "done" && result !== undefined) return describeResult(result);
  if (phase === "failed") return `failed: ${errors[0] ?? "see the log"}`;
  if (phase === "applying") return `${finished} of ${planned}${latest === undefined ? "" : `  ${latest}`}`;
  return phase;
}
