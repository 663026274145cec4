import type { Command } from "commander";
import { configOption } from "./options";

const help = `
Nothing is asked of Azure: all of it follows from the configuration. With an environment: every setting with the file and
line it comes from (or "default", or "override"), and the id of every resource in Azure.

Examples:
  mlops explain customer-churn
  mlops explain customer-churn prod
  mlops explain customer-churn prod --prices prices.yaml
  mlops explain customer-churn prod --json | jq -r '.environments[].resources[].id'
`;

/** Adds `mlops explain`. */
export function registerExplain(program: Command): void {
  program
    .command("explain")
    .description("say in words what a use case does, where each value comes from and what it becomes in Azure")
    .argument("<use-case>", "name of a file in config/use-cases/, without .yaml")
    .argument("[environment]", "one environment, in full (default: all, in short)")
    .addOption(configOption())
    .option("--prices <file>", "prices of machines: what keeping a former version costs is told in money")
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(
      async (
        useCase: string,
        environment: string | undefined,
        options: { config: string; json?: true; prices?: string },
      ) => {
        // Loaded when needed: `--help` must not wait for the schema.
        const { explain, explanationText } = require("../explain/explain") as typeof import("../explain/explain");
        const now = new Date().toISOString();
        const { readPrices } = require("../prices") as typeof import("../prices");
        const prices = options.prices === undefined ? undefined : readPrices(options.prices);
        const result = await explain({ config: options.config, useCase, environment, now, ...(prices && { prices }) });
        const { name, description, owner } = result.useCase;
        console.log(
          options.json
            ? JSON.stringify({ useCase: name, description, owner, environments: result.environments }, undefined, 2)
            : explanationText(result.useCase, result.environments),
        );
      },
    );
}
