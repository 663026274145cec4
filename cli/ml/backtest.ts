import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError, type Problem } from "../../domain/problem/problem";
import { visible } from "../../domain/text/visible";
import { writeWhole } from "../../files";
import { plainTable } from "../../print/table";
import { shownPath } from "../../schema/folders";
import type { Signal, SignalReference, UseCase } from "../../schema/use-case/schema";
import { setInYaml } from "../../schema/yaml/edit";
import type { Path } from "../../schema/yaml/file";
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
  readonly json?: true;
}

/** Kinds of signal that can be replayed from tables; others are computed from models or by components. */
const REPLAYED = ["data-drift", "prediction-drift", "data-quality"] as const;
type Replayed = Extract<Signal, { type: (typeof REPLAYED)[number] }>;

interface Suggestion {
  readonly from: number;
  readonly to: number;
  readonly below_no_drift: boolean;
  readonly alarms: { readonly from: number; readonly to: number };
  readonly reason: string;
}
interface Report {
  readonly signals: readonly {
    readonly key: string;
    readonly suggested?: Readonly<Record<string, Suggestion>>;
  }[];
}

/**
 * Replays what is configured for a use case, or data drift by the defaults, over past data.
 * @returns the exit code: 0 computed, 1 with `check` a threshold lies below what no drift gives, 2 bad input
 */
export async function backtest(name: string | undefined, options: BacktestOptions): Promise<number> {
  requireMl(options.ml);
  const configured = name === undefined ? undefined : configuredIn(options.config, name, options.env);
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
  const all = options.window === undefined ? (configured?.monitors?.signals ?? []) : [];
  const signals = all
    .filter(isReplayed)
    .filter(({ type }) => type !== "prediction-drift" || options.prediction !== undefined);
  for (const { key, type } of all.filter((signal) => !signals.some((each) => each.key === signal.key))) {
    const why =
      type === "prediction-drift"
        ? "name the column of the answers with --prediction"
        : `${type} cannot be replayed from tables`;
    say(`${key} is left out: ${why}`);
  }
  const path = configured?.data.reference.path;
  const reference = options.reference ?? (path === undefined ? undefined : localCopy(options.ml, name!, path));
  const interpreter = await python("train", say);
  const folder = mkdtempSync(join(tmpdir(), "mlops-backtest-"));
  try {
    const spec = join(folder, "spec.json");
    const useSpec = signals.length > 0;
    if (useSpec) writeWhole(spec, JSON.stringify({ every: everyOf(configured!), signals: signals.map(specOf) }));
    const given = (option: string, value: string | undefined): readonly string[] =>
      value === undefined ? [] : [option, value];
    const parameters = [
      ...given("--production", resolve(options.production)),
      ...given("--reference", reference === undefined ? undefined : resolve(reference)),
      ...given("--time", options.time),
      ...given("--contract", known ? resolve(contract) : undefined),
      ...given("--spec", useSpec ? spec : undefined),
      ...given("--window", options.window),
      ...given("--labels", options.labels === undefined ? undefined : resolve(options.labels)),
      ...given("--id", options.id),
      ...given("--target", options.target),
      ...given("--prediction", options.prediction),
      ...given("--score", options.score),
      ...given("--seed", String(options.seed)),
      ...(options.check === true ? ["--check"] : []),
      ...(options.json === true || options.suggest === true ? ["--json"] : []),
    ];
    const commandLine = [interpreter, "-m", "mlkit.backtest", ...parameters].map(inShell).join(" ");
    const env = { ...process.env, ...pythonEnvironment(resolve(options.ml, "library")) };
    const out: string[] = [];
    const said: string[] = [];
    const processes = new Processes();
    const code = await processes.during(() =>
      processes.run(commandLine, { cwd: process.cwd(), env }, (line, stream) => {
        if (stream === "stderr" && options.json === true) said.push(line);
        else if (stream === "stderr") say(line);
        else if (options.suggest === true) out.push(line);
        else console.log(line);
      }),
    );
    if (processes.stopping) return 130;
    if (code === 2 && options.json === true) throw new UserError(tableProblems(said));
    for (const line of said) say(line);
    if (options.suggest === true && code !== 2) {
      console.log(suggest(JSON.parse(out.join("\n")) as Report, name!, signals, options));
    }
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isReplayed = (signal: Signal): signal is Replayed => (REPLAYED as readonly string[]).includes(signal.type);

function noSuchUseCase(name: string, { config, ml }: BacktestOptions): Problem {
  return {
    code: "MLOPS-CLI-001",
    where: shownPath(join(config, "use-cases")),
    message: `it is neither there nor in ${shownPath(join(ml, "use-cases"))}`,
    given: name,
    fix: "leave the name out to replay data drift by the defaults",
  };
}

/** Time between two runs of the monitor. Of a schedule that is uneven the longest: it is what must not be missed. */
const everyOf = ({ monitors }: UseCase["variants"][number]): string => {
  const hours = Math.max(1, Math.round(monitors!.schedule.longestGap().toHours()));
  // Where summer time begins a day has 23 hours, and 25 where it ends.
  return hours % 24 === 0 || hours > 23 ? `${Math.max(1, Math.round(hours / 24))}d` : `${hours}h`;
};

const hoursOf = (window: Signal["window"]): string => `${Math.max(0, Math.round(window.toHours()))}h`;

/** A signal as `mlkit.backtest.spec` reads it. */
function specOf(signal: Replayed): Readonly<Record<string, unknown>> {
  const features = "features" in signal ? signal.features : undefined;
  const { reference } = signal as { readonly reference: SignalReference };
  const threshold = (one: { readonly metric: string; readonly value: number } | undefined) =>
    one && { metric: one.metric, value: one.value };
  return {
    key: signal.key,
    type: signal.type,
    window: hoursOf(signal.window),
    offset: hoursOf(signal.offset),
    ...(reference.source === "production" && {
      reference: { window: hoursOf(reference.window), offset: hoursOf(reference.offset) },
    }),
    numerical: threshold(signal.numerical),
    categorical: threshold(signal.categorical),
    ...(features?.kind === "top" && { features: { top: features.top } }),
    ...(features?.kind === "only" && { features: { only: features.features } }),
    ...("featureTypes" in signal && { featureTypes: signal.featureTypes }),
  };
}

/** Writes thresholds that do not alarm by chance into the use case's file, each with its reason behind it. */
function suggest(report: Report, name: string, signals: readonly Replayed[], { config }: BacktestOptions): string {
  const file = join(config, "use-cases", `${name}.yaml`);
  const before = readFileSync(file, "utf8");
  const rows: string[][] = [];
  let text = before;
  for (const { key, suggested = {} } of report.signals) {
    const signal = signals.find((each) => each.key === key);
    for (const [kind, advice] of Object.entries(suggested)) {
      const threshold = signal?.[kind as "numerical" | "categorical"];
      if (!advice.below_no_drift || threshold === undefined) continue;
      const path: Path = ["monitors", "signals", key, kind, threshold.alerts];
      text = setInYaml(text, path, advice.to, advice.reason);
      rows.push([path.join("."), String(advice.from), String(advice.to), `${advice.alarms.from} → ${advice.alarms.to}`, visible(advice.reason)]); // prettier-ignore
    }
  }
  if (rows.length === 0) return `${shownPath(file)}: every threshold lies above what no drift gives`;
  writeWhole(file, text);
  return `${shownPath(file)}\n${plainTable(["threshold", "was", "is", "alarms", "why"], rows)}`;
}
