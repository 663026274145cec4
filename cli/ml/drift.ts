import { spawn } from "node:child_process";
import { resolve } from "node:path";
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
  return new Promise((done, failed) => {
    const child = spawn(interpreter, ["-m", "mlkit.drift", ...parameters], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...pythonEnvironment(resolve(mlFolder, "library")) },
    });
    child.once("error", failed);
    child.once("close", (code) => done(code ?? 1));
  });
}
