import type { Command } from "commander";
import { configOption, dirOption, sandboxOf, sandboxOption } from "./options";
import { finish, type PromotionFlags } from "./promotion-options";

const help = `
For a release that nobody decided on, e.g. of what is live already when its use case comes here. The entry is evidence of
exactly this step by the promotion definition as it is; reviews show it in red with its reason and its name, and security
has to approve. Where a version can be promoted, promote it: that costs nobody an exception.

A review that is BLOCKED for want of evidence prints the command, with the release that there was.

Examples:
  mlops accept customer-churn --env prod --from nothing --reason "12 was live before this repository was"
`;

interface Flags extends PromotionFlags {
  readonly env: string;
  readonly from: string;
  readonly reason: string;
}

/** Adds `mlops accept`. */
export function registerAccept(program: Command): void {
  program
    .command("accept")
    .description("take over a release as it stands, by name and with a reason")
    .argument("<use-case>", "its name")
    .requiredOption("--env <environment>", "where")
    .requiredOption("--reason <text>", "why; kept in the evidence")
    .option("--from <digest>", "what was released before, as the review names it", "nothing")
    .option("--by <name>", "who takes it over (default: in a pipeline whoever started it, else the user of git)")
    .addOption(configOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--dry-run", "print, write nothing")
    .option("--json", "print the entry for programs")
    .addHelpText("after", help)
    .action((useCase: string, flags: Flags) => {
      const { accept } = require("../../deploy/promotion/accept") as typeof import("../../deploy/promotion/accept");
      finish(accept(useCase, { ...flags, sandbox: sandboxOf(flags) }), flags);
    });
}
