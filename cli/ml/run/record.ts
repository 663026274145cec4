import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../domain/problem/problem";
import { writeWhole } from "../../../files";
import type { GateResult } from "./gates";

/** What became of a step. */
export interface StepRecord {
  readonly component: string;
  /** Follows from code, environment, Python and inputs; steps of equal key give equal outputs if they are deterministic. */
  readonly key: string;
  readonly status: "ran" | "reused" | "failed" | "not run";
  readonly seconds: number;
  /** Folder or file of each output, below the folder of runs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Below the folder of runs. */
  readonly log?: string;
  readonly exitCode?: number;
  /** The run whose outputs are used again. */
  readonly reusedFrom?: string;
}

/** One run of a training on this machine, or of another pipeline, as `run.json` keeps it. */
export interface RunRecord {
  readonly useCase: string;
  /** Which other pipeline it is of, by its file's name. */
  readonly pipeline?: string;
  /** From 1. */
  readonly run: number;
  /** ISO date-time in UTC. */
  readonly started: string;
  readonly seconds: number;
  readonly status: "succeeded" | "failed" | "stopped";
  /** Texts of values, and the key of data with where it lies. */
  readonly inputs: Readonly<Record<string, string | { readonly path: string; readonly key: string }>>;
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** The environment whose gates were judged. */
  readonly environment?: string;
  readonly gates: readonly GateResult[];
  /** What was trained: parameters as the training step told them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly registered?: {
    readonly model: string;
    readonly version: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** The folder of the model, below the folder of runs. */
  readonly model?: string;
  /** Of a pipeline that does not train: where its outputs lie, below the folder of runs. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Where runs are kept, below `ml/`; git ignores it. */
export const runsFolder = (ml: string): string => join(ml, ".runs");

/** A folder of its own for a new run, with the next number. */
export function newRunFolder(runs: string, useCase: string): { readonly run: number; readonly folder: string } {
  mkdirSync(join(runs, useCase), { recursive: true });
  for (let run = Math.max(0, ...runNumbers(runs, useCase)) + 1; ; run += 1) {
    const folder = join(runs, useCase, String(run));
    try {
      mkdirSync(folder);
      return { run, folder };
    } catch (error) {
      // Another run took the number at the same moment.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function runNumbers(runs: string, useCase: string): readonly number[] {
  const folder = join(runs, useCase);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .sort((one, other) => one - other);
}

/** Keeps what a run did. */
export const writeRecord = (runs: string, record: RunRecord): void =>
  writeWhole(join(runs, record.useCase, String(record.run), "run.json"), `${JSON.stringify(record, undefined, 2)}\n`);

/** The runs of a use case that came to an end, oldest first. */
export function readRecords(runs: string, useCase: string): readonly RunRecord[] {
  return runNumbers(runs, useCase)
    .map((run) => join(runs, useCase, String(run), "run.json"))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")) as RunRecord);
}

/**
 * A run by its number, or the last one that has a model.
 * @throws UserError MLOPS-ML-033 if there is none
 */
export function findRecord(runs: string, useCase: string, run?: number): RunRecord {
  const records = readRecords(runs, useCase);
  const found = run === undefined ? records.findLast(({ model }) => model !== undefined) : records.find((each) => each.run === run); // prettier-ignore
  if (found !== undefined) return found;
  throw new UserError([
    {
      code: "MLOPS-ML-033",
      where: join(runs, useCase),
      message: run === undefined ? "no run has trained a model yet" : "there is no such run",
      ...(run !== undefined && { given: String(run) }),
      ...(records.length > 0 && { allowed: records.map((each) => each.run).join(", ") }),
      fix: `run \`npx mlops ml run ${useCase}\``,
    },
  ]);
}

/** Where steps of equal key are found again. */
const cacheFile = (runs: string, key: string): string => join(runs, "steps", `${key}.json`);

interface CachedStep {
  readonly run: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The outputs of an earlier step of the same key, if they are still there. */
export function cachedStep(runs: string, key: string): CachedStep | undefined {
  const path = cacheFile(runs, key);
  if (!existsSync(path)) return undefined;
  const cached = JSON.parse(readFileSync(path, "utf8")) as CachedStep;
  return Object.values(cached.outputs).every((output) => existsSync(join(runs, output))) ? cached : undefined;
}

/** Lets later runs use the outputs of a step. */
export const cacheStep = (runs: string, key: string, step: CachedStep): void =>
  writeWhole(cacheFile(runs, key), `${JSON.stringify(step)}\n`);
