import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { shownPath } from "../../schema/folders";
import { writeWhole } from "../../files";
import { columnsOf } from "../../schema/ml/contract";
import { readTree } from "../../schema/ml/tree";
import { python } from "../ml/python";
import type { DraftColumns, Proposed } from "./draft";
import { runLocal } from "./local";
import type { Answers, TrainingAnswers } from "./questions";
import { trainingFiles } from "./training-files";

/** A table of the use case's data, and what its columns are where that cannot be told from it. */
export interface Sample {
  /** CSV or Parquet. */
  readonly data: string;
  /** Column of a row's instant. @default - the only one that holds instants */
  readonly time?: string | undefined;
  /** Column that labels are joined by. @default - the only one called id, or …_id */
  readonly id?: string | undefined;
  /** Column that is predicted. @default - the one called label or target */
  readonly target?: string | undefined;
}

/** A use case's folder in `ml/` that is not there yet. */
export interface DraftedTraining {
  /** Where it will be. */
  readonly path: string;
  /** Whether there is one already: it is left alone. */
  readonly existing: boolean;
  readonly columns: DraftColumns;
  /** What was taken for what, for people. */
  readonly told: string;
  /** Puts it where it will be, wholly or not at all. */
  readonly write: () => void;
}

interface Told {
  readonly rows: number;
  readonly task: Answers["task"];
  readonly time: string;
  readonly id: string;
  readonly target: string;
  readonly features: readonly string[];
}

/** A table that was read: what its columns are is drafted in a folder of its own. */
export interface ReadSample {
  /** The table, as it was named. */
  readonly data: string;
  /** What the target is learned by. */
  readonly task: Answers["task"];
  /** Folder of the drafts: a use case's, in a tree of its own. */
  readonly drafted: string;
  /** What was taken for what, for people. */
  readonly told: string;
  readonly target: string;
  readonly interpreter: string;
  /** Removes what was drafted. */
  readonly discard: () => void;
}

/**
 * Reads a table and drafts what a use case says of its data.
 * @param task - @default - what the target is learned by
 * @throws UserError if the table cannot be used, or there is no Python
 */
export async function readSample(sample: Sample, task?: Answers["task"]): Promise<ReadSample> {
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  const folder = mkdtempSync(join(tmpdir(), "mlops-new-"));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const drafted = join(folder, "use-cases", "drafted");
    const columns = await describedBy(interpreter, task, sample, drafted);
    const { rows, time, id, target, features } = columns;
    const told = `${rows} rows of ${shownPath(sample.data)}: ${target} is predicted from ${features.join(", ")}; ${id} is the id, ${time} the time`; // prettier-ignore
    return { data: sample.data, task: columns.task, drafted, told, target, interpreter, discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/**
 * Drafts a training that runs: what the data looks like follows from a table of it, all else is what `ml/` has for everybody.
 * @throws UserError if `ml/` lacks something
 */
export function draftTraining(
  answers: TrainingAnswers,
  { drafted, told, target }: ReadSample,
  ml: string,
): DraftedTraining {
  for (const [name, text] of trainingFiles(answers, readTree(ml))) writeWhole(join(drafted, name), text);
  const contract = readTree(dirname(dirname(drafted))).useCases[0]?.contract?.draft;
  const counts = columnsOf(contract).flatMap(([, { name, type, use, featureType }]) =>
    name !== undefined && use === "feature" && type === "whole" && featureType === "numerical" ? [name] : [],
  );
  const path = join(ml, "use-cases", answers.name);
  return { path, existing: existsSync(path), columns: { target, counts }, told, write: () => move(drafted, path) };
}

/**
 * Trains once on the sample and replays monitors over it: where gate and thresholds should be, with reasons.
 * @param metric - that a gate was given for. @default - the task's usual one
 * @throws UserError if the sample is too small to be split
 */
export async function proposeFrom({ drafted, interpreter }: ReadSample, metric?: string): Promise<Proposed> {
  const [table] = readdirSync(join(drafted, "data", "training"));
  const parameters = ["--folder", drafted, "--data", join(drafted, "data", "training", table!)];
  const told = await runLocal<Proposals>(interpreter, "propose.py", [...parameters, ...given("--metric", metric)]);
  const { gate, window } = told;
  return { ...(gate !== null && { gate }), ...(window !== null && { window }) };
}

interface Proposals {
  readonly gate: NonNullable<Proposed["gate"]> | null;
  readonly window: NonNullable<Proposed["window"]> | null;
}

const given = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);

/** Lets Python read the table and write what it says of it. */
function describedBy(interpreter: string, task: string | undefined, sample: Sample, out: string): Promise<Told> {
  return runLocal<Told>(interpreter, "draft.py", [
    ...given("--data", resolve(sample.data)),
    ...given("--task", task),
    ...given("--out", out),
    ...given("--time", sample.time),
    ...given("--id", sample.id),
    ...given("--target", sample.target),
  ]);
}

/** Moves a folder to where it may be on another disk. */
function move(from: string, to: string): void {
  const aside = join(dirname(to), `.${process.pid}-new`);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, aside, { recursive: true });
  renameSync(aside, to);
}
