import { input, select } from "@inquirer/prompts";
import type { Configuration } from "../../schema/configuration";
import { personas } from "../../domain/access/access";
import { describeQuestion, questions, wrongWith, type Answers, type Question } from "./questions";

/** What is offered as an answer if somebody just presses Enter. */
const suggestions: Partial<Record<Question, (given: Partial<Answers>) => string>> = {
  training: ({ name }) => `${name!.replaceAll("-", "_")}_training:1`,
  gate: ({ task }) => (task === "regression" ? "r2 >= 0.7" : "auc >= 0.8"),
};

/** Asks what is not answered yet, one question after the other, each checked as the file would be. */
export async function ask(given: Partial<Answers>, configuration: Configuration): Promise<Answers> {
  const answers: Partial<Record<Question, string>> = { ...given };
  for (const question of questions)
    answers[question] ??= await askFor(question, answers as Partial<Answers>, configuration);
  return answers as Answers;
}

async function askFor(question: Question, given: Partial<Answers>, configuration: Configuration): Promise<string> {
  const message = describeQuestion(question);
  const validate = (answer: string) => wrongWith(question, answer.trim()) ?? true;
  if (question === "task") return select({ message, choices: ["classification", "regression"] });
  if (question === "group") {
    const known = teams(configuration);
    const other = "another group";
    const chosen = await select({
      message,
      choices: [
        ...known.map(({ group, name }) => ({ name: `${name}  ${group}`, value: group })),
        { name: other, value: "" },
      ],
      pageSize: 12,
      default: known.find(({ name }) => name === given.team)?.group,
    });
    if (chosen !== "") return chosen;
  }
  const suggestion = suggestions[question]?.(given);
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
