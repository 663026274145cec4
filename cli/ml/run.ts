import { resolve } from "node:path";
import { jsonText } from "../../domain/text/visible";
import { showProgress } from "../../print/progress";
import { checkedUseCase } from "./check";
import { python } from "./python";
import { execute } from "./run/execute";
import { prepare } from "./run/prepare";
import { Processes } from "./run/process";
import { findRecord, runsFolder, writeRecord } from "./run/record";
import { exitCodeOf, renderRun, runData } from "./run/report";

export interface RunOptions {
  readonly config: string;
  readonly ml: string;
  readonly env?: string;
  /** Another pipeline than the training, by its file's name. */
  readonly pipeline?: string;
  readonly input: readonly string[];
  readonly set: readonly string[];
  readonly fresh?: true;
  readonly json?: true;
}

/**
 * Trains a use case on this machine, or runs another of its pipelines, and prints what came of it.
 * @returns the exit code
 * @throws UserError if `ml/`, the configuration or what was asked is wrong, or there is no Python
 */
export async function run(name: string, options: RunOptions): Promise<number> {
  const { useCase, checked } = checkedUseCase(options.ml, options.config, name);
  const runs = runsFolder(options.ml);
  const training = prepare(checked.tree, useCase, options.config, {
    inputs: options.input,
    set: options.set,
    ...(options.env !== undefined && { environment: options.env }),
    ...(options.pipeline !== undefined && { pipeline: options.pipeline }),
    lastModel: () => resolve(runs, findRecord(runs, name).model!),
  });
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const interpreter = await python("train", say);
  const processes = new Processes();
  const names = training.steps.map((step) => step.name);
  const display = options.json === true ? showProgress(names, say, true) : showProgress(names);
  const machine = { tree: checked.tree, runs, interpreter, fresh: options.fresh === true, processes };
  const executed = await processes.during(() => execute(training, machine, display));
  await display.end(executed.record.status === "succeeded");
  writeRecord(runs, executed.record);
  console.log(options.json === true ? jsonText(runData(executed)) : `\n${renderRun(executed, runs)}`);
  return exitCodeOf(executed);
}
