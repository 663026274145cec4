import { InvalidArgumentError, Option, type Command } from "commander";
import type { DriftOptions } from "../ml/drift";
import type { PublishOptions } from "../ml/publish";
import type { RunOptions } from "../ml/run";
import type { RunsOptions } from "../ml/runs";
import type { ScoreOptions } from "../ml/score";
import type { ServeOptions } from "../ml/serve";
import type { ValidateFormat } from "../validation";
import type { SubmitOptions } from "../ml/submit";
import { configOption, dirOption, mlOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

const help = `
Examples:
  mlops ml check                              every problem in ml/, without Python and without Azure
  mlops ml run customer-churn                 train on this machine; gates: pass or miss, by how much
  mlops ml runs customer-churn                best first
  mlops ml drift --reference train.csv --production lastweek.csv
  mlops ml drift --help                       tables, types, output
`;

const driftHelp = `
Computes what Azure ML's monitors compute, by the formulas of Azure's own components: distances and tests per feature
(data drift), rates of nulls, type errors and cells out of bounds (data quality) and, with --target, what a model leans on
(feature attribution drift). Tables are CSV (UTF-8, comma, header, an empty field is a null) or Parquet.

What would surprise, such as a test that Azure refuses on so many rows, is told on stderr; so is a signal whose run would fail,
and with which error, while the other signals are computed. --json prints a list of
{feature, metric, value, rows, data_type}; numbers that JSON does not have are the texts "NaN" and "Infinity".

Needs Python 3.11 to 3.13; what it needs is installed into ml/.venv on first use, from a lock with hashes.

Exit codes: 0 computed, 1 the run of a signal would fail in Azure on these tables, 2 bad input.

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

const checkHelp = `
Reads every component, pipeline, environment, contract and sample request in ml/, and what config/use-cases/ says of them:
ports that are wired with fitting types, inputs that are declared and used, environments that are pinned, what monitors give
to custom signals, metrics that gates ask for, the model that is served, columns that all files agree on. Of all of ml/ also:
content that changed under a version that ml/assets.lock.json has, with every place to raise it. Every problem at once, each as
file:line:column, what was given, what is allowed and how to fix it. Needs neither Python nor Azure.

Exit codes: 0 no problem, 2 bad input.

Examples:
  mlops ml check
  mlops ml check customer-churn
  mlops ml check --format github             annotations on a pull request
`;

const lockHelp = `
Writes into ml/assets.lock.json which content every environment, component, pipeline and endpoint's code of ml/ has, by version;
commit it. What \`mlops ml publish\` would block in a registry, \`mlops ml check\` tells from then on before anything is
published: content that changed under a version that is written down. The content of a component is its YAML, its code with what
it includes (mostly ml/library/mlkit) and its environment; that of a pipeline its YAML and its components. Versions stay written
down. One that was never published may be taken out by hand.

Exit codes: 0 written, or nothing is new; 2 ml/ has problems, such a change among them.

Examples:
  mlops ml lock
`;

const runHelp = `
Runs the steps of ml/use-cases/<use-case>/pipeline.yaml as processes on this machine, each in a folder made of its code, as
Azure ML does in containers. Before that everything is checked that \`mlops ml check\` checks. Inputs are those that
config/use-cases/<use-case>.yaml gives; what lies at …/paths/<use-case>/<folder>/ of a datastore is read from
ml/use-cases/<use-case>/data/<folder>/. A step whose code, environment and inputs are those of an earlier run is not run
again, unless its component says is_deterministic: false. At the end the metrics are judged by the gates of the configuration.

Runs are kept in ml/.runs, which git ignores, with a log per step; MLflow's store is ml/.runs/mlruns, unless
MLFLOW_TRACKING_URI names another. Ctrl-C ends all steps. Needs Python 3.11 to 3.13; what steps need is installed into
ml/.venv on first use, from a lock with hashes.

--pipeline runs another pipeline of the use case than the training, such as the one that serving.batch starts. A model that it
cannot do without is that of the last run that has one, unless --input names a folder. No gate judges such a run.

Exit codes: 0 trained and no gate missed, 1 a gate is missed or a step's verdict is no, 2 bad input, 130 stopped.

Examples:
  mlops ml run customer-churn
  mlops ml run customer-churn --set learning_rate=0.05
  mlops ml run customer-churn --input training_data=./my.csv
  mlops ml run customer-churn --env dev --json
  mlops ml run customer-churn --pipeline scoring
`;

const runsHelp = `
With two numbers: what changed between the runs, first what went in, then what came out.

Examples:
  mlops ml runs customer-churn
  mlops ml runs customer-churn 1 2
`;

const scoreHelp = `
Answers a request on this machine with the model of the last run, through the use case's score.py: what the endpoint would
say. Nothing is collected; \`mlops ml serve\` does that. The answer is JSON.

Exit codes: 0 answered, 1 the request is refused, and the answer says why, 2 bad input.

Examples:
  mlops ml score customer-churn --input ml/use-cases/customer-churn/sample-request.json
  mlops ml score customer-churn --run 1 --input request.json
`;

const serveHelp = `
Starts Azure's own inference server with the use case's score.py and the model of the last run, on loopback, with Azure's own
collector: requests and answers are written as Azure writes them, below ml/.runs/collected/modelDataCollector/. The first time
the packages of an endpoint's container are installed into ml/.venv-score, from a lock with hashes. Ctrl-C ends it.

Exit codes: 0 ended by Ctrl-C, 2 bad input, or the server ended by itself.

Examples:
  mlops ml serve customer-churn
  curl --json @ml/use-cases/customer-churn/sample-request.json http://127.0.0.1:5001/score
`;

const submitHelp = `
Submits a job to the Azure ML workspace of an environment: of a YAML file as \`az ml job create\` takes it (type command, or
pipeline of components), or of a use case, the job that its deployed schedule starts, now. Code and components beside the file
are uploaded; the same content is uploaded once. Data lies in Azure already. Prints where to look; --stream waits until it is
over. Whoever is signed in must be allowed to submit jobs there. Of a use case --batch submits what the schedule of serving.batch
starts: the version that is live scores, now.

In the sandbox the job runs on this machine through what \`mlops ml run\` runs, with what is published there, as its compute's
identity and from where that reaches. Data that nobody uploaded is read from ml/use-cases/<use-case>/data/.

Exit codes: 0 submitted, with --stream completed; 1 it did not complete, or Azure refuses; 2 bad input.

Examples:
  mlops ml submit job.yaml --env dev --stream
  mlops ml submit customer-churn --env dev --sandbox
  mlops ml submit customer-churn --env dev --batch --stream
`;

const publishHelp = `
Publishes what ml/ holds to the model registry of the configuration: environments, components, pipelines, then the code of
endpoints, each with a key of its content. What is there with the same content is left alone; other content under a number that
is taken is BLOCKED before anything is published, with the line to change. Whoever is signed in needs AzureML Registry User on
the registry; pipelines do it as an identity of their own (platform.registry.publishedByPipelines).

Needs Python 3.11 to 3.13; what it needs is installed into ml/.venv-publish on first use, from a lock with hashes.

Exit codes: 0 published or nothing to do, 1 BLOCKED, or Azure refuses; 2 bad input.

Examples:
  mlops ml publish
  mlops ml publish --dry-run
  mlops sandbox -- npx mlops ml publish
`;

const repeated = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function runNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a run has a number, from 1.");
  return Number(text);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("a port is a whole number from 1 to 65535.");
}

function runNumbers(text: string, before: readonly number[] | undefined): readonly number[] {
  if ((before ?? []).length === 2) throw new InvalidArgumentError("two runs are compared, not more.");
  return [...(before ?? []), runNumber(text)];
}

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
  ml.command("lock")
    .description("write down the content of every version in ml/, so that a change under an old one is told")
    .addOption(configOption())
    .addOption(mlOption())
    .addHelpText("after", lockHelp)
    .action((options: Folders) => {
      const { lock } = require("../ml/check") as typeof import("../ml/check");
      console.log(lock(options.ml, options.config));
    });
  ml.command("run")
    .description("train on this machine, and judge the model by its gates")
    .argument("<use-case>", "what to train")
    .addOption(configOption())
    .addOption(mlOption())
    .option("--env <environment>", "whose settings and gates count (default: the last one)")
    .option("--input <name=value>", "an input of the training: data by its path, or a value; repeatable", repeated, [])
    .option("--set <name=value>", "a parameter for this run; repeatable", repeated, [])
    .option("--pipeline <name>", "another pipeline of the use case, by its file: scoring for scoring.yaml")
    .option("--fresh", "run every step, whatever earlier runs made")
    .option("--json", "print data")
    .addHelpText("after", runHelp)
    .action(async (useCase: string, options: RunOptions) => {
      const { run } = require("../ml/run") as typeof import("../ml/run");
      process.exitCode = await run(useCase, options);
    });
  ml.command("runs")
    .description("what was trained on this machine, best first, and what changed between two")
    .argument("<use-case>", "of what")
    .argument("[runs...]", "numbers of one run, or of two to compare", runNumbers)
    .addOption(configOption())
    .addOption(mlOption())
    .option("--json", "print data")
    .addHelpText("after", runsHelp)
    .action((useCase: string, numbers: readonly number[] | undefined, options: RunsOptions) => {
      const { runs } = require("../ml/runs") as typeof import("../ml/runs");
      console.log(runs(useCase, numbers ?? [], options));
    });
  ml.command("score")
    .description("answer a request with what was trained on this machine")
    .argument("<use-case>", "whose model")
    .requiredOption("--input <file>", "the request, as JSON")
    .option("--run <number>", "which run's model (default: the last)", runNumber)
    .addOption(configOption())
    .addOption(mlOption())
    .addHelpText("after", scoreHelp)
    .action(async (useCase: string, options: ScoreOptions) => {
      const { score } = require("../ml/score") as typeof import("../ml/score");
      process.exitCode = await score(useCase, options);
    });
  ml.command("serve")
    .description("serve what was trained on this machine, with Azure's own server and collector")
    .argument("<use-case>", "whose model")
    .option("--run <number>", "which run's model (default: the last)", runNumber)
    .addOption(new Option("--port <port>", "port on 127.0.0.1").argParser(portNumber).default(5001))
    .addOption(configOption())
    .addOption(mlOption())
    .addHelpText("after", serveHelp)
    .action(async (useCase: string, options: ServeOptions) => {
      const { serve } = require("../ml/serve") as typeof import("../ml/serve");
      process.exitCode = await serve(useCase, options);
    });
  ml.command("submit")
    .description("submit a job to Azure ML, or to the sandbox, which runs it here")
    .argument("<job>", "a job's YAML, or a use case: what its deployed schedule starts")
    .requiredOption("--env <environment>", "in whose workspace")
    .option("--batch", "of a use case: score, instead of train")
    .option("--stream", "follow it until it is over")
    .option("--json", "print the job as data")
    .addOption(configOption())
    .addOption(mlOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .addHelpText("after", submitHelp)
    .action(async (job: string, options: Omit<SubmitOptions, "sandbox"> & SandboxFlags) => {
      const { submit } = require("../ml/submit") as typeof import("../ml/submit");
      process.exitCode = await submit(job, { ...options, sandbox: sandboxOf(options) });
    });
  ml.command("publish")
    .description("publish what ml/ holds to the model registry")
    .option("--dry-run", "only say what would be published")
    .addOption(configOption())
    .addOption(mlOption())
    .addHelpText("after", publishHelp)
    .action(async (options: PublishOptions) => {
      const { publish } = require("../ml/publish") as typeof import("../ml/publish");
      process.exitCode = await publish(options);
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
