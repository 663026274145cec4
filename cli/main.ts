import { Command } from "commander";
import { formatProblem, UserError } from "../core/problem";
import { registerDemo } from "./commands/demo";
import { registerSandbox } from "./commands/sandbox";
import { registerValidate } from "./commands/validate";

async function main(): Promise<void> {
  const program = new Command("mlops").description("Azure MLOps environments as code");
  registerDemo(program);
  registerSandbox(program);
  registerValidate(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof UserError) {
      for (const problem of error.problems) console.error(formatProblem(problem));
      process.exitCode = 2;
      return;
    }
    console.error(error);
    process.exitCode = 3;
  }
}

void main();
