import { confirm } from "@inquirer/prompts";
import { relative } from "node:path";
import { shownPath } from "../../schema/folders";
import { loadConfiguration } from "../../schema/load";
import { requireNone, UserError } from "../../domain/problem/problem";
import { ask } from "./ask";
import { propose, writeProposal, type Proposal } from "./new-use-case";
import { check } from "../ml/check";
import { readPrices } from "../prices";
import { answersSchema, questions, type Answers } from "./questions";
import { readAnswers } from "./read-answers";
import { draftTraining, type DraftedTraining } from "./training-folder";

export interface NewOptions {
  readonly config: string;
  readonly answers?: string;
  readonly prices?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly ml: string;
  /** A table to draft the training from. */
  readonly data?: string;
  readonly time?: string;
  readonly id?: string;
  readonly target?: string;
}

/** What a shell gives a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `mlops new`. The exit code: 0 written or there already, 1 refused, 2 what was written does not fit, 130 stopped at a question. */
export async function runNew(options: NewOptions): Promise<number> {
  try {
    return await create(options);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    console.error("Stopped. Nothing was written.");
    return INTERRUPTED;
  }
}

async function create(options: NewOptions): Promise<number> {
  const configuration = loadConfiguration(options.config);
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && options.yes !== true;
  const given = options.answers === undefined ? {} : readAnswers(options.answers, !interactive);
  if (!interactive) requireAnswers(given);
  requireData(options);
  const answers = interactive ? await ask(given, configuration) : answersSchema.parse(given);
  const prices = options.prices === undefined ? undefined : readPrices(options.prices);

  const training = options.data === undefined ? undefined : await draftTraining(answers, { ...options, data: options.data }, options.ml); // prettier-ignore
  try {
    const now = new Date().toISOString();
    const proposal = await propose({ config: options.config, answers, now, prices, columns: training?.columns });
    return await decide({ proposal, training, answers }, options, interactive);
  } finally {
    training?.discard();
  }
}

/** What would be written. */
interface Drafted {
  readonly proposal: Proposal;
  readonly training: DraftedTraining | undefined;
  readonly answers: Answers;
}

async function decide(drafted: Drafted, options: NewOptions, interactive: boolean): Promise<number> {
  const { proposal, training } = drafted;
  const path = relative(process.cwd(), proposal.path);
  if (proposal.existing === "same" && (training === undefined || training.existing)) {
    console.log(`${path} is there already, with these answers. Nothing to do.`);
    return 0;
  }
  if (proposal.existing === "other") {
    console.error(`${path} is there already and says something else. Edit it, or take another name.`);
    return 1;
  }
  if (options.dryRun) {
    const said = [proposal.existing === "none" ? proposal.text : undefined, proposal.preview, training?.told];
    console.log(`${said.filter(Boolean).join("\n")}\n\nNothing was written.`);
    return 0;
  }
  return write(drafted, options, interactive);
}

async function write({ proposal, training, answers }: Drafted, options: NewOptions, interactive: boolean) {
  const { name } = answers;
  const written = [
    ...(proposal.existing === "none" ? [{ path: proposal.path, write: () => writeProposal(proposal) }] : []),
    ...(training !== undefined && !training.existing ? [training] : []),
  ].map((one) => ({ ...one, path: relative(process.cwd(), one.path) }));
  const paths = written.map(({ path }) => path);
  if (proposal.preview !== "") console.log(`\n${proposal.preview}\n`);
  if (training !== undefined) console.log(`${training.told}.`);
  if (interactive) {
    if (!(await confirm({ message: `Write ${paths.join(" and ")}?`, default: true }))) {
      console.log("Nothing was written.");
      return 0;
    }
  }
  for (const one of written) one.write();
  const model =
    training === undefined
      ? ""
      : `  npx mlops ml run ${name}                 what is missing until the gate
  npx mlops backtest ${name} --production ${shownPath(options.data!)} --suggest      thresholds, with reasons
`;
  console.log(`Wrote ${paths.join(" and ")}: read it, every default is explained there. Then:

  npx mlops explain ${name}
${model}  git switch -c ${name}
  git add ${paths.join(" ")}
  git commit -m "Add the use case ${name}"
  git push -u origin ${name}`);
  if (training === undefined) return 0;
  // What was answered may not fit what was drafted: a gate on a metric that no step computes.
  const { exitCode, output } = check(options.ml, options.config, "text", name);
  if (exitCode !== 0) console.error(`\n${output}`);
  return exitCode;
}

/** Without anybody to ask, every question must be answered. */
function requireAnswers(given: Partial<Answers>): void {
  const missing = questions.filter((question) => given[question] === undefined);
  if (missing.length === 0) return;
  throw new UserError([
    {
      code: "MLOPS-NEW-003",
      where: "--answers",
      message: "nobody can be asked here, and there are questions without an answer",
      given: missing.join(", "),
      fix: "answer them in a file, see `mlops new --help`, or run it in a terminal without --yes",
    },
  ]);
}

/** What columns are can be said of a table only. */
function requireData(options: NewOptions): void {
  if (options.data !== undefined) return;
  const named = (["target", "id", "time"] as const).filter((option) => options[option] !== undefined);
  requireNone(
    named.map((option) => ({
      code: "MLOPS-NEW-005",
      where: `--${option}`,
      message: "names a column, and no table is given",
      given: options[option]!,
      fix: "name the table with --data",
    })),
  );
}
