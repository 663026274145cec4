import { InvalidArgumentError, Option, type Command } from "commander";
import type { BacktestOptions } from "../ml/backtest";
import { configOption, dirOption, mlOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

const help = `
Replays the monitors of a use case over past data: per signal its runs, alarms, the first alarm and the features behind it,
rows per window, rows lost to nulls, and what Azure would refuse or take for something else. What no drift gives is found by
drawing windows from the reference: a threshold below it alarms although nothing has changed. With labels, whether alarms came
before performance fell.

Tables are CSV (UTF-8, comma, header) or Parquet. Without a use case, or with --window, data drift of every feature is
replayed by the defaults. The reference is the one that the use case keeps in ml/use-cases/<use-case>/data/, if none is named.
--suggest writes thresholds that do not alarm by chance into config/use-cases/<use-case>.yaml, each with its reason.

With --on an environment's workspace computes it on Spark, for tables that outgrow one machine: the component backtest_monitor,
as a job on the nodes that the use case's monitors run on, with the workspace's identity. Tables lie in Azure already; the
reference must fit one machine. What is shown is the same, but for labels: they are joined to answers in one machine's memory, so
--labels goes without --on, over a period that fits this machine. In the sandbox the job runs on this machine, in one process.

Exit codes: 0 computed, 1 with --check: a threshold lies below what no drift gives, with --on: the job did not complete, or
Azure refuses; 2 bad input.

Examples:
  mlops backtest customer-churn --production calls.csv
  mlops backtest --reference train.csv --production lastyear.parquet --time called_at --window 7d
  mlops backtest customer-churn --production calls.csv --labels churn.csv --prediction churned
  mlops backtest customer-churn --production calls.csv --suggest
  mlops backtest customer-churn --production calls.csv --html backtest.html
  mlops backtest customer-churn --on prod --production azureml://datastores/workspaceblobstore/paths/calls/2026/
`;

/** Adds `mlops backtest`. */
export function registerBacktest(program: Command): void {
  program
    .command("backtest")
    .description("what a monitor would have said on past data, and what it says if nothing changes")
    .argument("[use-case]", "whose monitors and contract (default: data drift by the defaults)")
    .requiredOption(
      "--production <file>",
      "CSV or Parquet: what the model was asked, with an instant; with --on its address",
    )
    .option("--reference <file>", "CSV or Parquet: what the model was trained on")
    .option("--time <column>", "production's column of the instant (default: the contract's)")
    .option("--labels <file>", "CSV or Parquet: id and label; not with --on")
    .option("--id <column>", "joins production and labels (default: the contract's)")
    .option("--target <column>", "column of the label (default: the contract's)")
    .option("--prediction <column>", "production's column of the answer")
    .option("--score <column>", "production's column of the probability of 1")
    .option("--window <duration>", "window and distance of runs, such as 7d, instead of what is configured")
    .addOption(new Option("--seed <number>", "of the drawing").argParser(wholeNumber).default(0))
    .option("--env <environment>", "whose settings count (default: the last one)")
    .option("--on <environment>", "compute it on Spark in this environment's workspace")
    .option("--check", "end with 1 if a threshold lies below what no drift gives")
    .option("--suggest", "write better thresholds into the use case's file")
    .option("--json", "print data")
    .option("--html <file>", "write the report as a page, too: one file that needs no network")
    .addOption(configOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addOption(mlOption())
    .addHelpText("after", help)
    .action(async (useCase: string | undefined, options: Omit<BacktestOptions, "sandbox"> & SandboxFlags) => {
      const { backtest } = require("../ml/backtest") as typeof import("../ml/backtest");
      process.exitCode = await backtest(useCase, { ...options, sandbox: sandboxOf(options) });
    });
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 0.");
}
