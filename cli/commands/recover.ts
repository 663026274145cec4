import type { Command } from "commander";
import { configOption, dirOption, sandboxOption } from "./options";

interface Options {
  readonly config?: string;
  readonly sandbox?: boolean;
  readonly dir?: string;
  readonly state?: string;
  readonly unlock?: string;
}

const help = `
For a deployment that was killed: what it made and could not record is found by its id and taken into the state. Nothing
is changed in Azure. Afterwards a plan shows what is left to do. Names of resources are predictable, so nothing is
needed of the run that was killed.

A killed run on Azure leaves its state locked, and the message of the next one names the lock. Make sure that the run is
really over, then release it with --unlock.

Examples:
  mlops recover --sandbox
  mlops recover dev --unlock 3f0c9d11-7b1f-7a52-9a65-0e5a3f0c9d11
  mlops recover dev --state plans/dev/errored.tfstate
`;

/** Adds `mlops recover`. */
export function registerRecover(program: Command): void {
  program
    .command("recover")
    .description("take into the state what a killed deployment made")
    .argument("[stacks...]", "names of stacks, with * for any text (default: all but bootstrap and pipelines)")
    .option("--state <file>", "put back a state that could not be saved; for one stack")
    .option("--unlock <id>", "release the lock of a run that is over; for one stack")
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addOption(configOption())
    .addHelpText("after", help)
    .action(async (stacks: string[], options: Options) => {
      // Loaded when needed: `--help` must not wait for the sandbox.
      const { recover } = require("../../deploy/recover") as typeof import("../../deploy/recover");
      const { configFolder } = require("../../deploy/synthesize") as typeof import("../../deploy/synthesize");
      const whole = await recover({
        ...options,
        stacks,
        config: configFolder(options.config),
        sandbox: options.sandbox === true,
        report: (stack, text) => console.log(`${stack}  ${text}`),
      });
      process.exitCode = whole ? 0 : 1;
    });
}
