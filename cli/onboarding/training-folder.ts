import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { shownPath } from "../../schema/folders";
import { UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { columnsOf } from "../../schema/ml/contract";
import { readTree } from "../../schema/ml/tree";
import { mlFolder, python, pythonEnvironment } from "../ml/python";
import type { DraftColumns } from "./draft";
import type { Answers } from "./questions";
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
  /** Removes what was drafted. */
  readonly discard: () => void;
}

interface Told {
  readonly rows: number;
  readonly time: string;
  readonly id: string;
  readonly target: string;
  readonly features: readonly string[];
}

/**
 * Drafts a training that runs: what the data looks like follows from a table of it, all else is what `ml/` has for everybody.
 * @throws UserError if the table cannot be used, `ml/` lacks something, or there is no Python
 */
export async function draftTraining(answers: Answers, sample: Sample, ml: string): Promise<DraftedTraining> {
  const files = trainingFiles(answers, readTree(ml));
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  const folder = mkdtempSync(join(tmpdir(), "mlops-new-"));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const drafted = join(folder, "use-cases", answers.name);
    const { rows, time, id, target, features } = describedBy(interpreter, answers, sample, drafted);
    for (const [name, text] of files) writeWhole(join(drafted, name), text);
    const contract = readTree(folder).useCases[0]?.contract?.draft;
    const counts = columnsOf(contract).flatMap(([, { name, type, use, featureType }]) =>
      name !== undefined && use === "feature" && type === "whole" && featureType === "numerical" ? [name] : [],
    );
    const path = join(ml, "use-cases", answers.name);
    const told = `${rows} rows of ${shownPath(sample.data)}: ${target} is predicted from ${features.join(", ")}; ${id} is the id, ${time} the time`; // prettier-ignore
    const existing = existsSync(path);
    return { path, existing, columns: { target, counts }, told, write: () => move(drafted, path), discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Lets Python read the table and write what it says of it. */
function describedBy(interpreter: string, { task }: Answers, sample: Sample, out: string): Told {
  const given = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  const parameters = [
    ...given("--data", resolve(sample.data)),
    ...given("--task", task),
    ...given("--out", out),
    ...given("--time", sample.time),
    ...given("--id", sample.id),
    ...given("--target", sample.target),
  ];
  const { status, stdout, stderr } = spawnSync(interpreter, [join(mlFolder, "local", "draft.py"), ...parameters], {
    encoding: "utf8",
    env: { ...process.env, ...pythonEnvironment(join(mlFolder, "library")) },
  });
  if (status === 0) return JSON.parse(stdout) as Told;
  if (status !== 2) throw new Error(stderr);
  const problems = stderr.trim().split("\n");
  throw new UserError(
    problems.map((line) => {
      const [, where, message] = /^(--[\w, -]*?|\S+) (.*)$/.exec(line) ?? [undefined, "--data", line];
      return { code: "MLOPS-NEW-005", where: where!, message: message! };
    }),
  );
}

/** Moves a folder to where it may be on another disk. */
function move(from: string, to: string): void {
  const aside = join(dirname(to), `.${process.pid}-new`);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, aside, { recursive: true });
  renameSync(aside, to);
}
