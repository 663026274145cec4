import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { requireNone, UserError, type Problem } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { shownPath } from "../../schema/folders";
import { backtestHtml } from "./backtest-html";
import { backtestThere, notInAzure } from "./backtest-job";
import type { BacktestReport } from "./backtest-report";
import { replayedOf, specTextOf } from "./backtest-spec";
import { suggest } from "./backtest-suggest";
import { requireMl } from "./check";
import { python, pythonEnvironment } from "./python";
import { configuredIn, localCopy } from "./run/prepare";
import { Processes } from "./run/process";
import { inShell } from "./score";
import { tableProblems } from "./table-problems";

export interface BacktestOptions {
  readonly config: string;
  readonly ml: string;
  readonly env?: string;
  readonly production: string;
  readonly reference?: string;
  readonly time?: string;
  readonly labels?: string;
  readonly id?: string;
  readonly target?: string;
  readonly prediction?: string;
  readonly score?: string;
  readonly window?: string;
  readonly seed: number;
  readonly check?: true;
  readonly suggest?: true;
  /** An environment to compute in, instead of on this machine. */
  readonly on?: string;
  readonly sandbox?: string | true | undefined;
  readonly json?: true;
  /** A file for the report as a page. */
  readonly html?: string;
}

/**
 * Replays what is configured for a use case, or data drift by the defaults, over past data.
 * @returns the exit code: 0 computed, 1 with `check` a threshold lies below what no drift gives, or with `on` the job did not
 * complete, 2 bad input
 */
export async function backtest(name: string | undefined, options: BacktestOptions): Promise<number> {
  requireMl(options.ml);
  const configured = name === undefined ? undefined : configuredIn(options.config, name, options.on ?? options.env);
  const contract = name === undefined ? undefined : join(options.ml, "use-cases", name, "contract.yaml");
  const known = contract !== undefined && existsSync(contract);
  if (name !== undefined && configured === undefined && !known) throw new UserError([noSuchUseCase(name, options)]);
  if (options.suggest === true && configured === undefined) {
    const message = "thresholds are suggested to the file of a use case";
    throw new UserError([
      { code: "MLOPS-ML-038", where: "--suggest", message, fix: "name a use case that is in config/use-cases" },
    ]);
  }
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const windows = options.window === undefined;
  const signals = replayedOf(windows ? configured : undefined, options.prediction !== undefined, say);
  const spec = signals.length > 0 ? specTextOf(configured!, signals) : undefined;
  const folder = mkdtempSync(join(tmpdir(), "mlops-backtest-"));
  try {
    const report = join(folder, "report.json");
    const asked: Asked = { name, options, configured, contract: known ? contract : undefined, spec, report };
    const code =
      options.on === undefined ? await here(asked, folder, say) : await there({ ...asked, on: options.on }, say);
    if (code > 1 || !existsSync(report)) return code;
    const told = JSON.parse(readFileSync(report, "utf8")) as BacktestReport;
    if (options.html !== undefined) {
      writeWhole(options.html, backtestHtml(told, name));
      say(`wrote ${options.html}`);
    }
    if (options.suggest === true) console.log(suggest(told, name!, signals, options.config));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is replayed, and where the report goes. */
interface Asked {
  readonly name: string | undefined;
  readonly options: BacktestOptions;
  readonly configured: ReturnType<typeof configuredIn>;
  /** Path of the contract; undefined: there is none. */
  readonly contract: string | undefined;
  /** Signals as text; undefined: data drift by the defaults. */
  readonly spec: string | undefined;
  /** The file of the report. */
  readonly report: string;
}

/** Computes on this machine. @returns the exit code */
async function here({ name, options, configured, contract, spec, report }: Asked, folder: string, say: Say) {
  const path = configured?.data.reference.path;
  const reference = options.reference ?? (path === undefined ? undefined : localCopy(options.ml, name!, path));
  const file = join(folder, "spec.json");
  if (spec !== undefined) writeWhole(file, spec);
  return replayed(
    options,
    [
      ...given("--production", resolve(options.production)),
      ...given("--reference", reference === undefined ? undefined : resolve(reference)),
      ...given("--time", options.time),
      ...given("--contract", contract === undefined ? undefined : resolve(contract)),
      ...given("--spec", spec === undefined ? undefined : file),
      ...given("--window", options.window),
      ...given("--labels", options.labels === undefined ? undefined : resolve(options.labels)),
      ...given("--id", options.id),
      ...given("--target", options.target),
      ...given("--prediction", options.prediction),
      ...given("--score", options.score),
      ...given("--seed", String(options.seed)),
      ...given("--report", report),
    ],
    say,
  );
}

/** Computes in an environment, and shows what comes back as if it had been computed here. @returns the exit code */
async function there(
  { name, options, configured, contract, spec, report, on }: Asked & { readonly on: string },
  say: Say,
) {
  const reference = options.reference ?? configured?.data.reference.path;
  const problems = notInAzure({ "--production": options.production, "--reference": options.reference });
  if (options.labels !== undefined) {
    const message =
      "labels are joined to answers in one machine's memory, and with --on the answers stay on Spark's nodes";
    const fix = "leave --labels out; or leave --on out and name a period of production that fits this machine";
    problems.push({ code: "MLOPS-ML-044", where: "--labels", message, given: options.labels, fix });
  }
  requireNone(problems);
  const encoded = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text).toString("base64"));
  const text = await backtestThere(
    {
      on,
      useCase: name,
      config: options.config,
      ml: options.ml,
      sandbox: options.sandbox,
      production: options.production,
      reference,
      values: {
        spec: encoded(spec),
        contract: encoded(contract === undefined ? undefined : readFileSync(contract, "utf8")),
        window: options.window,
        time: options.time,
        id_column: options.id,
        target: options.target,
        prediction: options.prediction,
        score: options.score,
        seed: options.seed,
      },
      compute: configured?.monitors?.compute,
    },
    say,
  );
  if (text === undefined) return 1;
  // The job knows its data by where Spark found it.
  const told = {
    ...(JSON.parse(text) as BacktestReport),
    production: options.production,
    reference: reference ?? null,
  };
  writeWhole(report, JSON.stringify(told));
  return replayed(options, given("--show", report), say);
}

type Say = (line: string) => void;

const given = (option: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [option, value];

/** Runs `mlkit.backtest`, which prints the report unless thresholds are written instead. @returns the exit code */
async function replayed(
  { ml, check, json, suggest: isSuggested }: BacktestOptions,
  parameters: readonly string[],
  say: Say,
) {
  const interpreter = await python("train", say);
  const flags = [...(check === true ? ["--check"] : []), ...(json === true ? ["--json"] : [])];
  const commandLine = [interpreter, "-m", "mlkit.backtest", ...parameters, ...flags].map(inShell).join(" ");
  const env = { ...process.env, ...pythonEnvironment(resolve(ml, "library")) };
  const said: string[] = [];
  const processes = new Processes();
  const code = await processes.during(() =>
    processes.run(commandLine, { cwd: process.cwd(), env }, (line, stream) => {
      if (stream === "stderr" && json === true) said.push(line);
      else if (stream === "stderr") say(line);
      else if (isSuggested !== true) console.log(line);
    }),
  );
  if (processes.stopping) return 130;
  if (code === 2 && json === true) throw new UserError(tableProblems(said));
  for (const line of said) say(line);
  return code;
}

function noSuchUseCase(name: string, { config, ml }: BacktestOptions): Problem {
  return {
    code: "MLOPS-CLI-001",
    where: shownPath(join(config, "use-cases")),
    message: `it is neither there nor in ${shownPath(join(ml, "use-cases"))}`,
    given: name,
    fix: "leave the name out to replay data drift by the defaults",
  };
}
