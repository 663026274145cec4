/** Where something stands. */
export interface Standing {
  /** One line: what it is doing, or what came of it. */
  readonly text: string;
  /** The same for logs, which keep every line: less often another. @default - `text` */
  readonly plain?: string;
  /** How much of it is done, 0 to 1: how long it will take is told by that. @default - nobody knows */
  readonly share?: number;
  /** Set when it is over. */
  readonly ended?: "done" | "failed";
}

/** Shows how far several things are that go on at the same time, e.g. the deployment of stacks. */
export interface Display {
  update(name: string, standing: Standing): void;
  /** Ends the display: what said nothing more is shown as done or failed. */
  end(succeeded: boolean): Promise<void>;
}

let silent = false;

/** Does something whose progress nobody is to see, because it is a part of something that is told as a whole. */
export async function withoutProgress<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = silent;
  silent = true;
  try {
    return await work();
  } finally {
    silent = before;
  }
}

/**
 * One line per name that changes in place on a terminal; elsewhere a line per step, so that logs stay readable.
 * @param write - takes a line where there is no terminal
 * @param data - whether stdout is for data, and nothing may change in place on it
 */
export function showProgress(
  names: readonly string[],
  write: (line: string) => void = console.log,
  data = false,
): Display {
  if (silent) return { update: () => undefined, end: async () => undefined };
  return process.stdout.isTTY && !data ? new LiveDisplay(names) : new PlainDisplay(names, write);
}

const SECOND = 1000;

/**
 * How long something has taken, and about how long it will in all where that can be told.
 * @param milliseconds - since it began
 * @param share - how much of it is done, 0 to 1. @default - nobody knows
 * @returns empty before two seconds have passed, as nobody waits yet
 */
export function passed(milliseconds: number, share = 0): string {
  if (milliseconds < 2 * SECOND) return "";
  // Less says nothing of the rest: the first things to be made are quick, or the others wait for them.
  const whole = share >= 0.1 && share < 1 ? ` of about ${inWords(milliseconds / share)}` : "";
  return `  ${inWords(milliseconds)}${whole}`;
}

const inWords = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / SECOND);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

class PlainDisplay implements Display {
  private readonly shown = new Map<string, string>();
  private readonly width: number;

  constructor(
    names: readonly string[],
    private readonly write: (line: string) => void,
  ) {
    this.width = Math.max(...names.map((name) => name.length));
  }

  update(name: string, { text, plain = text }: Standing): void {
    if (this.shown.get(name) === plain) return;
    this.shown.set(name, plain);
    this.write(`${name.padEnd(this.width)}  ${plain}`);
  }

  async end(): Promise<void> {
    // Every line is out already.
  }
}

class LiveDisplay implements Display {
  private readonly settle = new Map<string, (failed: boolean) => void>();
  private readonly titles = new Map<string, (title: string) => void>();
  /** What goes on, and since when. */
  private readonly current = new Map<string, { readonly since: number; readonly standing: Standing }>();
  /** A wait that says nothing new is seen to go on all the same. */
  private readonly clock = setInterval(() => this.current.forEach((_, name) => this.show(name)), SECOND).unref();
  private readonly running: Promise<unknown>;

  constructor(names: readonly string[]) {
    const width = Math.max(...names.map((name) => name.length));
    const finished = new Map(
      names.map((name) => {
        const end = new Promise<void>((resolve, reject) => {
          this.settle.set(name, (failed) => (failed ? reject(new Error(name)) : resolve()));
        });
        // It may fail before anything waits for it.
        end.catch(() => undefined);
        return [name, end];
      }),
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

  update(name: string, standing: Standing): void {
    this.current.set(name, { since: this.current.get(name)?.since ?? Date.now(), standing });
    this.show(name);
    if (standing.ended === undefined) return;
    this.current.delete(name);
    this.settle.get(name)!(standing.ended === "failed");
  }

  private show(name: string): void {
    const { since, standing } = this.current.get(name)!;
    this.titles.get(name)?.(`${standing.text}${passed(Date.now() - since, standing.share)}`);
  }

  async end(succeeded: boolean): Promise<void> {
    clearInterval(this.clock);
    for (const settle of this.settle.values()) settle(!succeeded);
    await this.running;
  }
}
