import { type Command, Option } from "commander";
import { type PolicyFormat, policyFormats } from "../policy/checked";
import { configOption } from "./options";

interface Options {
  readonly config?: string;
  readonly format: PolicyFormat;
  readonly rule?: readonly string[];
  readonly today?: string;
  readonly list?: boolean;
}

const help = `
Checks every stack against the rules that docs/reference/policies.md explains. Without a folder, the stacks are
synthesized from the configuration; with folders that mlops plan made, their plans are judged, by the waivers that
were kept with them, and each failure says whether the change brings it.

A rule passes, fails, or cannot tell, because a value is known after apply only: that never counts as passed.
Accepted findings stand in config/waivers.yaml, each with an owner and an end.

Exit codes: 0 nothing critical or high fails that nobody has waived, 1 something does, or a stack could not be planned,
2 bad input.

Examples:
  mlops policy                                       all stacks as configured
  mlops policy plans                                 what mlops plan has planned
  mlops policy --rule storage-min-tls --rule key-vault-rbac
  mlops policy --format sarif > policies.sarif
  mlops policy --today 2027-06-01                    which waivers have expired by then
  mlops policy --list                                every rule, and the rules of other tools that it stands for
`;

/** Adds `mlops policy`. */
export function registerPolicy(program: Command): void {
  program
    .command("policy")
    .description("check stacks or plans against the rules for security, cost and operation")
    .argument("[folders...]", "folders that mlops plan made (default: synthesize the configuration)")
    .option("--rule <id...>", "only these rules")
    .option("--list", "print the rules instead of checking them")
    .addOption(new Option("--format <format>", "how to print findings").choices(policyFormats).default("text"))
    .option("--today <date>", "the day that waivers are judged on, YYYY-MM-DD (default: today, UTC)")
    .addOption(configOption())
    .addHelpText("after", help)
    .action(async (folders: string[], options: Options) => {
      // Loaded when needed: `--help` must not wait for the rules.
      const { listRules, runPolicy } = require("../policy/run") as typeof import("../policy/run");
      if (options.list === true) {
        process.stdout.write(listRules(options.rule, options.format));
        return;
      }
      const { exitCode, output } = await runPolicy({ ...options, folders });
      process.stdout.write(output);
      process.exitCode = exitCode;
    });
}
