import type { Command } from "commander";
import { configOption, dirOption, regionOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

const help = `
Sends the use case's ml/use-cases/<name>/sample-request.json through the endpoint to every deployment that answers or is being
tried, as promotion.smokeTest says, and judges status, shape, values and latency of the answers; where a replay is asked for,
the answers to labelled-sample.json, too. Whoever runs it needs the right to call the endpoint, and a way to it.

Exit code 1: a deployment did not pass, or could not be asked. Exit code 2: what is named has no smoke test or is not there,
or the address is neither https nor of this machine: a token is sent to it.

Examples:
  mlops smoke --env dev                            every use case with a smoke test
  mlops smoke customer-churn --env prod --deployment model-14
  mlops smoke customer-churn --env prod --address https://localhost:8443/score    through a tunnel
`;

interface Flags extends SandboxFlags {
  readonly config: string;
  readonly ml: string;
  readonly env: string;
  readonly region?: string;
  readonly deployment?: string;
  readonly address?: string;
  readonly json?: boolean;
}

/** Adds `mlops smoke`. */
export function registerSmoke(program: Command): void {
  program
    .command("smoke")
    .description("ask what is deployed the sample request, and judge the answers")
    .argument("[use-case]", "its name (default: all with a smoke test)")
    .requiredOption("--env <environment>", "where")
    .addOption(regionOption())
    .option("--deployment <name>", "one deployment of the use case (default: what answers and what is being tried)")
    .option("--address <url>", "ask this address instead of the endpoint's own")
    .addOption(configOption())
    .option("--ml <folder>", "folder of components and use cases", "ml")
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--json", "print the results for programs")
    .addHelpText("after", help)
    .action(async (useCase: string | undefined, flags: Flags) => {
      const { smoke } = require("../../deploy/promotion/smoke") as typeof import("../../deploy/promotion/smoke");
      const report = await smoke(useCase, { ...flags, sandbox: sandboxOf(flags) });
      const { jsonText } = require("../../domain/text/visible") as typeof import("../../domain/text/visible");
      const { smokeLines } = require("../smoke") as typeof import("../smoke");
      process.stdout.write(`${flags.json === true ? jsonText(report) : smokeLines(report)}\n`);
      process.exitCode = report.passed ? 0 : 1;
    });
}
