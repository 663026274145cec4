import { Command } from "commander";
import { formatProblem, UserError } from "../core/problem";
import { registerDemo } from "./commands/demo";
import { registerSandbox } from "./commands/sandbox";
import { registerValidate } from "./commands/validate";

const oldestNode = [20, 19] as const;

async function main(): Promise<void> {
  const [major, minor] = process.versions.node.split(".").map(Number) as [number, number];
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    console.error(`mlops needs Node.js ${oldestNode.join(".")} or newer, this is ${process.versions.node}; see .nvmrc`);
    process.exitCode = 2;
    return;
  }
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
