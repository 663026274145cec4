import type { Command } from "commander";
import { configOption, mlOption } from "./options";

interface Options {
  readonly config: string;
  readonly ml: string;
  readonly json?: true;
}

const help = `
The model has five levels, 0 to 4. A level counts when all it asks for, and all that the levels below ask for, can be
seen in the configuration of the last environment the use case lives in. A component counts if ml/ has it in that version,
or if it is external: true. People and habits are not judged.
The model: https://learn.microsoft.com/azure/architecture/ai-ml/guide/mlops-maturity-model

Examples:
  mlops maturity
  mlops maturity customer-churn
  mlops maturity --json | jq '.[] | select(.level < 4) | .useCase'
`;

/** Adds `mlops maturity`. */
export function registerMaturity(program: Command): void {
  program
    .command("maturity")
    .description("tell each use case's level in Microsoft's MLOps maturity model, and what the next one asks for")
    .argument("[use-case]", "one use case (default: all)")
    .addOption(configOption())
    .addOption(mlOption())
    .option("--json", "print data")
    .addHelpText("after", help)
    .action((useCase: string | undefined, options: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { loadConfiguration } = require("../../schema/load") as typeof import("../../schema/load");
      const { chosenUseCases } = require("../../schema/choose") as typeof import("../../schema/choose");
      const { maturityOf, maturityText } = require("../maturity/maturity") as typeof import("../maturity/maturity");
      const { inventoryOf } = require("../../schema/ml/inventory") as typeof import("../../schema/ml/inventory");
      const exists = inventoryOf(options.ml);
      const chosen = chosenUseCases(loadConfiguration(options.config), useCase);
      const results = chosen.map((one) => maturityOf(one, exists));
      console.log(options.json ? JSON.stringify(results, undefined, 2) : maturityText(results));
    });
}
