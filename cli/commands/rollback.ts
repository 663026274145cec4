import type { Command } from "commander";
import { sandboxOf } from "./options";
import { addPromotionOptions, finish, type PromotionFlags } from "./promotion-options";

const help = `
A candidate is taken out and its version listed under rejected. Without a candidate, the version before is live again. Where
the same version serves in later environments, it is taken out there, too, in the same edit. Works without Azure.

With --now traffic moves first, through the rollback workflow that is deployed: from the candidate to the live version, or from
that to the former one while it is kept. Who may start it stands in promotion.rollback.callers; nobody needs a right to write.
The edit says the same afterwards, so that the next plan moves nothing back.

Exit code 1: there is nothing to go back to, or traffic did not move, and nothing was written.

Examples:
  mlops rollback customer-churn --env prod --reason "twice as many errors as before"
  mlops rollback customer-churn --env prod --now --reason "twice as many errors as before"
  mlops rollback customer-churn --env preprod --dry-run
`;

interface Flags extends PromotionFlags {
  readonly env: string;
  readonly reason?: string;
  readonly now?: boolean;
}

/** Adds `mlops rollback`. */
export function registerRollback(program: Command): void {
  const command = program
    .command("rollback")
    .description("put an environment back to the version before, in one edit")
    .argument("<use-case>", "its name")
    .requiredOption("--env <environment>", "where")
    .option("--reason <text>", "why; kept in the evidence (needed, unless a workflow has rolled back already)")
    .option("--now", "move traffic at once, through the deployed workflow, before anything is written");
  addPromotionOptions(command)
    .addHelpText("after", help)
    .action(async (useCase: string, { now: atOnce, ...flags }: Flags) => {
      const { rollback } =
        require("../../deploy/promotion/rollback") as typeof import("../../deploy/promotion/rollback");
      finish(
        await rollback(useCase, { ...flags, sandbox: sandboxOf(flags), ...(atOnce === true && { atOnce }) }),
        flags,
      );
    });
}
