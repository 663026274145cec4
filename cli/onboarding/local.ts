import { execFile } from "node:child_process";
import { join } from "node:path";
import { UserError, type Problem } from "../../domain/problem/problem";
import { mlFolder, pythonEnvironment } from "../ml/python";

/**
 * Runs a script of `ml/local/` and reads what it prints.
 * @throws UserError with every problem that it told
 */
export function runLocal<Result>(interpreter: string, script: string, parameters: readonly string[]): Promise<Result> {
  const env = { ...process.env, ...pythonEnvironment(join(mlFolder, "library")) };
  return new Promise((resolve, reject) => {
    const file = join(mlFolder, "local", script);
    execFile(interpreter, [file, ...parameters], { encoding: "utf8", env }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Result);
      else if (error.code === 2) reject(new UserError(stderr.trim().split("\n").map(problemOf)));
      else reject(new Error(stderr === "" ? error.message : stderr));
    });
  });
}

function problemOf(line: string): Problem {
  const [, where, message] = /^(--[\w, -]*?|\S+) (.*)$/.exec(line) ?? [undefined, "--data", line];
  return { code: "MLOPS-NEW-005", where: where!, message: message! };
}
