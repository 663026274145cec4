import { shapeProblems } from "../../schema/shape-problems";
import { YamlFile } from "../../schema/yaml/file";
import { requireNone } from "../../domain/problem/problem";
import { answersSchema, type Answers } from "./questions";

/**
 * Reads a file of answers: one `key: value` line for each question.
 * @param complete - whether every question must be answered
 * @throws UserError with every problem in it
 */
export function readAnswers(path: string, complete: boolean): Partial<Answers> {
  const file = YamlFile.read(path, path);
  const schema = complete ? answersSchema : answersSchema.partial();
  requireNone([...file.problems, ...(file.value === undefined ? [] : shapeProblems(schema, file))]);
  return schema.parse(file.value);
}
