import { inspect } from "node:util";
import { CommanderError } from "commander";
import { formatProblem, UserError } from "../domain/problem/problem";
import { maskSecrets } from "../domain/text/secret-shapes";
import { fileProblem } from "../files";
import { createProgram } from "./program";

async function main(): Promise<void> {
  // `mlops … | head` ends the reader: that is no defect.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const program = createProgram();
  try {
    if (["complete", "completion"].includes(process.argv[2] ?? "")) {
      const { addCompletion } = require("./completion") as typeof import("./completion");
      await addCompletion(program);
    }
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong; the exit code. */
function report(error: unknown): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    for (const problem of error.problems) console.error(formatProblem(problem));
    return 2;
  }
  const refused = fileProblem(error);
  if (refused !== undefined) {
    console.error(formatProblem(refused));
    return 2;
  }
  console.error(maskSecrets(inspect(error)));
  console.error("This is a defect of mlops, not of what you gave it.");
  return 3;
}

void main();
