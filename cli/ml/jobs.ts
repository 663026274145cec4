import { cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../../files";
import { readTree, type MlTree, type UseCaseFolder } from "../../schema/ml/tree";
import type { JobOutcome, JobRunner, RunnableJob, RunnableStep } from "../../sandbox";
import { python } from "./python";
import { execute } from "./run/execute";
import { localCopy, stepsOf, type Training } from "./run/prepare";
import { Processes } from "./run/process";

/**
 * Runs jobs of the sandbox as `mlops ml run` runs a training: what was published is laid out as `ml/` is, and its steps are
 * processes on this machine. Every environment is `ml/.venv`.
 */
export class LocalJobs implements JobRunner {
  constructor(
    private readonly ml: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Data of use cases that nobody has uploaded: what `ml/` keeps of it. */
  dataAt(path: string): string | undefined {
    const useCase = path.split("/")[0]!;
    return localCopy(this.ml, useCase, `azureml://datastores/any/paths/${path}`);
  }

  async run(job: RunnableJob, folder: string, canceled: AbortSignal): Promise<JobOutcome> {
    const interpreter = await python("train", this.say);
    const { tree, useCase } = laidOut(job, folder);
    const training: Training = {
      useCase,
      pipeline: useCase.pipeline!,
      inputs: { ...defaultsOf(job), ...job.inputs },
      steps: stepsOf(useCase.pipeline!, tree),
    };
    const processes = new Processes();
    canceled.addEventListener("abort", () => processes.stop());
    if (canceled.aborted) processes.stop();
    // MLflow's store is the sandbox's: the version registered last is known to the next job.
    const runs = dirname(folder);
    const silent = { update: () => undefined, end: () => Promise.resolve() };
    const executed = await processes.during(() =>
      execute(training, { tree, runs, interpreter, fresh: false, processes }, silent),
    );
    const { record, failures } = executed;
    const stopped = record.status === "stopped";
    const [failed] = stopped ? [{ step: training.steps[0]!.name, exitCode: 130, lines: ["stopped"] }] : failures;
    const place = (below: string) => join(runs, below);
    const logs = Object.entries(record.steps).flatMap(([name, { log }]) =>
      log === undefined ? [] : [[name, place(log)]],
    );
    return {
      ...(failed !== undefined && { failure: failed }),
      outputs: outputsOf(job, record.steps, place),
      logs: Object.fromEntries(logs) as Record<string, string>,
      ...(record.registered !== undefined &&
        record.model !== undefined && {
          registered: {
            model: record.registered.model,
            tags: record.registered.tags,
            folder: place(record.model),
          },
        }),
    };
  }
}

/** Writes a job down as `ml/` is written, and reads it. */
function laidOut(job: RunnableJob, folder: string): { readonly tree: MlTree; readonly useCase: UseCaseFolder } {
  const root = join(folder, "ml");
  for (const step of job.steps) {
    const home = join(root, "components", step.name);
    mkdirSync(home, { recursive: true });
    const own = { ...componentFile(step), ...(step.code !== undefined && { code: "./code" }) };
    writeWhole(join(home, "component.yaml"), JSON.stringify(own, undefined, 2));
    if (step.code !== undefined && existsSync(step.code)) cpSync(step.code, join(home, "code"), { recursive: true });
  }
  const jobs = job.steps.map((step) => [
    step.name,
    { type: step.spec["type"], component: `azureml:${step.name}:1`, inputs: step.inputs, outputs: step.outputs },
  ]);
  const pipeline = {
    type: "pipeline",
    name: "job",
    version: "1",
    inputs: ports(job.ports["inputs"]),
    outputs: ports(job.ports["outputs"]),
    jobs: Object.fromEntries(jobs) as Record<string, unknown>,
  };
  writeWhole(join(root, "use-cases", job.name, "pipeline.yaml"), JSON.stringify(pipeline, undefined, 2));
  const tree = readTree(root);
  return { tree, useCase: tree.useCases[0]! };
}

/** Keys of a component's description that its YAML has, too. */
const KEPT = [
  "type",
  "command",
  "entry",
  "args",
  "conf",
  "environment",
  "environment_variables",
  "is_deterministic",
  "tags",
];

function componentFile({ name, spec }: RunnableStep): Record<string, unknown> {
  const kept = KEPT.filter((key) => spec[key] !== undefined).map((key) => [key, spec[key]]);
  return {
    ...(Object.fromEntries(kept) as Record<string, unknown>),
    name,
    version: "1",
    inputs: ports(spec["inputs"]),
    outputs: ports(spec["outputs"]),
  };
}

/** Ports as YAML has them: numbers, which the service keeps as texts, are numbers. */
function ports(described: unknown): Record<string, unknown> {
  const known = Object.entries((described ?? {}) as Record<string, Record<string, unknown>>);
  return Object.fromEntries(
    known.map(([name, port]) => {
      const numeric = port["type"] === "number" || port["type"] === "integer";
      const value = (key: string): unknown => {
        const given = port[key];
        if (numeric && given !== undefined) return Number(given);
        return port["type"] === "boolean" && typeof given === "string" ? given.toLowerCase() === "true" : given;
      };
      const keys = ["default", "min", "max", "enum", "optional"].filter((key) => port[key] !== undefined);
      const own = keys.map((key) => [key, key === "optional" || key === "enum" ? port[key] : value(key)]);
      const type = port["type"] ?? port["jobOutputType"] ?? port["job_output_type"];
      return [name, { type, ...(Object.fromEntries(own) as object) }];
    }),
  );
}

function defaultsOf(job: RunnableJob): Record<string, { readonly value: string }> {
  const found = Object.entries(ports(job.ports["inputs"])).flatMap(([name, port]) => {
    const value = (port as { readonly default?: unknown }).default;
    return value === undefined ? [] : [[name, { value: String(value) }]];
  });
  return Object.fromEntries(found) as Record<string, { readonly value: string }>;
}

/** The folders of the job's own outputs: what steps bind to them. */
function outputsOf(
  job: RunnableJob,
  steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, string>> }>>,
  place: (below: string) => string,
): Record<string, string> {
  const found = job.steps.flatMap(({ name, outputs }) =>
    Object.entries(outputs).flatMap(([port, bound]) => {
      const own = /^\$\{\{\s*parent\.outputs\.(\w+)\s*\}\}$/.exec(bound)?.[1];
      const made = steps[name]?.outputs[port];
      return own === undefined || made === undefined ? [] : [[own, place(made)]];
    }),
  );
  return Object.fromEntries(found) as Record<string, string>;
}
