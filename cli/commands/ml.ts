import { Option, type Command } from "commander";
import type { DriftOptions } from "../ml/drift";
import type { ValidateFormat } from "../validation";
import { configOption } from "./options";

const help = `
Examples:
  mlops ml check                              every problem in ml/, without Python and without Azure
  mlops ml drift --reference train.csv --production lastweek.csv
  mlops ml drift --help                       tables, types, output
`;

const driftHelp = `
Computes what Azure ML's monitors compute, by the formulas of Azure's own components: distances and tests per feature
(data drift), rates of nulls, type errors and cells out of bounds (data quality) and, with --target, what a model leans on
(feature attribution drift). Tables are CSV (UTF-8, comma, header, an empty field is a null) or Parquet.

What would surprise, such as a test that Azure refuses on so many rows, is told on stderr. --json prints a list of
{feature, metric, value, rows, data_type}; numbers that JSON does not have are the texts "NaN" and "Infinity".

Needs Python 3.11 to 3.13; what it needs is installed into ml/.venv on first use, from a lock with hashes.

Exit codes: 0 computed, 1 Azure's own run would fail on these tables, 2 bad input.

Examples:
  mlops ml drift --reference train.csv --production lastweek.csv
  mlops ml drift --reference train.parquet --production week.parquet --target churned --prediction answer
  mlops ml drift --reference a.csv --production b.csv --types types.json --json
  mlops ml drift --reference a.csv --production b.csv --feature-type tenure=numerical
`;

interface Folders {
  readonly config: string;
  readonly ml: string;
}

const mlOption = () => new Option("--ml <dir>", "folder of components and use cases").default("ml");

const checkHelp = `
Reads every component, pipeline, environment, contract and sample request in ml/, and what config/use-cases/ says of them:
ports that are wired with fitting types, inputs that are declared and used, environments that are pinned, what monitors give
to custom signals, metrics that gates ask for, the model that is served, columns that all files agree on. Every problem at
once, each as file:line:column, what was given, what is allowed and how to fix it. Needs neither Python nor Azure.

Exit codes: 0 no problem, 2 bad input.

Examples:
  mlops ml check
  mlops ml check customer-churn
  mlops ml check --format github             annotations on a pull request
`;

/** Adds `mlops ml` and its commands. */
export function registerMl(program: Command): void {
  const ml = program
    .command("ml")
    .description("the model itself: its components, its training, and what monitors would say of its data")
    .addHelpText("after", help);
  ml.command("check")
    .description("every problem in ml/, and between ml/ and the configuration")
    .argument("[use-case]", "one use case, with what it uses (default: all of ml/)")
    .addOption(configOption())
    .addOption(mlOption())
    .addOption(
      new Option("--format <format>", "how to print problems")
        .choices(["text", "json", "github", "sarif"])
        .default("text"),
    )
    .addHelpText("after", checkHelp)
    .action((useCase: string | undefined, options: Folders & { readonly format: ValidateFormat }) => {
      const { check } = require("../ml/check") as typeof import("../ml/check");
      const { exitCode, output } = check(options.ml, options.config, options.format, useCase);
      const stream = exitCode === 0 || options.format !== "text" ? process.stdout : process.stderr;
      stream.write(`${output}\n`);
      process.exitCode = exitCode;
    });
  ml.command("drift")
    .description("what Azure's monitors would say of two tables")
    .requiredOption("--reference <file>", "CSV or Parquet: what the model was trained on")
    .requiredOption("--production <file>", "CSV or Parquet: what it was asked")
    .option("--types <file>", "JSON: Spark type by column, or that for reference and for production")
    .option("--target <column>", "what the model predicts: computes feature attribution drift, too")
    .option("--prediction <column>", "the column of production that stands for the target")
    .addOption(new Option("--task <task>", "what is learned").choices(["classification", "regression"]))
    .option(
      "--feature-type <column=type>",
      "numerical or categorical, whatever a column looks like; repeatable",
      (text: string, before: readonly string[]) => [...before, text],
      [] as readonly string[],
    )
    .option("--json", "print data")
    .addHelpText("after", driftHelp)
    .action(async (options: DriftOptions) => {
      const { drift } = require("../ml/drift") as typeof import("../ml/drift");
      process.exitCode = await drift(options);
    });
}
