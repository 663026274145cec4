import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { checkedUseCase } from "./check";
import { mlFolder, python, pythonEnvironment } from "./python";
import { findRecord, runsFolder, type RunRecord } from "./run/record";
import { Processes } from "./run/process";

export interface ScoreOptions {
  readonly config: string;
  readonly ml: string;
  /** File of the request. */
  readonly input: string;
  /** Which run's model. @default - the last that has one */
  readonly run?: number;
}

/** What answers on this machine: a run's model and the use case's scoring script. */
export interface Scoring {
  readonly record: RunRecord;
  readonly model: string;
  readonly script: string;
  /** Folder that `mlkit` is imported from. */
  readonly library: string;
}

/** @throws UserError if `ml/` or the configuration is wrong, or nothing was trained */
export function scoringOf(name: string, { ml, config, run }: Omit<ScoreOptions, "input">): Scoring {
  const { useCase } = checkedUseCase(ml, config, name);
  const script = join(useCase.folder, "score.py");
  if (!existsSync(script)) {
    const fix = "add the script that answers requests; see ml/README.md";
    throw new UserError([{ code: "MLOPS-ML-010", where: script, message: "there is no scoring script", fix }]);
  }
  const record = findRecord(runsFolder(ml), name, run);
  if (record.model === undefined) {
    const message = `run ${record.run} trained no model`;
    throw new UserError([{ code: "MLOPS-ML-033", where: "--run", message, fix: "name another run" }]);
  }
  return {
    record,
    model: resolve(runsFolder(ml), record.model),
    script: resolve(script),
    library: resolve(ml, "library"),
  };
}

/** Answers a request with the model of a run, through the use case's scoring script. @returns the exit code */
export async function score(name: string, options: ScoreOptions): Promise<number> {
  const { record, model, script, library } = scoringOf(name, options);
  const input = resolve(options.input);
  if (!existsSync(input)) {
    const fix = `ml/use-cases/${name}/sample-request.json is one`;
    throw new UserError([
      { code: "MLOPS-ML-032", where: "--input", message: "there is no such request", given: options.input, fix },
    ]);
  }
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  process.stderr.write(`model of run ${record.run} of ${name}\n`);
  const processes = new Processes();
  const quoted = [interpreter, join(mlFolder, "local", "score.py"), script, input].map(inShell).join(" ");
  const env = { ...process.env, ...pythonEnvironment(library), AZUREML_MODEL_DIR: model };
  const code = await processes.during(() =>
    processes.run(quoted, { cwd: process.cwd(), env }, (line, stream) => void process[stream].write(`${line}\n`)),
  );
  return code;
}

/** A text as one word of a shell. */
export const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
