import { inspect } from "node:util";
import { CommanderError } from "commander";
import { UserError } from "../domain/problem/problem";
import { maskSecrets } from "../domain/text/secret-shapes";
import { fileProblem } from "../files";
import { asksForData, tellProblems } from "./problems";
import { createProgram } from "./program";

/** Does what a command line says, and sets the exit code. @param parameters - what stands behind `mlops` */
export async function runCommand(parameters: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    if (["complete", "completion"].includes(parameters[0] ?? "")) {
      const { addCompletion } = require("./completion") as typeof import("./completion");
      await addCompletion(program);
    }
    await program.parseAsync(parameters, { from: "user" });
    if (parameters[0] === "completion") {
      const { standIn } = require("./completion") as typeof import("./completion");
      process.stdout.write(standIn(parameters[1] ?? ""));
    }
  } catch (error) {
    process.exitCode = report(error, asksForData(program, parameters));
  }
}

/** Says what went wrong, as data as well if data were asked for; the exit code. */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has printed its message already.
    const message = error.message.replace(/^error: /, "");
    tellProblems([{ code: "MLOPS-CLI-007", where: "mlops", message, fix: "see --help" }], { json, words: false });
    return 2;
  }
  const refused = fileProblem(error);
  const problems = error instanceof UserError ? error.problems : refused === undefined ? undefined : [refused];
  if (problems !== undefined) {
    tellProblems(problems, { json });
    return 2;
  }
  const said = maskSecrets(inspect(error));
  console.error(said);
  console.error("This is a defect of mlops, not of what you gave it.");
  const [message = ""] = said.split("\n");
  tellProblems([{ code: "MLOPS-CLI-008", where: "mlops", message }], { json, words: false });
  return 3;
}
