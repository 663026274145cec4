import { input, select } from "@inquirer/prompts";
import type { Configuration } from "../../schema/configuration";
import { wrap } from "../../print/wrap";
import { personas } from "../../domain/access/access";
import { describeQuestion, questions, wrongWith, type Answers, type Question } from "./questions";

/** What is asked about. */
export interface Asking {
  readonly configuration: Configuration;
  /** What is wrong with a name in this configuration; undefined if nothing is. */
  readonly wrongName: (name: string) => Promise<string | undefined>;
  /** A gate for what was answered so far, and why. @default - the usual bound of the task's usual metric */
  readonly proposeGate?: (answers: Partial<Answers>) => Promise<{ readonly gate: string; readonly why: string }>;
  /** Takes everything that was answered so far, after each answer. */
  readonly keep: (answers: Partial<Answers>) => void;
}

/** What somebody types who wants the question before again. */
export const BACK = "<";

/** Says something in lines that fit into the terminal. */
export const say = (text: string): void => console.log(wrap(text, process.stdout.columns ?? 120).join("\n"));

/** What is offered as an answer if somebody just presses Enter. */
const suggestions: Partial<Record<Question, (given: Partial<Answers>) => string>> = {
  training: ({ name }) => `${name!.replaceAll("-", "_")}_training:1`,
  gate: ({ task }) => (task === "regression" ? "r2 >= 0.7" : "auc >= 0.8"),
};

/** Asks what is not answered yet, one question after the other, each checked as the file would be. */
export async function ask(given: Partial<Answers>, asking: Asking): Promise<Answers> {
  const open = questions.filter((question) => given[question] === undefined);
  const answers: Partial<Record<Question, string>> = { ...given };
  const before: Partial<Record<Question, string>> = {};
  if (open.length > 1) say(`${BACK} goes back a question; Ctrl-C stops and keeps what you have answered.`);
  for (let at = 0; at < open.length;) {
    const question = open[at]!;
    const step = { question, label: `${at + 1} of ${open.length}`, first: at === 0, before: before[question] };
    const answer = await askFor(step, answers as Partial<Answers>, asking);
    if (answer === BACK) {
      at -= 1;
      continue;
    }
    answers[question] = before[question] = answer;
    asking.keep(answers as Partial<Answers>);
    at += 1;
  }
  return answers as Answers;
}

interface Step {
  readonly question: Question;
  /** `3 of 7` */
  readonly label: string;
  readonly first: boolean;
  /** What was answered before somebody went back. */
  readonly before: string | undefined;
}

async function askFor(
  { question, label, first, before }: Step,
  given: Partial<Answers>,
  asking: Asking,
): Promise<string> {
  const message = `${label}  ${describeQuestion(question)}`;
  const back = first ? [] : [{ name: "back to the question before", value: BACK }];
  const validate = async (answer: string) => {
    const text = answer.trim();
    if (text === BACK && !first) return true;
    return wrongWith(question, text) ?? (question === "name" ? await asking.wrongName(text) : undefined) ?? true;
  };
  if (question === "task") {
    const choices = ["classification", "regression"].map((name) => ({ name, value: name }));
    return select({ message, choices: [...choices, ...back], default: before });
  }
  if (question === "group") {
    const known = teams(asking.configuration);
    const other = "another group";
    const chosen = await select({
      message,
      choices: [
        ...known.map(({ group, name }) => ({ name: `${name}  ${group}`, value: group })),
        { name: other, value: "" },
        ...back,
      ],
      pageSize: 12,
      default: before ?? known.find(({ name }) => name === given.team)?.group,
    });
    if (chosen !== "") return chosen;
  }
  const proposed = question === "gate" ? await asking.proposeGate?.(given) : undefined;
  if (proposed !== undefined) say(proposed.why);
  const suggestion = before ?? proposed?.gate ?? suggestions[question]?.(given);
  return (await input({ message, validate, default: suggestion })).trim();
}

/** Groups that the configuration knows already, each once, by name. */
function teams({ environments, useCases }: Configuration) {
  const groups = [
    ...useCases.map(({ owner }) => owner),
    ...environments.flatMap(({ access }) => personas.flatMap((persona) => access[persona])),
  ];
  return [...new Map(groups.map(({ group, name }) => [group, { group, name }])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
