import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { evaluate, type Contexts, holds, interpolate, type Status } from "./expressions";

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix?: Readonly<Record<string, readonly string[] | string>> };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface RunOptions {
  /** The `github` context; `repository`, `sha` and `event` at least. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables of GitHub environments, by their names. */
  readonly environmentVars?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Bare repository that jobs check out. */
  readonly remote: string;
  /** Environment of the steps of a job, beyond what GitHub sets. */
  readonly env: (job: string) => Readonly<Record<string, string>>;
  /** Folder of the artifacts of an earlier run. @default - one of its own */
  readonly artifacts?: string;
  /** Jobs that are not run, by id; they count as successful. */
  readonly skip?: readonly string[];
  /** Happens before a job begins: what people do meanwhile. */
  readonly before?: (job: string) => void | Promise<void>;
}

/** What became of a job. */
export interface JobResult {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
}

const root = join(__dirname, "../..");

/**
 * Runs a workflow of this repository on this machine: its conditions, matrices, outputs and every `run:` step are what
 * GitHub would run. Actions of others are replaced: checkouts are clones, artifacts are folders, tools are there already.
 */
export class WorkflowRun {
  /** Results by id; of a matrix `plan (dev)`, of a called workflow `dev / plan`. */
  readonly jobs: Record<string, JobResult> = {};
  readonly artifacts: string;
  private readonly temp = mkdtempSync(join(tmpdir(), "mlops-run-"));

  constructor(readonly options: RunOptions) {
    this.artifacts = options.artifacts ?? join(this.temp, "artifacts");
    mkdirSync(this.artifacts, { recursive: true });
  }

  remove(): void {
    rmSync(this.temp, { recursive: true, force: true });
  }

  /** Jobs one after another, each after those it needs. */
  async run(file: string, inputs: Readonly<Record<string, string>> = {}, prefix = ""): Promise<this> {
    const { jobs } = parse(readFileSync(join(root, ".github/workflows", file), "utf8")) as Workflow;
    const done = new Map<string, JobResult>();
    const left = new Set(Object.keys(jobs));
    while (left.size > 0) {
      const id = [...left].find((one) => needsOf(jobs[one]!).every((need) => done.has(need)));
      if (id === undefined) throw new Error(`${file}: jobs wait for each other: ${[...left].join(", ")}`);
      left.delete(id);
      done.set(id, await this.runJob(prefix + id, jobs[id]!, done, inputs));
    }
    return this;
  }

  private async runJob(
    id: string,
    job: Job,
    done: ReadonlyMap<string, JobResult>,
    inputs: Readonly<Record<string, string>>,
  ): Promise<JobResult> {
    const needs = Object.fromEntries(needsOf(job).map((need) => [need, done.get(need)!]));
    const results = Object.values(needs).map(({ result }) => result);
    const status: Status = results.every((result) => result === "success") ? "success" : "failure";
    const { github, vars, environmentVars } = this.options;
    const base = { github, inputs, needs, vars: { ...vars }, runner: {}, env: {} };
    if (this.options.skip?.includes(id) === true) return this.note(id, "success");
    if (!holds(job.if, base, status)) return this.note(id, "skipped");
    await this.options.before?.(id);
    if (job.uses !== undefined) {
      const given = Object.entries(job.with ?? {}).map(([name, value]) => [name, interpolate(value, base)]);
      const name = job.uses.split("/").at(-1)!;
      await this.run(name, Object.fromEntries(given), `${id} / `);
      const own = Object.entries(this.jobs).filter(([other]) => other.startsWith(`${id} / `));
      return this.note(id, own.some(([, { result }]) => result === "failure") ? "failure" : "success");
    }
    const environment = job.environment === undefined ? undefined : interpolate(job.environment, base);
    const known = { ...vars, ...(environment !== undefined && environmentVars?.[environment]) };
    const runs = matrixOf(job, base).map(async (matrix) => {
      const label = Object.values(matrix).length === 0 ? id : `${id} (${Object.values(matrix).join(", ")})`;
      return new JobRun(this.options, this.temp, this.artifacts, label).run(job, { ...base, matrix, vars: known });
    });
    const all = await Promise.all(runs);
    for (const { label, ...result } of all) this.jobs[label] = result;
    const failed = all.some(({ result }) => result === "failure");
    return all.length === 1 ? all[0]! : this.note(id, failed ? "failure" : "success");
  }

  private note(id: string, result: JobResult["result"]): JobResult {
    return (this.jobs[id] ??= { result, outputs: {}, summary: "", log: "" });
  }
}

/** One job on a machine of its own. */
class JobRun {
  private readonly home: string;
  private readonly workspace: string;
  private readonly steps: Record<string, { outputs: Record<string, string>; outcome: string }> = {};
  private status: Status = "success";
  private log = "";

  constructor(
    private readonly options: RunOptions,
    temp: string,
    private readonly artifacts: string,
    private readonly label: string,
  ) {
    this.home = mkdtempSync(join(temp, "job-"));
    this.workspace = join(this.home, "workspace");
    for (const folder of [this.workspace, join(this.home, "temp")]) mkdirSync(folder);
    writeFileSync(join(this.home, "summary"), "");
  }

  async run(job: Job, base: Contexts): Promise<JobResult & { readonly label: string }> {
    const contexts = { ...base, runner: { temp: join(this.home, "temp") }, steps: this.steps };
    for (const step of job.steps ?? []) await this.step(step, contexts);
    const outputs = Object.entries(job.outputs ?? {}).map(([name, value]) => [name, interpolate(value, contexts)]);
    const summary = readFileSync(join(this.home, "summary"), "utf8");
    return { label: this.label, result: this.status, outputs: Object.fromEntries(outputs), summary, log: this.log };
  }

  private async step(step: Step, contexts: Contexts): Promise<void> {
    if (!holds(step.if, contexts, this.status)) return;
    const outputs: Record<string, string> = {};
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts)]),
    );
    const given = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts)]),
    );
    let ok = true;
    if (step.run !== undefined) ok = await this.shell(interpolate(step.run, contexts), env, outputs);
    else if (step.uses!.startsWith("./")) await this.composite(step.uses!, { ...contexts, inputs: given });
    else ok = this.standIn(step.uses!.split("@")[0]!, given);
    if (!ok) this.status = "failure";
    if (step.id !== undefined) this.steps[step.id] = { outputs, outcome: ok ? "success" : "failure" };
  }

  private async composite(path: string, contexts: Contexts): Promise<void> {
    const { runs } = parse(readFileSync(join(this.workspace, path, "action.yml"), "utf8")) as {
      runs: { steps: readonly Step[] };
    };
    for (const step of runs.steps) await this.step(step, contexts);
  }

  /** As GitHub runs bash: `bash --noprofile --norc -eo pipefail`. */
  private shell(script: string, env: Record<string, string>, outputs: Record<string, string>): Promise<boolean> {
    const output = join(this.home, "output");
    writeFileSync(output, "");
    const { github } = this.options;
    return new Promise((resolve, reject) => {
      const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
        cwd: this.workspace,
        env: {
          ...this.options.env(this.label),
          CI: "true",
          GITHUB_ACTIONS: "true",
          GITHUB_REPOSITORY: String(github["repository"]),
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: join(this.home, "summary"),
          GITHUB_ENV: join(this.home, "env"),
          RUNNER_TEMP: join(this.home, "temp"),
          ...env,
        },
      });
      const take = (chunk: Buffer) => (this.log += chunk.toString("utf8"));
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.once("error", reject);
      child.once("close", (code) => {
        for (const line of readFileSync(output, "utf8").split("\n")) {
          const [, name, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
          if (name !== undefined) outputs[name] = value!;
        }
        resolve(code === 0);
      });
    });
  }

  /** What stands in for an action of others. False if it fails. */
  private standIn(action: string, given: Readonly<Record<string, string>>): boolean {
    const { artifacts } = this;
    switch (action) {
      case "actions/setup-node":
      case "hashicorp/setup-terraform":
        return true;
      case "actions/checkout": {
        const git = (...parameters: string[]) =>
          execFileSync("git", ["-C", this.workspace, ...parameters], { stdio: "pipe" });
        git("init", "--quiet");
        git("remote", "add", "origin", this.options.remote);
        const wanted = given["ref"] ?? String(this.options.github["sha"]);
        git("fetch", "--quiet", "--depth", given["fetch-depth"] ?? "1", `file://${this.options.remote}`, wanted);
        // A branch is checked out as such, a pull request's merge as a commit.
        const name = String(this.options.github["ref_name"] ?? "");
        if (name === "" || given["ref"] !== undefined) git("checkout", "--quiet", "--detach", "FETCH_HEAD");
        else git("checkout", "--quiet", "-B", name, "FETCH_HEAD");
        return true;
      }
      case "actions/upload-artifact": {
        const from = join(this.workspace, given["path"]!);
        if (!existsSync(from)) return true;
        const to = join(artifacts, given["name"]!);
        if (existsSync(to)) throw new Error(`two jobs upload ${given["name"]}`);
        cpSync(from, to, { recursive: true });
        return true;
      }
      case "actions/download-artifact": {
        const to = given["path"]!.startsWith("/") ? given["path"]! : join(this.workspace, given["path"]!);
        const wanted = given["name"] ?? given["pattern"]!;
        const pattern = new RegExp(`^${wanted.replaceAll("*", ".*")}$`);
        const names = readdirSync(artifacts).filter((name) => pattern.test(name));
        if (given["name"] !== undefined && names.length === 0) return false;
        for (const name of names) cpSync(join(artifacts, name), to, { recursive: true });
        return true;
      }
      default:
        throw new Error(`nothing stands in for ${action}`);
    }
  }
}

const needsOf = ({ needs }: Job): readonly string[] => (typeof needs === "string" ? [needs] : (needs ?? []));

function matrixOf({ strategy }: Job, contexts: Contexts): readonly Readonly<Record<string, string>>[] {
  const axes = Object.entries(strategy?.matrix ?? {}).map(
    ([name, values]) => [name, listOf(values, contexts)] as const,
  );
  return axes.reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** The values of an axis: written out, or one expression that is a list. */
const listOf = (values: readonly string[] | string, contexts: Contexts): readonly string[] =>
  typeof values === "string"
    ? (evaluate(values.trim().replace(/^\$\{\{(.*)\}\}$/s, "$1"), contexts) as readonly string[])
    : values;
