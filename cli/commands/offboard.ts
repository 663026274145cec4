import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { configOption, dirOption, sandboxOption } from "./options";

interface Options {
  readonly env?: string;
  readonly out: string;
  readonly config: string;
  readonly sandbox?: true;
  readonly dir?: string;
}

const help = `
Makes a folder of plans, as mlops plan does, that take the use case's stacks away, and says what goes, what stays behind
and what Azure keeps for a while. Nothing is changed before mlops apply.

Examples:
  mlops offboard fuel-efficiency
  mlops offboard fuel-efficiency --env prod
  mlops offboard fuel-efficiency --sandbox && mlops apply plans --sandbox
`;

/** Adds `mlops offboard`. */
export function registerOffboard(program: Command): void {
  program
    .command("offboard")
    .description("plan to take a use case away, and say what stays behind")
    .argument("<use-case>", "name of a file in config/use-cases/, without .yaml")
    .option("--env <environment>", "only there (default: everywhere)")
    .option("--out <folder>", "where the plans go, in place of those before", "plans")
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addOption(configOption())
    .addHelpText("after", help)
    .action(async (useCase: string, options: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { offboard } = require("../offboard/offboard") as typeof import("../offboard/offboard");
      const { configFolder } = require("../../deploy/synthesize") as typeof import("../../deploy/synthesize");
      const { text, planned } = await offboard({
        ...options,
        useCase,
        environment: options.env,
        config: configFolder(options.config),
        sandbox: options.sandbox === true,
        parallel: availableParallelism(),
        today: new Date().toISOString().slice(0, 10),
      });
      console.log(`\n${text}`);
      if (!planned) process.exitCode = 1;
    });
}
