import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import { UserError } from "../../domain/problem/problem";
import { tableProblems } from "./table-problems";
import { mlFolder, python, pythonEnvironment } from "./python";

export interface DriftOptions {
  readonly reference: string;
  readonly production: string;
  readonly types?: string;
  readonly target?: string;
  readonly prediction?: string;
  readonly task?: string;
  readonly featureType?: readonly string[];
  readonly json?: true;
}

/**
 * Computes what Azure's monitors would on two tables, with `ml/library/mlkit/drift`, and prints it.
 * @returns its exit code
 * @throws UserError with `json`, if tables or options are wrong; else Python has said so
 */
export async function drift(options: DriftOptions): Promise<number> {
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  const given = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  const parameters = [
    ...given("--reference", options.reference),
    ...given("--production", options.production),
    ...given("--types", options.types),
    ...given("--target", options.target),
    ...given("--prediction", options.prediction),
    ...given("--task", options.task),
    ...(options.featureType ?? []).flatMap((text) => ["--feature-type", text]),
    ...(options.json === true ? ["--json"] : []),
  ];
  const said: string[] = [];
  const code = await new Promise<number>((done, failed) => {
    const child = spawn(interpreter, ["-m", "mlkit.drift", ...parameters], {
      stdio: ["ignore", "inherit", options.json === true ? "pipe" : "inherit"],
      env: { ...process.env, ...pythonEnvironment(resolve(mlFolder, "library")) },
    });
    if (child.stderr !== null) createInterface(child.stderr).on("line", (line) => said.push(line));
    child.once("error", failed);
    child.once("close", (ended) => done(ended ?? 1));
  });
  if (code === 2 && options.json === true) throw new UserError(tableProblems(said));
  for (const line of said) console.error(line);
  return code;
}
