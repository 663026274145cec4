import { type Command, Option } from "commander";
import { availableParallelism } from "node:os";
import { formatProblem } from "../../domain/problem/problem";
import { tellProblems } from "../problems";
import type { Confirmation } from "../../deploy/apply";
import { parseReason, parseWidth } from "./plan";
import { configOption, dirOption, sandboxOption } from "./options";

interface Options {
  readonly expectDigest?: string;
  readonly stacks: readonly string[];
  readonly yes?: boolean;
  readonly blockedAnyway?: string;
  readonly parallel?: number;
  readonly sandbox?: boolean;
  readonly dir?: string;
  readonly faults?: string;
  readonly config?: string;
  readonly json?: boolean;
}

const help = `
Applies exactly the plans in a folder that mlops plan made. First everything is checked for every stack: that no file
was altered, that each plan is the one whose digest was approved, that its state has not moved on, that the commit, the
version of Terraform and the place are the same, and that mlops review would not say BLOCKED. If anything is wrong, all
of it is said and nothing is changed.

Stacks are applied in the order of their dependencies and of promotion. What depends on a stack that failed is not begun.
Ctrl-C stops when what is in flight is finished and recorded. What was begun and finished is kept in
<folder>/<stack>/apply.jsonl; after a crash, mlops recover takes what was made into the state.

Exit codes: 0 everything was applied, 1 refused or something failed, 2 bad input.

Examples:
  mlops apply plans --sandbox
  mlops apply plans --expect-digest 5f0c… --yes
  mlops apply plans --stacks 'dev*' --yes
`;

/** Adds `mlops apply`. */
export function registerApply(program: Command): void {
  program
    .command("apply")
    .description("apply exactly the plans in a folder")
    .argument("<folder>", "a folder that mlops plan made")
    .option("--expect-digest <digest>", "the digest that was approved: refuse any other plans")
    .option("--stacks <names>", "only these, separated by commas, with * for any text", splitNames, [])
    .option("--yes", "do not ask")
    .addOption(
      new Option("--blocked-anyway <reason>", "apply what is BLOCKED; the reason is kept in the journal").argParser(
        parseReason,
      ),
    )
    .option("--parallel <number>", "stacks at a time (default: as many as there are cores)", parseWidth)
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addOption(new Option("--faults <spec>", "what goes wrong in the simulated Azure, see mlops sandbox").hideHelp())
    .addOption(configOption())
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (folder: string, options: Options) => {
      if (options.yes !== true && !process.stdin.isTTY) {
        const message = "nobody can be asked here, as there is no terminal; nothing was changed";
        const problem = { code: "MLOPS-APPLY-021", where: "--yes", message, fix: "say --yes to apply" } as const;
        tellProblems([problem], { json: options.json === true });
        process.exitCode = 1;
        return;
      }
      // Loaded when needed: `--help` must not wait for the schema.
      const { apply } = require("../../deploy/apply") as typeof import("../../deploy/apply");
      const { applyReport } = require("../../deploy/apply-report") as typeof import("../../deploy/apply-report");
      const { configFolder } = require("../../deploy/synthesize") as typeof import("../../deploy/synthesize");
      const outcome = await apply({
        ...options,
        folder,
        parallel: options.parallel ?? availableParallelism(),
        config: configFolder(options.config),
        sandbox: options.sandbox === true,
        confirm: (about) => {
          console.error(verdictLine(about));
          return options.yes === true ? Promise.resolve(true) : ask(about);
        },
      });
      if (options.json === true) {
        const { jsonText } = require("../../domain/text/visible") as typeof import("../../domain/text/visible");
        console.log(jsonText(outcome));
      }
      if ("refused" in outcome) {
        for (const problem of outcome.refused) console.error(formatProblem(problem));
        console.error("\nNothing was changed.");
        process.exitCode = 1;
        return;
      }
      if (options.json !== true) console.log(`\n${applyReport(outcome.applied)}`);
      const whole = outcome.applied.every(({ outcome: what }) => what === "applied" || what === "no changes");
      process.exitCode = whole ? 0 : 1;
    });
}

/** What whoever applies has to know, as the review says it. */
function verdictLine({ verdict: { verdict, reasons } }: Confirmation): string {
  const words = {
    blocked: "BLOCKED, and applied all the same",
    "needs-security-approval": "NEEDS SECURITY APPROVAL",
    review: "REVIEW",
    "no-change": "NO CHANGE",
  }[verdict];
  return `Verdict: ${words}: ${reasons.join("; ")}`;
}

async function ask({ manifest, stacks, signal }: Confirmation): Promise<boolean> {
  const { confirm } = require("@inquirer/prompts") as typeof import("@inquirer/prompts");
  const width = Math.max(...stacks.map(({ name }) => name.length));
  for (const { name, counts } of stacks) {
    const { add, change, destroy } = counts;
    console.error(`${name.padEnd(width)}  ${add} to add, ${change} to change, ${destroy} to destroy`);
  }
  const where = manifest.target === "sandbox" ? "the sandbox" : "Azure";
  try {
    const message = `Apply this to ${where}? (digest ${manifest.digest.slice(0, 12)})`;
    // stdout may be for data.
    return await confirm({ message, default: false }, { signal, output: process.stderr });
  } catch {
    // Ctrl-C at the question, or a signal to stop.
    return false;
  }
}

const splitNames = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...text.split(",").map((name) => name.trim()),
];
