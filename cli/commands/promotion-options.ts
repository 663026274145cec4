import type { Command } from "commander";
import type { PromotionReport } from "../../deploy/promotion/report";
import { configOption, dirOption, sandboxOption, type SandboxFlags } from "./options";

/** Options that promote, rollout and rollback share. */
export interface PromotionFlags extends SandboxFlags {
  readonly config: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly openPr?: boolean;
  readonly by?: string;
}

/** Adds the options that the three share. */
export function addPromotionOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--dry-run", "decide and print, write nothing")
    .option("--json", "print the decision for programs")
    .option(
      "--by <name>",
      "who decides, for the evidence (default: in a pipeline whoever started it, else the user of git)",
    )
    .option("--open-pr", "commit on a branch, push it and open a pull request with gh");
}

/** Prints what came of it and sets the exit code: 1 if refused. */
export function finish(report: PromotionReport, { json }: PromotionFlags): void {
  const { renderReport } = require("../../deploy/promotion/report") as typeof import("../../deploy/promotion/report");
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  process.stdout.write(`${json === true ? JSON.stringify(report, undefined, 2) : renderReport(report, colour)}\n`);
  process.exitCode = report.allowed ? 0 : 1;
}
