import type { Command } from "commander";
import { configOption } from "./options";

const help = `
Pipelines read it instead of naming environments; it asks nobody.

Examples:
  mlops environments
  mlops environments --json          a list on one line, as a matrix of GitHub Actions takes it
`;

/** Adds `mlops environments`. */
export function registerEnvironments(program: Command): void {
  program
    .command("environments")
    .description("list the environments in the order that versions are promoted in")
    .addOption(configOption())
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(({ config, json }: { readonly config: string; readonly json?: true }) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { loadConfiguration } = require("../../schema/load") as typeof import("../../schema/load");
      const names = loadConfiguration(config).environments.map(({ name }) => name);
      console.log(json === true ? JSON.stringify(names) : names.join("\n"));
    });
}
