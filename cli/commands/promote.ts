import type { Command } from "commander";
import { sandboxOf } from "./options";
import { addPromotionOptions, finish, type PromotionFlags } from "./promotion-options";

const help = `
Every check is printed with its reason, the passed ones, too: order of environments, whether the version was rolled back,
registry, metrics (tags metrics.<name> of the model version), comparison with what is live, soak, drift, the endpoints.
If all pass, the release file is changed and the evidence is laid beside it, both for the review, which is BLOCKED for a
release without evidence. Nothing is deployed.

Exit code 1: refused, and nothing was written.

Examples:
  mlops promote customer-churn --to preprod                 the newest version that may enter
  mlops promote customer-churn --to dev --model 14 --publish
  mlops promote customer-churn --to prod --dry-run
  mlops promote customer-churn --to prod --override "campaign ends Friday, agreed with Model Risk" --open-pr
`;

interface Flags extends PromotionFlags {
  readonly to: string;
  readonly model?: string;
  readonly publish?: boolean;
  readonly override?: string;
}

/** Adds `mlops promote`. */
export function registerPromote(program: Command): void {
  const command = program
    .command("promote")
    .description("decide by evidence whether a model version may enter an environment, and write the release")
    .argument("<use-case>", "its name")
    .requiredOption("--to <environment>", "the environment to enter")
    .option("--model <version>", "version in the registry (default: the newest that may enter)")
    .option(
      "--publish",
      "bring the version from the first environment's workspace into the registry if it is not there",
    )
    .option("--override <reason>", "go on although checks did not pass; the reason is kept in the evidence");
  addPromotionOptions(command)
    .addHelpText("after", help)
    .action(async (useCase: string, flags: Flags) => {
      const { promote } = require("../../deploy/promotion/promote") as typeof import("../../deploy/promotion/promote");
      finish(await promote(useCase, { ...flags, sandbox: sandboxOf(flags) }), flags);
    });
}
