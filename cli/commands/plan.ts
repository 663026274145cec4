import { type Command, InvalidArgumentError, Option } from "commander";
import { availableParallelism } from "node:os";
import { UserError } from "../../domain/problem/problem";
import { tellProblems } from "../problems";
import { configOption, dirOption, sandboxOf, sandboxOption } from "./options";

interface Options {
  readonly out: string;
  readonly config?: string;
  readonly affected?: string;
  readonly destroy?: boolean;
  readonly drift?: boolean;
  readonly allowDirty?: string;
  readonly lock?: boolean;
  readonly parallel?: number;
  readonly sandbox?: boolean;
  readonly dir?: string;
  readonly faults?: string;
  readonly detailedExitcode?: boolean;
  readonly json?: boolean;
}

const help = `
Plans all stacks but those an owner deploys (bootstrap, pipelines), or the ones that are named; * stands for any text.
Each is planned against what is deployed now: a stack that reads from another one which is not there yet can fail. A
stack that cannot be planned is a row in the result, and the others are planned all the same.

Plan files hold secrets. The folder is for its owner only; with MLOPS_PLAN_KEY set (openssl rand -hex 32) the plans in
it are encrypted. MLOPS_DIGEST_KEY keeps secrets from being guessed by the digests; use the same for plan and apply.

Against Azure, plans of files that are not committed can be reviewed and not applied: nobody could see later what was
applied. --allow-dirty with a reason permits it; the reason is part of the digest, and the review shows it.

Exit codes: 0 planned, 1 a stack could not be planned, 2 bad input. With --detailed-exitcode as Terraform's:
0 no changes, 1 anything that went wrong, 2 changes.

Examples:
  mlops plan --sandbox
  mlops plan dev 'dev-*' --out /tmp/plans
  mlops plan --affected origin/main
  mlops plan --drift --detailed-exitcode          what was changed outside Terraform
  mlops plan --destroy prod-customer-churn        take a use case away: review and apply it as any other plan
`;

/** Adds `mlops plan`. */
export function registerPlan(program: Command): void {
  program
    .command("plan")
    .description("plan stacks into a folder that can be reviewed and applied")
    .argument("[stacks...]", "names of stacks, with * for any text")
    .option("--out <folder>", "where the plans go, in place of those before", "plans")
    .option("--affected <ref>", "only stacks whose synthesized output differs from that commit's")
    .addOption(new Option("--destroy", "plan to take the named stacks away").conflicts(["affected", "drift"]))
    .addOption(new Option("--drift", "plan only what was changed outside Terraform"))
    .addOption(
      new Option(
        "--allow-dirty <reason>",
        "why plans of files that are not committed may be applied to Azure",
      ).argParser(parseReason),
    )
    .option("--lock", "lock each state while it is planned (needs the right to write it)")
    .option("--parallel <number>", "stacks at a time (default: as many as there are cores)", parseWidth)
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addOption(new Option("--faults <spec>", "what goes wrong in the simulated Azure, see mlops sandbox").hideHelp())
    .addOption(configOption())
    .option("--detailed-exitcode", "exit code 2 if there are changes")
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (stacks: string[], options: Options) => {
      try {
        process.exitCode = await run(stacks, options);
      } catch (error) {
        // 2 would say that there are changes.
        if (options.detailedExitcode !== true || !(error instanceof UserError)) throw error;
        tellProblems(error.problems, { json: options.json === true });
        process.exitCode = 1;
      }
    });
}

async function run(stacks: readonly string[], options: Options): Promise<number> {
  if (options.destroy === true && stacks.length === 0) {
    throw new UserError([
      {
        code: "MLOPS-PLAN-021",
        where: "--destroy",
        message: "which stacks to take away has to be said",
        fix: "for example: mlops plan --destroy prod-customer-churn",
      },
    ]);
  }
  // Loaded when needed: `--help` must not wait for the schema.
  const { plan } = require("../../deploy/plan") as typeof import("../../deploy/plan");
  const { planData, planReport } = require("../../deploy/plan-report") as typeof import("../../deploy/plan-report");
  const { configFolder } = require("../../deploy/synthesize") as typeof import("../../deploy/synthesize");
  const { destroy, drift, lock, sandbox } = options;
  const planned = await plan({
    ...options,
    stacks,
    parallel: options.parallel ?? availableParallelism(),
    config: configFolder(options.config),
    mode: destroy === true ? "destroy" : drift === true ? "drift" : "normal",
    lock: lock === true,
    sandbox: sandbox === true,
  });
  const { jsonText } = require("../../domain/text/visible") as typeof import("../../domain/text/visible");
  const { out, json } = options;
  console.log(json === true ? jsonText(planData(planned, out)) : `\n${planReport(planned, out, sandboxOf(options))}`);
  const { manifest } = planned;
  if (manifest === undefined || manifest.stacks.some(({ status }) => status === "failed")) return 1;
  const changes = manifest.stacks.some((stack) => stack.status === "planned" && stack.changes);
  return changes && options.detailedExitcode === true ? 2 : 0;
}

/** Reads why a safeguard is passed by: one line that somebody can judge later. */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason.length >= 15 && reason.length <= 300 && !/[\p{Cc}]/u.test(reason)) return reason;
  throw new InvalidArgumentError("Allowed is a reason in one line of 15 to 300 characters.");
}

/** Reads a number of things to do at the same time. */
export function parseWidth(text: string): number {
  const width = Number(text);
  if (!Number.isInteger(width) || width < 1 || width > 64) throw new InvalidArgumentError("Allowed are 1 to 64.");
  return width;
}
