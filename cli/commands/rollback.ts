import type { Command } from "commander";
import { sandboxOf } from "./options";
import { addPromotionOptions, finish, type PromotionFlags } from "./promotion-options";

const help = `
A candidate is taken out and its version listed under rejected. Without a candidate, the version before is live again. Where
the same version serves in later environments, it is taken out there, too, in the same edit. Works without Azure.

Exit code 1: there is nothing to go back to, and nothing was written.

Examples:
  mlops rollback customer-churn --env prod --reason "twice as many errors as before"
  mlops rollback customer-churn --env preprod --dry-run
`;

interface Flags extends PromotionFlags {
  readonly env: string;
  readonly reason?: string;
}

/** Adds `mlops rollback`. */
export function registerRollback(program: Command): void {
  const command = program
    .command("rollback")
    .description("put an environment back to the version before, in one edit")
    .argument("<use-case>", "its name")
    .requiredOption("--env <environment>", "where")
    .option("--reason <text>", "why; kept in the evidence (needed, unless a workflow has rolled back already)");
  addPromotionOptions(command)
    .addHelpText("after", help)
    .action(async (useCase: string, flags: Flags) => {
      const { rollback } = require("../promotion/rollback") as typeof import("../promotion/rollback");
      finish(await rollback(useCase, { ...flags, sandbox: sandboxOf(flags) }), flags);
    });
}
