import type { Command } from "commander";
import { formatProblem, type Problem, withoutSecrets } from "../domain/problem/problem";
import { jsonText } from "../domain/text/visible";

/**
 * Says what is wrong: to people on stderr, a line each; to programs on stdout, as `docs/reference/data.md` describes.
 * @param json - whether the command was asked for data
 * @param words - whether people are told. @default true
 */
export function tellProblems(
  problems: readonly Problem[],
  { json, words = true }: { readonly json: boolean; readonly words?: boolean },
): void {
  if (words) for (const problem of problems) console.error(formatProblem(problem));
  if (json) process.stdout.write(`${jsonText({ problems: problems.map(withoutSecrets) })}\n`);
}

/**
 * Whether a command line asks for data on stdout, as far as it can be told of one that may be wrong: it says `--json` before
 * any `--`, and its command has that as a switch. Of `mlops review`, `--json` takes a file.
 */
export function asksForData(program: Command, parameters: readonly string[]): boolean {
  const end = parameters.indexOf("--");
  const own = end === -1 ? parameters : parameters.slice(0, end);
  if (!own.includes("--json")) return false;
  let command = program;
  for (const word of own) {
    const below = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (below !== undefined) command = below;
  }
  return command.options.some((option) => option.long === "--json" && !option.required && !option.optional);
}
