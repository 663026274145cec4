import { shapeProblems } from "../../schema/shape-problems";
import { YamlFile } from "../../schema/yaml/file";
import { requireNone } from "../../domain/problem/problem";
import { answersSchema, type Answers, type Question } from "./questions";

/**
 * Reads a file of answers: one `key: value` line for each question.
 * @param optional - questions that need no answer
 * @throws UserError with every problem in it
 */
export function readAnswers(path: string, optional: readonly Question[]): Partial<Answers> {
  const file = YamlFile.read(path, path);
  const may = Object.fromEntries(optional.map((question) => [question, true as const])) as Record<Question, true>;
  const schema = answersSchema.partial(may);
  requireNone([...file.problems, ...(file.value === undefined ? [] : shapeProblems(schema, file))]);
  return schema.parse(file.value);
}
