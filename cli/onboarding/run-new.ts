import { confirm } from "@inquirer/prompts";
import { relative } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { shownPath } from "../../schema/folders";
import { loadConfiguration } from "../../schema/load";
import { requireNone, UserError } from "../../domain/problem/problem";
import { showProgress } from "../../print/progress";
import { wrap } from "../../print/wrap";
import { ask, say } from "./ask";
import { defaultsFor } from "./defaults";
import { differences } from "./differences";
import { keepAnswers } from "./kept-answers";
import type { Proposed } from "./draft";
import { propose, writeProposal, wrongName, type Proposal } from "./new-use-case";
import { check } from "../ml/check";
import { readPrices } from "../prices";
import { answersSchema, gateOf, questions, type Answers, type Question, type TrainingAnswers } from "./questions";
import { readAnswers } from "./read-answers";
import { draftTraining, proposeFrom, readSample, type DraftedTraining, type ReadSample } from "./training-folder";
import { defaultsAtVolumes } from "./volumes";

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

/** Columns where there is no terminal. */
const WIDTH = 120;

/** What a shell gives a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `mlops new`. The exit code: 0 written or there already, 1 refused, 2 what was written does not fit, 130 stopped at a question. */
export async function runNew(options: NewOptions): Promise<number> {
  const session = new Session(options);
  try {
    return await session.run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") {
      session.keepAnswers();
      throw error;
    }
    console.error("Stopped. No use case was written.");
    session.keepAnswers();
    return INTERRUPTED;
  } finally {
    session.discard();
  }
}

/** One run: what was answered in it is kept if it ends before anything is written. */
class Session {
  private answered: Partial<Answers> = {};
  private sample: ReadSample | undefined;
  private proposed: Proposed | undefined;

  constructor(private readonly options: NewOptions) {}

  async run(): Promise<number> {
    const { options } = this;
    const configuration = loadConfiguration(options.config);
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && options.yes !== true;
    const fromSample = options.data === undefined ? [] : FROM_SAMPLE;
    const given =
      options.answers === undefined ? {} : readAnswers(options.answers, interactive ? questions : fromSample);
    if (!interactive) requireAnswers(given, fromSample);
    requireData(options);
    if (options.data !== undefined) {
      this.sample = await readSample({ ...options, data: options.data }, given.task);
      if (interactive) say(`${this.sample.told}.`);
    }
    const task = given.task ?? this.sample?.task;
    const known = { ...given, ...(task !== undefined && { task }) };
    const answers = interactive ? await this.ask(known, configuration) : await this.completed(known);
    const prices = options.prices === undefined ? undefined : readPrices(options.prices);

    const training = this.sample === undefined ? undefined : draftTraining(answers, this.sample, options.ml);
    if (this.sample !== undefined) this.proposed ??= await this.computed(gateOf(answers).metric);
    const columns = training && { ...training.columns, ...(this.proposed && { proposed: this.proposed }) };
    const now = new Date().toISOString();
    const width = process.stdout.columns ?? WIDTH;
    const [proposal, volumes] = await Promise.all([
      propose({ config: options.config, answers, now, prices, columns, width }),
      training === undefined ? defaultsAtVolumes() : undefined,
    ]);
    const differs = this.proposed === undefined ? undefined : differences(answers, this.proposed, width);
    const code = await decide({ proposal, training, answers, volumes, differs }, options, interactive);
    if (code !== DECLINED) return code;
    this.keepAnswers();
    return 0;
  }

  private ask(known: Partial<Answers>, configuration: Configuration): Promise<Answers> {
    // What refuses every name would otherwise be told after the last question.
    defaultsFor(configuration, "", new Date().toISOString().slice(0, 10));
    return ask(known, {
      configuration,
      wrongName: (name) => wrongName(this.options.config, name),
      ...(this.sample && { proposeGate: (answers) => this.proposedGate(answers) }),
      keep: (answers) => (this.answered = answers),
    });
  }

  /** With a sample the gate is proposed where nobody said one. */
  private async completed(known: Partial<Answers>): Promise<Answers> {
    const gate = known.gate ?? (this.sample && (await this.proposedGate(known)).gate);
    return answersSchema.parse({ ...known, gate });
  }

  private async proposedGate(answers: Partial<Answers>): Promise<{ gate: string; why: string }> {
    draftTraining(answers as TrainingAnswers, this.sample!, this.options.ml);
    this.proposed ??= await this.computed(undefined);
    const { metric, bound, value, reason } = this.proposed.gate!;
    return { gate: `${metric} ${bound === "atLeast" ? ">=" : "<="} ${value}`, why: `${reason}.` };
  }

  private async computed(metric: string | undefined): Promise<Proposed> {
    const { sample } = this;
    const shown = showProgress([sample!.data], (line) => console.error(line));
    shown.update(sample!.data, { text: "trained on once, and monitors are replayed over it" });
    let succeeded = false;
    try {
      const found = await proposeFrom(sample!, metric);
      succeeded = true;
      return found;
    } finally {
      await shown.end(succeeded);
    }
  }

  keepAnswers(): void {
    keepAnswers(this.answered, this.options);
  }

  discard(): void {
    this.sample?.discard();
  }
}

/** Questions that a sample answers. */
const FROM_SAMPLE: readonly Question[] = ["task", "gate"];

/** What `decide` gives where somebody said no. */
const DECLINED = -1;

/** What would be written. */
interface Drafted {
  readonly proposal: Proposal;
  readonly training: DraftedTraining | undefined;
  readonly answers: Answers;
  /** What default thresholds do, in words. @default - they are from a sample */
  readonly volumes: string | undefined;
  /** What is otherwise than without a sample, in words. */
  readonly differs: string | undefined;
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
    const said = [proposal.existing === "none" ? proposal.text : undefined, told(drafted)];
    console.log(`${said.filter(Boolean).join("\n")}\n\nNothing was written.`);
    return 0;
  }
  return write(drafted, options, interactive);
}

/** What people read before anything is written. */
const told = ({ proposal, training, volumes, differs }: Drafted): string =>
  [
    proposal.preview,
    training && wrap(`${training.told}.`, process.stdout.columns ?? WIDTH).join("\n"),
    differs,
    volumes,
  ]
    .filter(Boolean)
    .join("\n\n");

async function write(drafted: Drafted, options: NewOptions, interactive: boolean) {
  const { proposal, training, answers } = drafted;
  const { name } = answers;
  const written = [
    ...(proposal.existing === "none" ? [{ path: proposal.path, write: () => writeProposal(proposal) }] : []),
    ...(training !== undefined && !training.existing ? [training] : []),
  ].map((one) => ({ ...one, path: relative(process.cwd(), one.path) }));
  const paths = written.map(({ path }) => path);
  console.log(`\n${told(drafted)}\n`);
  if (interactive) {
    if (!(await confirm({ message: `Write ${paths.join(" and ")}?`, default: true }))) {
      console.log("No use case was written.");
      return DECLINED;
    }
  }
  for (const one of written) one.write();
  const model =
    training === undefined
      ? ""
      : `  npx mlops ml run ${name}                 what is missing until the gate
  npx mlops backtest ${name} --production ${shownPath(options.data!)}      what the monitor would have said
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
function requireAnswers(given: Partial<Answers>, notAsked: readonly Question[]): void {
  const missing = questions.filter((question) => given[question] === undefined && !notAsked.includes(question));
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
