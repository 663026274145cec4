import { loadConfiguration } from "../config/load";
import { formatProblem, messageOf, MOST_PROBLEMS, UserError, type Problem } from "../core/problem";
import { sarifLog } from "../core/sarif";
import { jsonText } from "../core/visible";
import { githubAnnotation } from "../core/workflow-commands";

/** How problems are printed: for people, for programs, as annotations in GitHub Actions, or for code scanning. */
export const validateFormats = ["text", "json", "github", "sarif"] as const;
export type ValidateFormat = (typeof validateFormats)[number];

/** What a check of the configuration prints, and the exit code: 0 fine, 2 bad input. */
export interface ValidateResult {
  readonly exitCode: 0 | 2;
  readonly output: string;
}

/**
 * Loads the configuration in a folder and tells all that is wrong with it.
 * @param today - `YYYY-MM-DD` in UTC: no waiver may be granted later
 */
export function validate(directory: string, format: ValidateFormat, today: string): ValidateResult {
  try {
    const { organization, environments, useCases } = loadConfiguration(directory, today);
    if (format === "json" || format === "sarif") return { exitCode: 0, output: render([], format) };
    const found = [counted("environment", environments), counted("use case", useCases)].filter((part) => part !== "");
    return { exitCode: 0, output: `${organization.name}: ${found.join(", ")}, no problems` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { exitCode: 2, output: render(error.problems, format) };
  }
}

/** `2 environments (dev, prod)`; nothing if there are none. */
function counted(noun: string, things: readonly { readonly name: string }[]): string {
  if (things.length === 0) return "";
  return `${things.length} ${noun}${things.length === 1 ? "" : "s"} (${things.map(({ name }) => name).join(", ")})`;
}

function render(problems: readonly Problem[], format: ValidateFormat): string {
  if (format === "json") return toJson(problems);
  if (format === "sarif") return toSarif(problems);
  if (format === "github") return problems.map(toAnnotation).join("\n");
  const count =
    problems.length > MOST_PROBLEMS
      ? `more than ${MOST_PROBLEMS} problems`
      : `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return [...problems.map(formatProblem), count].join("\n");
}

const toJson = (problems: readonly Problem[]): string => jsonText({ problems });

function toSarif(problems: readonly Problem[]): string {
  const results = problems.map((problem) => ({
    rule: problem.code,
    level: "error" as const,
    message: messageOf(problem),
    where: problem.where,
  }));
  return jsonText(sarifLog(results));
}

/** A workflow command of GitHub Actions. */
const toAnnotation = (problem: Problem): string =>
  githubAnnotation({
    level: "error",
    title: problem.code,
    message: messageOf(problem),
    ...(typeof problem.where !== "string" && { place: problem.where }),
  });
