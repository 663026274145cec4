import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { jsonText } from "../../domain/text/visible";
import { configOption, dirOption, regionOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

const help = `
Without --lineage nothing is asked of Azure: all of it follows from the configuration. With an environment: every setting with the file and
line it comes from (or "default", or "override"), and the id of every resource in Azure.

With --network: who reaches what in an environment, by which door, or why not. What something needs and does not reach stands
at the end. Over the network only: a call needs a role as well.

Of an environment by itself: its settings and the organization's, and what its own stack becomes in Azure. A use case of the
same name comes first.

An environment with a second region is told of in the region that is in charge, or in the one that --region names.

With --lineage <environment>: each deployed version back to its model, run, code, environment, data and rows. This is asked of
Azure, with whoever is signed in, or of the sandbox.

Examples:
  mlops explain customer-churn
  mlops explain customer-churn prod
  mlops explain customer-churn prod --prices prices.yaml
  mlops explain customer-churn prod --json | jq -r '.environments[].resources[].id'
  mlops explain prod
  mlops explain prod --network
  mlops explain customer-churn --lineage prod
  mlops explain prod --network --json | jq '.reach[] | select(.who == "hosted runners")'
`;

/** Adds `mlops explain`. */
export function registerExplain(program: Command): void {
  program
    .command("explain")
    .description(
      "say what a use case does or an environment is, where each value comes from and what it becomes in Azure",
    )
    .argument(
      "<name>",
      "a use case or an environment: a file in config/use-cases/ or config/environments/, without .yaml",
    )
    .argument("[environment]", "one environment, in full (default: all, in short)")
    .addOption(configOption())
    .addOption(regionOption())
    .option("--network", "who reaches what in an environment, and by which door")
    .option("--lineage <environment>", "what each version that is deployed there comes from, asked of Azure")
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--prices <file>", "prices of machines: what keeping a former version costs is told in money")
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(
      async (
        useCase: string,
        environment: string | undefined,
        options: {
          config: string;
          json?: true;
          network?: true;
          region?: string;
          prices?: string;
          lineage?: string;
        } & SandboxFlags,
      ) => {
        if (options.lineage !== undefined) {
          const { lineageOf, lineageText } = require("../explain/lineage") as typeof import("../explain/lineage");
          const sandbox = sandboxOf(options);
          const found = await lineageOf(options.config, useCase, options.lineage, {
            ...(sandbox !== undefined && { sandbox }),
          });
          const text = options.json === true ? jsonText(found) : lineageText(useCase, options.lineage, found);
          return console.log(text);
        }
        if (options.network === true) return tellNetwork(useCase, environment, options);
        if (isEnvironment(options.config, useCase)) return tellEnvironment(useCase, environment, options);
        // Loaded when needed: `--help` must not wait for the schema.
        const { explain, explanationText } = require("../explain/explain") as typeof import("../explain/explain");
        const now = new Date().toISOString();
        const { readPrices } = require("../prices") as typeof import("../prices");
        const prices = options.prices === undefined ? undefined : readPrices(options.prices);
        const { config, region } = options;
        const result = await explain({
          ...{ config, useCase, environment, now },
          ...(region !== undefined && { region }),
          ...(prices && { prices }),
        });
        const { name, description, owner } = result.useCase;
        console.log(
          options.json
            ? JSON.stringify({ useCase: name, description, owner, environments: result.environments }, undefined, 2)
            : explanationText(result.useCase, result.environments),
        );
      },
    );
}

/** Whether a name is that of an environment, and of no use case. Both are called as their files are, so that nothing is read for it. */
function isEnvironment(config: string, name: string): boolean {
  const isThere = (folder: string) => existsSync(join(config, folder, `${name}.yaml`));
  return isThere("environments") && !isThere("use-cases");
}

interface OfEnvironment {
  readonly config: string;
  readonly json?: true;
  readonly region?: string;
  readonly prices?: string;
}

async function tellEnvironment(
  environment: string,
  superfluous: string | undefined,
  options: OfEnvironment,
): Promise<void> {
  refuseMore("an environment is explained by itself", "mlops explain <environment>", superfluous, options);
  const { environmentText, explainEnvironment } =
    require("../explain/environment") as typeof import("../explain/environment");
  const explained = await explainEnvironment(options.config, environment, options.region);
  console.log(options.json === true ? jsonText(explained) : environmentText(explained));
}

function refuseMore(
  message: string,
  allowed: string,
  superfluous: string | undefined,
  { prices }: OfEnvironment,
): void {
  if (superfluous === undefined && prices === undefined) return;
  const { UserError } = require("../../domain/problem/problem") as typeof import("../../domain/problem/problem");
  const where = superfluous === undefined ? "--prices" : "[environment]";
  throw new UserError([{ code: "MLOPS-CLI-005", where, message, given: superfluous ?? prices, allowed }]);
}

async function tellNetwork(
  environment: string,
  superfluous: string | undefined,
  options: OfEnvironment,
): Promise<void> {
  const message = "--network is about one environment, and about nothing else";
  refuseMore(message, "mlops explain <environment> --network", superfluous, options);
  const { explainNetwork, networkText } = require("../explain/network") as typeof import("../explain/network");
  const reach = await explainNetwork(options.config, environment, options.region);
  const { rows, regions } = reach;
  console.log(
    options.json === true
      ? JSON.stringify({ environment, ...(regions !== undefined && { regions }), reach: rows }, undefined, 2)
      : networkText(environment, reach),
  );
}
