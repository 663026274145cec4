import { confirm } from "@inquirer/prompts";
import { relative } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { UserError } from "../../domain/problem/problem";
import { ask } from "./ask";
import { propose, writeProposal, type Proposal } from "./new-use-case";
import { readPrices } from "../prices";
import { answersSchema, questions, type Answers } from "./questions";
import { readAnswers } from "./read-answers";

export interface NewOptions {
  readonly config: string;
  readonly answers?: string;
  readonly prices?: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** What a shell gives a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `mlops new`. The exit code: 0 written or there already, 1 refused, 130 stopped at a question. */
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
  const answers = interactive ? await ask(given, configuration) : answersSchema.parse(given);
  const prices = options.prices === undefined ? undefined : readPrices(options.prices);

  const proposal = await propose({ config: options.config, answers, now: new Date().toISOString(), prices });
  const path = relative(process.cwd(), proposal.path);
  if (proposal.existing === "same") {
    console.log(`${path} is there already, with these answers. Nothing to do.`);
    return 0;
  }
  if (proposal.existing === "other") {
    console.error(`${path} is there already and says something else. Edit it, or take another name.`);
    return 1;
  }
  if (options.dryRun) console.log(`${proposal.text}\n${proposal.preview}\n\nNothing was written.`);
  else await write(proposal, path, answers, interactive);
  return 0;
}

async function write(proposal: Proposal, path: string, answers: Answers, interactive: boolean): Promise<void> {
  console.log(`\n${proposal.preview}\n`);
  if (interactive) {
    if (!(await confirm({ message: `Write ${path}?`, default: true }))) {
      console.log("Nothing was written.");
      return;
    }
  }
  writeProposal(proposal);
  console.log(`Wrote ${path}: read it, every default is explained there. Then:

  npx mlops explain ${answers.name}
  git switch -c ${answers.name}
  git add ${path}
  git commit -m "Add the use case ${answers.name}"
  git push -u origin ${answers.name}`);
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
