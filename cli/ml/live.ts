import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { LiveQuestion } from "../../deploy/promotion/live";
import { UserError } from "../../domain/problem/problem";
import { mlFolder, python, pythonEnvironment } from "./python";

/**
 * Computes what champion and challenger are worth on live answers, with `ml/library/mlkit/live.py`.
 * @returns what it prints: the comparison as JSON
 * @throws UserError if answers or labels cannot be used, or there is no Python
 */
export async function compareLive(asked: LiveQuestion): Promise<unknown> {
  const interpreter = await python("train", (line) => void process.stderr.write(`${line}\n`));
  const { answers, labels, endpoint, champion, challenger, from, to, useCase, ml } = asked;
  const { metric, mayLose } = asked.gate;
  const given = {
    ...{ answers, labels, endpoint, champion, challenger, metric, since: from, until: to },
    contract: join(ml, "use-cases", useCase, "contract.yaml"),
    "may-lose": String(mayLose),
  };
  const parameters = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  const { code, out, error } = await output(interpreter, ["-m", "mlkit.live", ...parameters]);
  if (code === 0) return JSON.parse(out);
  throw new UserError(
    (error.trim() || `Python ended with ${code}`).split("\n").map((message) => ({
      code: "MLOPS-PROMOTE-019",
      where: "live comparison",
      message,
      fix: "give --answers and --labels as mlops rollout --help says",
    })),
  );
}

function output(program: string, parameters: readonly string[]) {
  return new Promise<{ code: number; out: string; error: string }>((done, failed) => {
    const child = spawn(program, [...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...pythonEnvironment(resolve(mlFolder, "library")) },
    });
    let [out, error] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
    child.once("error", failed);
    child.once("close", (code) => done({ code: code ?? 1, out, error }));
  });
}
