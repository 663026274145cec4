import type { Command } from "commander";
import { sandboxOf } from "./options";
import { addPromotionOptions, finish, type PromotionFlags } from "./promotion-options";

const help = `
The next step of promotion.rollout, if the candidate was watched for its bake time, answered without too many errors and
fast enough, and does not drift. No figures are not good figures. After the last step the candidate becomes live, and what
was live stays deployed for promotion.keepFormer, without requests. Once that is over, the next rollout drops it.

Where promotion.gates.live asks for it, what candidate and live version answered is held against labels. Both are read from where
the environment keeps them, as whoever is signed in: the container "collected", and data.labels. It takes Storage Blob Data
Reader on both accounts and a machine that reaches them; what cannot be read is told. Or --answers names a folder into which
that container was downloaded (<endpoint>/<deployment>/answers lies in it), --labels a CSV, Parquet or MLTable with the id and
the target. Not before the candidate is known to lose no more than it may does it take all requests.

Exit code 1: refused, and nothing was written.

Examples:
  mlops rollout customer-churn                     where a candidate is being tried
  mlops rollout customer-churn --env prod --dry-run
  mlops rollout customer-churn --env prod --answers collected/modelDataCollector --labels labels.csv
  mlops rollout customer-churn --env prod --drop-former
  mlops rollout customer-churn --env prod --override "night traffic is too thin to judge, agreed with the owner"
`;

interface Flags extends PromotionFlags {
  readonly env?: string;
  readonly override?: string;
  readonly dropFormer?: boolean;
  readonly answers?: string;
  readonly labels?: string;
}

/** Adds `mlops rollout`. */
export function registerRollout(program: Command): void {
  const command = program
    .command("rollout")
    .description("move a candidate to its next step, if bake time and health allow")
    .argument("<use-case>", "its name")
    .option("--env <environment>", "where (default: the only one with a candidate, else with a former version)")
    .option("--override <reason>", "go on although checks did not pass; the reason is kept in the evidence");
  command
    .option(
      "--answers <folder>",
      "what endpoints collected, for promotion.gates.live (default: read from the environment)",
    )
    .option("--labels <path>", "what turned out, for promotion.gates.live (default: data.labels)");
  command.option("--drop-former", "let go of the former version now, although it could be kept longer");
  addPromotionOptions(command)
    .addHelpText("after", help)
    .action(async (useCase: string, flags: Flags) => {
      const { rollout } = require("../../deploy/promotion/rollout") as typeof import("../../deploy/promotion/rollout");
      const { compareLive } = require("../ml/live") as typeof import("../ml/live");
      finish(await rollout(useCase, { ...flags, sandbox: sandboxOf(flags), compareLive }), flags);
    });
}
