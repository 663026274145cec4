import type { Command } from "commander";
import { configOption } from "./options";

const help = `
Compares configuration, not what is deployed: for that, see \`mlops plan\`. Defaults count as values, so that what nobody
wrote shows, too. The exit code is 0 whether anything differs or not.

Examples:
  mlops diff dev prod
  mlops diff preprod prod --use-case customer-churn
  mlops diff dev prod --json
`;

/** Adds `mlops diff`. */
export function registerDiff(program: Command): void {
  program
    .command("diff")
    .description("tell what is configured differently in two environments")
    .argument("<environment>", "the one, e.g. dev")
    .argument("<other-environment>", "the other, e.g. prod")
    .option("--use-case <name>", "one use case only")
    .addOption(configOption())
    .option("--json", "print data")
    .addHelpText("after", help)
    .action((left: string, right: string, options: { config: string; useCase?: string; json?: true }) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { differences, differencesText } =
        require("../explain/difference") as typeof import("../explain/difference");
      const found = differences(options.config, left, right, options.useCase);
      console.log(options.json ? JSON.stringify(found, undefined, 2) : differencesText(found, left, right));
    });
}
