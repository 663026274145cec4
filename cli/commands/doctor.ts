import { InvalidArgumentError, Option, type Command } from "commander";
import { configOption, dirOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

interface Options extends SandboxFlags {
  readonly config: string;
  readonly strict?: true;
  readonly ml?: true;
  readonly firstDay?: true;
  readonly policies?: true;
  readonly json?: true;
  readonly timeout: number;
}

const help = `
Looks at this machine (Node, Terraform, git), the login, and for the platform and each environment: access to the
subscription, resource providers, the role to deploy, VM sizes and quota against what the configuration asks for, and
names that are taken or held by something deleted. Changes nothing; runs before the first deployment and after.

Each line is pass, FAIL or unknown (Azure did not say), with the fix. Exit code 1 if any line fails; with --strict also if
any is unknown.

Examples:
  mlops doctor                       everything, against Azure
  mlops doctor prod --strict
  mlops doctor prod --policies       whether a landing zone's policies would deny what prod makes
  mlops doctor --sandbox             against the simulated Azure in .sandbox
  mlops doctor --ml                  whether this machine can train and serve; asks nobody else
  mlops doctor --json | jq '.lines[] | select(.result != "pass")'
`;

/** Adds `mlops doctor`. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check that this machine, this login and Azure are ready for a deployment")
    .argument("[environment]", "one environment (default: all)")
    .addOption(configOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--first-day", "ask a deployed environment what no document settles, too")
    .option("--policies", "ask in advance whether policies would deny or change what is deployed, too")
    .option("--ml", "only what training and serving on this machine need")
    .option("--strict", "fail if anything is unknown, too")
    .addOption(
      new Option("--timeout <seconds>", "how long Azure may take to answer, 1 to 600").argParser(seconds).default(60),
    )
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (environment: string | undefined, options: Options) => {
      const { config, timeout, json, strict, firstDay, policies } = options;
      const sandbox = sandboxOf(options);
      // Loaded when needed: `--help` must not wait for Azure's clients.
      const { doctor } = require("../doctor/doctor") as typeof import("../doctor/doctor");
      const { renderReport } = require("../doctor/report") as typeof import("../doctor/report");
      const { mlDoctor } = require("../doctor/ml") as typeof import("../doctor/ml");
      const report =
        options.ml === true
          ? await mlDoctor(config)
          : await doctor({
              config,
              timeoutSeconds: timeout,
              firstDay: firstDay === true,
              policies: policies === true,
              ...(environment !== undefined && { environment }),
              ...(sandbox !== undefined && { sandbox }),
            });
      const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
      const text = renderReport(report, { colour, width: process.stdout.columns ?? 120 });
      process.stdout.write(`${json === true ? JSON.stringify(report, undefined, 2) : text}\n`);
      process.exitCode = report.counts.fail > 0 || (strict === true && report.counts.unknown > 0) ? 1 : 0;
    });
}

function seconds(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 600) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 600.");
}
