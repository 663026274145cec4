import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseBinding, parseCommand, renderCommand } from "../../../domain/ml/placeholders";
import { isDataType } from "../../../domain/ml/ports";
import { LogFile } from "../../../files";
import type { Display } from "../../../print/progress";
import { componentKey, dataKey, environmentKey } from "../../../schema/ml/keys";
import { snapshotOf } from "../../../schema/ml/snapshot";
import type { MlTree } from "../../../schema/ml/tree";
import { type Baseline, judgeGates, judgeSignature, type Champion } from "./gates";
import { isFolder, type Given, type Step, type Training } from "./prepare";
import type { Processes } from "./process";
import { cachedStep, cacheStep, newRunFolder, type RunRecord, type StepRecord } from "./record";

/** What a run needs of this machine. */
export interface Machine {
  readonly tree: MlTree;
  /** The folder of runs. */
  readonly runs: string;
  /** Python of the environment that components run in. */
  readonly interpreter: string;
  /** Run every step, whatever is known of earlier runs. */
  readonly fresh: boolean;
  readonly processes: Processes;
}

/** A run that is over, and what its failing steps said. */
export interface Executed {
  readonly record: RunRecord;
  readonly failures: readonly { readonly step: string; readonly exitCode: number; readonly lines: readonly string[] }[];
}

/** Steps that run at the same time: they compute with more than one thread themselves. */
const AT_ONCE = 2;

type Value = { readonly text: string } | { readonly path: string };

/** Runs a training's steps as processes, each in a folder made of its code, as Azure ML does in a container. */
export async function execute(training: Training, machine: Machine, display: Display): Promise<Executed> {
  return new Execution(training, machine, display).run();
}

class Execution {
  private readonly started = Date.now();
  private readonly name: string;
  private readonly number: number;
  private readonly folder: string;
  private readonly records = new Map<string, StepRecord>();
  private readonly failures: Executed["failures"][number][] = [];
  private readonly keys = new Map<string, string>();
  private readonly links: string[] = [];

  constructor(
    private readonly training: Training,
    private readonly machine: Machine,
    private readonly display: Display,
  ) {
    this.name = training.useCase.name;
    const { run, folder } = newRunFolder(machine.runs, this.name);
    this.number = run;
    this.folder = folder;
  }

  async run(): Promise<Executed> {
    try {
      await this.steps();
    } finally {
      for (const link of this.links) rmSync(link, { recursive: true, force: true });
    }
    return { record: this.record(), failures: this.failures };
  }

  private async steps(): Promise<void> {
    const waiting = new Set(this.training.steps);
    const running = new Map<string, Promise<void>>();
    for (;;) {
      const go = this.failures.length === 0 && !this.machine.processes.stopping;
      for (const step of go ? waiting : []) {
        if (running.size >= AT_ONCE) break;
        if (!step.after.every((name) => this.records.has(name) && !running.has(name))) continue;
        waiting.delete(step);
        running.set(
          step.name,
          this.step(step).finally(() => running.delete(step.name)),
        );
      }
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
    for (const { name, component } of waiting) {
      this.records.set(name, { component: nameOf(component), key: "", status: "not run", seconds: 0, outputs: {} });
      this.display.update(name, { text: "not run", ended: "failed" });
    }
  }

  private async step(step: Step): Promise<void> {
    const { machine } = this;
    const { draft } = step.component;
    const values = this.valuesOf(step);
    const key = this.keyOf(step, values);
    const deterministic = draft.is_deterministic !== false;
    const cached = deterministic && !machine.fresh ? cachedStep(machine.runs, key) : undefined;
    const common = { component: nameOf(step.component), key };
    if (cached !== undefined) {
      this.records.set(step.name, {
        ...common,
        status: "reused",
        seconds: 0,
        outputs: cached.outputs,
        reusedFrom: cached.run,
      });
      this.display.update(step.name, { text: `reused from ${cached.run}`, ended: "done" });
      return;
    }
    this.display.update(step.name, { text: "running" });
    const began = Date.now();
    const home = join(this.folder, step.name);
    const { commandLine, outputs } = this.laidOut(step, values, home);
    const log = join(home, "log.txt");
    const file = new LogFile(log);
    const lines: string[] = [];
    const exitCode = await machine.processes.run(
      commandLine,
      { cwd: join(home, "code"), env: this.environment(step) },
      (line) => {
        lines.push(line);
        file.add(`${line}\n`);
      },
    );
    file.close();
    file.requireComplete();
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    const record = { ...common, seconds, outputs: this.below(outputs), log: this.shown(log) };
    if (exitCode === 0) {
      this.records.set(step.name, { ...record, status: "ran" });
      if (deterministic) cacheStep(machine.runs, key, { run: `run ${this.number}`, outputs: record.outputs });
      this.display.update(step.name, { text: `done in ${seconds} s`, ended: "done" });
      return;
    }
    this.records.set(step.name, { ...record, status: "failed", exitCode });
    if (!machine.processes.stopping) this.failures.push({ step: step.name, exitCode, lines });
    this.display.update(step.name, {
      text: machine.processes.stopping ? "stopped" : `failed after ${seconds} s`,
      ended: "failed",
    });
  }

  /** What each input of a step's component is; those that are not given are not there. */
  private valuesOf({ inputs, component }: Step): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>();
    for (const [port, declared] of Object.entries(component.draft.inputs ?? {})) {
      const value = this.valueOf(inputs[port]);
      if (value !== undefined) values.set(port, value);
      else if (declared !== undefined && "default" in declared && declared.default !== undefined) {
        values.set(port, { text: String(declared.default) });
      }
    }
    return values;
  }

  private valueOf(given: string | number | boolean | undefined): Value | undefined {
    if (given === undefined) return undefined;
    const binding = parseBinding(String(given));
    if (binding === undefined || binding === "misread") return { text: String(given) };
    if (binding.to === "step") {
      return { path: resolve(this.machine.runs, this.records.get(binding.step)!.outputs[binding.port]!) };
    }
    const parent: Given | undefined = this.training.inputs[binding.port];
    return parent === undefined ? undefined : "value" in parent ? { text: parent.value } : { path: parent.path };
  }

  private keyOf({ component }: Step, values: ReadonlyMap<string, Value>): string {
    const { draft, path } = component;
    const { environments } = this.machine.tree;
    const given = String(draft.environment ?? "");
    const described = environments.find((each) => given === `azureml:${each.draft.name}:${each.draft.version}`);
    const environment = described === undefined ? given : environmentKey(described.path);
    const inputs = [...values].map(([port, value]) => [
      port,
      "text" in value ? value.text : this.dataKeyOf(value.path),
    ]);
    const locks = readFileSync(join(dirname(this.machine.interpreter), "..", "locks.sha256"), "utf8");
    const all = [componentKey(path, draft, environment), locks, ...inputs.sort().flat()];
    return createHash("sha256").update(all.join("\0")).digest("hex");
  }

  private dataKeyOf(path: string): string {
    const known = this.keys.get(path) ?? dataKey(path);
    this.keys.set(path, known);
    return known;
  }

  /** Makes the folder that a step runs in, and its command line with the values in it. */
  private laidOut(step: Step, values: ReadonlyMap<string, Value>, home: string) {
    const { draft, folder } = step.component;
    const code = join(home, "code");
    mkdirSync(code, { recursive: true });
    for (const [path, file] of snapshotOf(folder, draft).files) {
      mkdirSync(dirname(join(code, path)), { recursive: true });
      copyFileSync(file, join(code, path));
    }
    const outputs = Object.entries(draft.outputs ?? {}).map(([port, declared]): [string, string] => {
      const path = join(home, "outputs", port);
      mkdirSync(declared?.type === "uri_file" ? dirname(path) : path, { recursive: true });
      return [port, path];
    });
    const written = new Map(outputs);
    const text =
      draft.type === "spark"
        ? `python ${draft.entry!.file!} ${draft.args ?? ""}`
        : (draft as { command: string }).command;
    const commandLine = renderCommand(parseCommand(text), (side, port) => {
      if (side === "outputs") return this.plain(written.get(port)!);
      const value = values.get(port);
      if (value === undefined || "text" in value) return value?.text;
      const type = draft.inputs?.[port]?.type;
      return this.plain(
        type === "uri_file" || !isDataType(type) ? value.path : this.asFolder(value.path, join(home, "inputs", port)),
      );
    });
    return { commandLine, outputs: Object.fromEntries(outputs) };
  }

  /** A file where a folder is read: a folder with the file in it. */
  private asFolder(path: string, place: string): string {
    if (isFolder(path)) return path;
    mkdirSync(place, { recursive: true });
    symlinkSync(path, join(place, basename(path)));
    return place;
  }

  /** A path without anything that a shell reads as more than text: Azure ML puts paths into commands as they are. */
  private plain(path: string): string {
    const whole = resolve(path);
    if (/^[\w./@+,:-]+$/.test(whole)) return whole;
    const folder = mkdtempSync(join(tmpdir(), "mlops-run-"));
    this.links.push(folder);
    symlinkSync(whole, join(folder, "data"));
    return join(folder, "data");
  }

  private environment({ component }: Step): NodeJS.ProcessEnv {
    const { runs, interpreter } = this.machine;
    const variables = component.draft.type === "command" ? component.draft.environment_variables : undefined;
    return {
      ...process.env,
      MLFLOW_TRACKING_URI: pathToFileURL(resolve(runs, "mlruns")).href,
      ...(process.env["MLFLOW_TRACKING_URI"] !== undefined && {
        MLFLOW_TRACKING_URI: process.env["MLFLOW_TRACKING_URI"],
      }),
      MLFLOW_EXPERIMENT_NAME: this.name,
      ...(variables as Record<string, string> | undefined),
      PATH: `${dirname(resolve(interpreter))}${delimiter}${process.env["PATH"] ?? ""}`,
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONNOUSERSITE: "1",
      PYTHONUNBUFFERED: "1",
      // A step imports what its component brings, and nothing of this shell's.
      PYTHONPATH: undefined,
      PYTHONHOME: undefined,
    };
  }

  private shown = (path: string): string => relative(this.machine.runs, path).replaceAll("\\", "/");
  private below = (paths: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(paths).map(([port, path]) => [port, this.shown(path)]));

  private record(): RunRecord {
    const { training, machine } = this;
    const results = new Results(training, this.records, machine.runs);
    const stopped = machine.processes.stopping;
    const succeeded = this.failures.length === 0 && !stopped;
    const metrics = results.metrics();
    // What does not train is judged by no gate.
    const gates = training.other === undefined ? training.configured?.promotion?.gates : undefined;
    const registered = results.registered();
    const model = training.other === undefined ? results.outputs("mlflow_model")[0]?.[1] : undefined;
    const signature =
      model === undefined ? [] : judgeSignature(join(machine.runs, model), training.useCase.contract?.draft);
    return {
      useCase: this.name,
      ...(training.other !== undefined && {
        pipeline: training.other,
        outputs: Object.fromEntries(results.outputs()),
      }),
      run: this.number,
      started: new Date(this.started).toISOString(),
      seconds: Math.round((Date.now() - this.started) / 100) / 10,
      status: stopped ? "stopped" : succeeded ? "succeeded" : "failed",
      inputs: Object.fromEntries(
        Object.entries(training.inputs).map(([name, given]) => [
          name,
          "value" in given ? given.value : { path: given.path, key: this.dataKeyOf(given.path) },
        ]),
      ),
      steps: Object.fromEntries(training.steps.map(({ name }) => [name, this.records.get(name)!])),
      metrics,
      ...(training.configured !== undefined &&
        training.other === undefined && { environment: training.configured.environment }),
      gates: succeeded
        ? [
            ...(gates === undefined ? [] : judgeGates(gates, metrics, results.champion(), results.baseline())),
            ...signature,
          ]
        : [],
      parameters: results.parameters(),
      ...(registered !== undefined && { registered }),
      ...(model !== undefined && { model }),
    };
  }
}

const nameOf = ({ draft }: Step["component"]): string => `${draft.name!}:${draft.version!}`;

/** What the steps of a run left, read from where components of their kind leave it. */
class Results {
  constructor(
    private readonly training: Training,
    private readonly records: ReadonlyMap<string, StepRecord>,
    private readonly runs: string,
  ) {}

  /** A JSON file in an output of a step that ended well, of a component with a tag. */
  private read(file: string, tagged?: (tag: string) => boolean): Readonly<Record<string, unknown>> | undefined {
    for (const { name, component } of this.training.steps) {
      const record = this.records.get(name);
      if (record === undefined || record.status === "failed" || record.status === "not run") continue;
      if (tagged !== undefined && !Object.keys(component.draft.tags ?? {}).some(tagged)) continue;
      for (const output of Object.values(record.outputs)) {
        const path = join(this.runs, output, file);
        if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      }
    }
    return undefined;
  }

  private readonly evaluates = (tag: string): boolean => tag.startsWith("metrics.");

  metrics(): Readonly<Record<string, number | null>> {
    return (this.read("metrics.json", this.evaluates) ?? {}) as Readonly<Record<string, number | null>>;
  }

  champion(): Champion | undefined {
    const { champion } = (this.read("evaluation.json", this.evaluates) ?? {}) as {
      readonly champion?: { readonly name?: string; readonly metrics?: Champion["metrics"] };
    };
    if (champion?.name === undefined) return undefined;
    return { name: champion.name, metrics: champion.metrics ?? {} };
  }

  baseline(): Baseline | undefined {
    const found = this.read("evaluation.json", this.evaluates) as { readonly baseline?: Baseline } | undefined;
    return found?.baseline;
  }

  parameters(): Readonly<Record<string, unknown>> {
    return (this.read("training.json")?.["parameters"] ?? {}) as Readonly<Record<string, unknown>>;
  }

  registered(): RunRecord["registered"] {
    const found = this.read("registration.json", (tag) => tag === "registers");
    return found as RunRecord["registered"] | undefined;
  }

  /** What the pipeline hands out, in the order of its steps: names of outputs, and where they lie. */
  outputs(type?: string): readonly (readonly [name: string, place: string])[] {
    const { draft } = this.training.pipeline;
    return this.training.steps.flatMap(({ name }) => {
      const record = this.records.get(name);
      if (record === undefined || record.status === "failed" || record.status === "not run") return [];
      return Object.entries(draft.jobs?.[name]?.outputs ?? {}).flatMap(([port, value]) => {
        const binding = parseBinding(value ?? "");
        if (typeof binding !== "object" || binding.to !== "parent output") return [];
        if (type !== undefined && draft.outputs?.[binding.port]?.type !== type) return [];
        const made = record.outputs[port];
        return made === undefined ? [] : [[binding.port, made] as const];
      });
    });
  }
}
