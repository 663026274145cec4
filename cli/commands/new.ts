import type { Command } from "commander";
import { configOption, mlOption } from "./options";

interface Options {
  readonly config: string;
  readonly answers?: string;
  readonly prices?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly ml: string;
  readonly data?: string;
  readonly time?: string;
  readonly id?: string;
  readonly target?: string;
}

const help = `
Asks at most eight questions, tells which of how many, and writes one file, config/use-cases/<name>.yaml, in which every default is explained. Nothing
is deployed, and a file that is there is never overwritten. Before it writes it shows what each environment will get and costs, what
is alike in all of them once. A < goes back a question. After Ctrl-C, a "no" at the end or an error, what was answered is kept in
answers.yaml, and the command that goes on is printed.

A file of answers has one line for each question:
  name: parts-demand
  description: Predicts which spare parts each depot needs next week
  task: regression
  team: PFS Logistics
  group: 5b1f0c7e-2d34-4a89-9f10-6c7d8e9fa0b1      object id of the team's Entra group
  contact: logistics@pfs.example
  training: parts_demand_training:1                component and version in the registry
  gate: r2 >= 0.7                                  metric and bound that a version must reach

What it costs is told at list prices, see mlops cost --help; or at those of a price file of yours:
  currency: EUR
  perHour: { Standard_D2as_v4: 0.11 }

With --data, a CSV or Parquet file of past rows with their labels, it writes ml/use-cases/<name>/ as well: a training that runs
with \`mlops ml run <name>\`, made of what ml/ has, with a contract that is drafted from the file. It needs Python 3.11 to 3.13,
and the file is copied there: small, and nothing that may not lie in git. A folder that is there is left alone.

The sample answers two of the questions: the task, by its target, and the gate. The drafted training is run once on the earlier
rows and judged on the later ones; the gate is what 99 of 100 samples of so many rows reach, and no less than what the best rule
without a model does. Windows and thresholds of the monitors are those that chance exceeds in no more than 1 of 100 runs with as
many rows as the sample has. Each stands in the file with its reason. Without a sample it tells what the default thresholds do at
which volume.

Examples:
  mlops new
  mlops new --answers answers.yaml --yes --data last-year.csv --target demand --time week
  mlops new --answers answers.yaml --dry-run
  mlops new --answers answers.yaml --yes --prices prices.yaml
`;

/** Adds `mlops new`. */
export function registerNew(program: Command): void {
  program
    .command("new")
    .description("bring a new use case: eight questions, one YAML file, and a preview of what it makes")
    .option("--answers <file>", "answers to some or all questions, as YAML")
    .option("--prices <file>", "a price file of yours, in place of list prices")
    .option("--yes", "write without asking; needs an answer to every question")
    .option("--data <file>", "past rows with their labels, to draft the training from: CSV or Parquet")
    .option("--target <column>", "what is predicted (default: the column label, or target)")
    .option("--id <column>", "what labels are joined by (default: the column id, or the one that ends in _id)")
    .option("--time <column>", "the instant of a row (default: the only column of instants)")
    .addOption(mlOption())
    .option("--dry-run", "show the file and what it makes, and write nothing")
    .addOption(configOption())
    .addHelpText("after", help)
    .action(async (options: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { runNew } = require("../onboarding/run-new") as typeof import("../onboarding/run-new");
      process.exitCode = await runNew(options);
    });
}
