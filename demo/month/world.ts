import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { isReady, findPython, mlFolder, python, pythonEnvironment } from "../../cli/ml/python";
import { tools } from "../../domain/machine/tools";
import { UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { ROWS, scenarioOf, type Scenario } from "./scenario";

/** How a version comes about: the day it is trained on, and what is different about it. */
export interface VersionRecipe {
  readonly day: number;
  readonly lost?: readonly string[];
  readonly edit?: readonly (readonly [string, string])[];
}

export type Metrics = Readonly<Record<string, number>>;

/** What came of a training. */
export interface TrainingReport {
  readonly metrics: Metrics;
  /** Labelled customers, and how many of them the version is judged on. */
  readonly rows: number;
  readonly test_rows: number;
  /** The last day whose customers it has learned from, `YYYY-MM-DD`. */
  readonly learned_to: string;
  readonly data_hash: string;
  /** The naive baseline that comes closest. */
  readonly baseline: { readonly name: string; readonly beaten: boolean };
  /** Metrics of other versions on the same rows. */
  readonly champions: Readonly<Record<string, Metrics>>;
}

/** A signal as its ARM body says it. Hours. */
export interface SignalRequest {
  readonly name: string;
  readonly type: string;
  readonly metrics: readonly { readonly metric: string; readonly dataType?: string }[];
  readonly window: number;
  readonly offset: number;
  /** Whether it looks at what batches scored instead of what callers asked. */
  readonly ofBatch?: boolean;
  readonly reference?: { readonly window: number; readonly offset: number };
  readonly features?: readonly string[] | number;
  readonly types?: Readonly<Record<string, string>>;
  readonly component?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A batch that has scored. */
export interface Scored {
  /** When its rows were written. */
  readonly at: Date;
  /** The first day whose customers are not on its list. */
  readonly day: number;
  readonly version: VersionRecipe;
}

/** What a metric of a signal shows. */
export interface Measured {
  readonly signal: string;
  readonly metric?: string;
  readonly dataType?: string;
  readonly value?: number;
  /** The feature or group that is furthest from usual; empty for all. */
  readonly feature?: string;
  /** The reference's own rate, of data quality. */
  readonly reference?: number | null;
  readonly rows?: number;
  /** Why Azure's run would fail. */
  readonly error?: string;
}

export interface WorldOptions {
  readonly useCase: string;
  /** Midnight of day 1, UTC. */
  readonly start: Date;
  readonly seed: number;
  /** Takes a line on what is made on first use. */
  readonly tell: (line: string) => void;
}

/** The seed of a month for which nobody asks for another. */
export const SEED = 1;

/** Answers that were computed, by the content of all that decides them. */
const computedFolder = join(mlFolder, ".computed");

/** Why nothing can be computed of a use case, in one line; undefined if it can. */
export async function whyNotComputed(useCase: string): Promise<string | undefined> {
  if (!existsSync(join(mlFolder, "use-cases", useCase, "data", "generate.py")))
    return `ml/use-cases/${useCase}/data/generate.py is missing: nothing is known of its customers`;
  return (await findPython()) === undefined
    ? `it is computed by training models, and no Python is new enough: ${tools.python.fix}`
    : undefined;
}

/** Whether answers come without anything being installed first. */
export async function isComputable(useCase: string): Promise<boolean> {
  const found = await findPython();
  return found !== undefined && isReady("train", found) && (await whyNotComputed(useCase)) === undefined;
}

/** What customers do and what models make of it: computed by `ml/month` when asked, and kept, as equal questions have equal answers. */
export class World {
  private readonly known: Record<string, unknown>;
  private readonly pending = new Map<string, Promise<unknown>>();
  private readonly waiting: ((line: string) => void)[] = [];
  private child: ChildProcessWithoutNullStreams | undefined;
  private added = false;

  private constructor(
    private readonly interpreter: string,
    private readonly folder: string,
    private readonly file: string,
    private readonly scenario: object,
  ) {
    this.known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
  }

  /** @throws UserError if there is no Python, or it cannot be set up */
  static async of({ useCase, start, seed, tell }: WorldOptions): Promise<World> {
    const interpreter = await python("train", tell);
    const folder = join(mlFolder, "use-cases", useCase);
    const { causes }: Scenario = scenarioOf(useCase);
    const scenario = { folder, start: start.toISOString().slice(0, 19), seed, ...ROWS, causes };
    const key = contentKey(folder, { ...scenario, folder: useCase });
    return new World(interpreter, folder, join(computedFolder, `${useCase}-${seed}-${key}.json`), scenario);
  }

  /** Whether somebody can have edited `features.py` so: it may say something else by now. */
  fits(edit: VersionRecipe["edit"] = []): boolean {
    const text = readFileSync(join(this.folder, "features.py"), "utf8");
    return edit.every(([before]) => text.includes(before));
  }

  train(version: VersionRecipe, champions: Readonly<Record<string, VersionRecipe>> = {}): Promise<TrainingReport> {
    return this.ask({ do: "train", version, champions });
  }

  /** Metrics of versions on the customers of some days, once their labels are known. */
  compare(
    versions: readonly VersionRecipe[],
    {
      from,
      to,
      where,
    }: { readonly from: number; readonly to: number; readonly where?: Readonly<Record<string, number>> },
  ): Promise<{ readonly rows: number; readonly metrics: readonly Metrics[] }> {
    return this.ask({ do: "compare", versions, from, to, where });
  }

  /** Asks a version what callers ask in some hours of a day, one request after the other. */
  fail(
    version: VersionRecipe,
    at: { readonly day: number; readonly fromHour: number; readonly toHour: number },
  ): Promise<{ readonly requests: number; readonly failed: number; readonly error: string | null }> {
    return this.ask({ do: "fail", version, ...at, requests: 100 });
  }

  /** What an endpoint with a version answers to a request. */
  answer(version: VersionRecipe, body: string): Promise<{ readonly status: number; readonly body: string }> {
    return this.ask({ do: "answer", version, body });
  }

  /** What a batch makes of those who called in the week before a day. */
  score(
    version: VersionRecipe,
    of: { readonly day: number; readonly reached: boolean },
  ): Promise<{ readonly rows: number; readonly positive: number | null }> {
    return this.ask({ do: "score", version, ...of });
  }

  /** What a run of a monitor measures. */
  monitor(
    version: VersionRecipe,
    signals: readonly SignalRequest[],
    {
      at,
      since,
      reached,
      scored = [],
    }: {
      readonly at: Date;
      /** From when on the version was there to be asked; undefined: always. */
      readonly since?: Date | undefined;
      /** Whether customers call, or somebody tests with usual ones. */
      readonly reached: boolean;
      /** Batches that have scored until then. @default - none */
      readonly scored?: readonly Scored[];
    },
  ): Promise<Measured[]> {
    const instant = (date: Date): string => date.toISOString().slice(0, 19);
    const from = since === undefined ? {} : { since: instant(since) };
    const batches = signals.some(({ ofBatch }) => ofBatch === true)
      ? { batches: scored.map((one) => ({ ...one, at: instant(one.at) })) }
      : {};
    return this.ask({ do: "monitor", at: instant(at), ...from, version, reached, signals, ...batches });
  }

  private ask<Answer>(request: object): Promise<Answer> {
    const line = JSON.stringify(request);
    const key = createHash("sha256").update(line).digest("hex").slice(0, 20);
    if (key in this.known) return Promise.resolve(this.known[key] as Answer);
    const begun = this.pending.get(key) ?? this.compute(line, key);
    this.pending.set(key, begun);
    return begun as Promise<Answer>;
  }

  private async compute(line: string, key: string): Promise<unknown> {
    const child = (this.child ??= this.start());
    const reply = await new Promise<string>((resolve) => {
      this.waiting.push(resolve);
      child.stdin.write(`${line}\n`);
    });
    const { answer, error } = JSON.parse(reply) as { readonly answer?: unknown; readonly error?: string };
    if (error !== undefined) throw computationFailed(error);
    this.known[key] = answer;
    this.added = true;
    return answer;
  }

  private start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.interpreter, [join(mlFolder, "month")], {
      env: { ...process.env, ...pythonEnvironment(join(mlFolder, "library")) },
    });
    let said = "";
    child.stderr.on("data", (data) => (said = `${said}${String(data)}`.slice(-2000)));
    child.stdin.on("error", () => undefined);
    createInterface(child.stdout).on("line", (line) => this.waiting.shift()?.(line));
    child.once("close", () => {
      const error = said.trim().split("\n").at(-1) ?? "";
      for (const resolve of this.waiting.splice(0)) resolve(JSON.stringify({ error: `Python ended: ${error}` }));
    });
    child.stdin.write(`${JSON.stringify(this.scenario)}\n`);
    return child;
  }

  /** Keeps what was computed, and ends the process. */
  close(): void {
    if (this.child !== undefined) {
      this.child.stdin.end();
      this.child.kill();
    }
    if (!this.added) return;
    mkdirSync(computedFolder, { recursive: true });
    // What older code computed is of no use to anybody.
    const [begin] = /^.*-\d+-/.exec(relative(computedFolder, this.file))!;
    for (const name of readdirSync(computedFolder)) {
      if (name.startsWith(begin) && join(computedFolder, name) !== this.file)
        rmSync(join(computedFolder, name), { force: true });
    }
    writeWhole(this.file, `${JSON.stringify(this.known)}\n`);
  }
}

const computationFailed = (error: string) =>
  new UserError([
    {
      code: "MLOPS-DEMO-005",
      where: "ml/month",
      message: `the month cannot be computed: ${error}`,
      fix: "mend the use case's files in ml/use-cases, e.g. with mlops ml run",
    },
  ]);

/** Hash of all that decides an answer: the library, the use case, the packages, the causes. */
function contentKey(folder: string, scenario: object): string {
  const hash = createHash("sha256").update(JSON.stringify(scenario));
  const decisive = [
    join(mlFolder, "library"),
    join(mlFolder, "month"),
    ...["contract.yaml", "params.yaml", "features.py", "data"].map((name) => join(folder, name)),
    join(mlFolder, "requirements", "train.lock"),
  ];
  for (const file of decisive.flatMap(filesBelow)) hash.update(relative(mlFolder, file)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

const filesBelow = (path: string): readonly string[] =>
  /\.(py|yaml|lock|csv)$/.test(path)
    ? [path]
    : readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || /\.(py|yaml|csv)$/.test(entry.name))
        .map((entry) => join(path, entry.name))
        .sort()
        .flatMap(filesBelow);
