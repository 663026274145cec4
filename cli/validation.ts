import { basename, join } from "node:path";
import { otherPools } from "./environments/agent-pools";
import { checkConfiguration, readSources } from "../schema/load";
import { namedButAbsent } from "../schema/ml/inventory";
import { batchesJudgedAgain } from "../schema/monitor-rhythm";
import { monitorSurprises } from "../schema/monitor-surprises";
import { notCounted } from "../schema/not-counted";
import { runnersOfOneRegion, withoutWayIn } from "../schema/way-in";
import { formatProblem, messageOf, MOST_PROBLEMS, UserError, type Problem } from "../domain/problem/problem";
import { problemCodes } from "../domain/problem/codes";
import { sarifLog, type SarifRule } from "../domain/problem/sarif";
import { jsonText } from "../domain/text/visible";
import { githubAnnotation } from "../domain/problem/workflow-commands";

/** How problems are printed: for people, for programs, as annotations in GitHub Actions, or for code scanning. */
export const validateFormats = ["text", "json", "github", "sarif"] as const;
export type ValidateFormat = (typeof validateFormats)[number];

/** What a check of the configuration prints, and the exit code: 0 fine, 2 bad input. */
export interface ValidateResult {
  readonly exitCode: 0 | 2;
  readonly output: string;
}

/** What is no problem, and is told all the same; the keys are those of the JSON. */
const titles = {
  notEnforced: "not enforced:",
  noWayIn: "nobody gets in:",
  lostWithRegion: "lost with the first region:",
  absent: "named, but nowhere to be found:",
  surprising: "judged by Azure otherwise than it looks:",
  judgedAgain: "looked at more often than it comes:",
} as const;
type NoteKind = keyof typeof titles;
const noteKinds = Object.keys(titles) as readonly NoteKind[];
type Notes = Readonly<Partial<Record<NoteKind, readonly Problem[]>>>;

/**
 * Loads the configuration in a folder and tells all that is wrong with it.
 * @param today - `YYYY-MM-DD` in UTC: no waiver may be granted later
 * @param ml - folder of components, to tell which of those that are named are nowhere. @default - they are not looked for
 */
export function validate(directory: string, format: ValidateFormat, today: string, ml?: string): ValidateResult {
  try {
    const sources = readSources(directory);
    const configuration = checkConfiguration(sources, today);
    const { organization, environments, useCases } = configuration;
    const notes: Notes = {
      notEnforced: [...notCounted(directory, configuration), ...otherPools(join(directory, ".."), configuration)],
      noWayIn: withoutWayIn(directory, environments),
      lostWithRegion: runnersOfOneRegion(directory, environments),
      absent: ml === undefined ? [] : namedButAbsent(ml, sources),
      surprising: monitorSurprises(directory, configuration),
      judgedAgain: batchesJudgedAgain(sources, configuration),
    };
    if (format === "json" || format === "sarif") return { exitCode: 0, output: render([], format, notes) };
    const found = [counted("environment", environments), counted("use case", useCases)].filter((part) => part !== "");
    const summary = `${organization.name}: ${found.join(", ")}, no problems`;
    const told = (title: string, found: readonly Problem[]): readonly string[] => {
      if (format === "github") return found.map((one) => toAnnotation(one, "warning"));
      return found.length === 0 ? [] : [title, ...toldTogether(found)];
    };
    const lines = noteKinds.flatMap((kind) => told(titles[kind], notes[kind] ?? []));
    return { exitCode: 0, output: [summary, ...lines].join("\n") };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { exitCode: 2, output: render(error.problems, format) };
  }
}

/** A summary is read, not searched: so many names. */
const MOST_NAMES = 12;

/** `2 environments (dev, prod)`; nothing if there are none. */
function counted(noun: string, things: readonly { readonly name: string }[]): string {
  if (things.length === 0) return "";
  return `${things.length} ${noun}${things.length === 1 ? "" : "s"} (${someOf(things.map(({ name }) => name))})`;
}

function someOf(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** From so many places on, what is the same of all of them is said once. */
const MOST_ALIKE = 3;

/** A line for each, or one for many that differ in their place only, with the names of the other files. */
function toldTogether(found: readonly Problem[]): readonly string[] {
  const alike = new Map<string, Problem[]>();
  for (const one of found) {
    const same = `${one.code} ${messageOf(one)}`;
    const told = alike.get(same);
    if (told === undefined) alike.set(same, [one]);
    else told.push(one);
  }
  return [...alike.values()].flatMap((same) => {
    if (same.length <= MOST_ALIKE) return same.map(formatProblem);
    const [first, ...others] = same;
    const files = others.map(({ where }) => basename(typeof where === "string" ? where : where.file, ".yaml"));
    return [
      formatProblem(first!),
      `  The same of ${others.length} others: ${someOf(files)}. --format json names each.`,
    ];
  });
}

/**
 * Problems as a format has them.
 * @param notes - what is no problem, and is told all the same, in formats for programs
 */
export function render(problems: readonly Problem[], format: ValidateFormat, notes: Notes = {}): string {
  if (format === "json") return toJson(problems, notes);
  if (format === "sarif")
    return toSarif(
      problems,
      noteKinds.flatMap((kind) => notes[kind] ?? []),
    );
  if (format === "github") return problems.map((one) => toAnnotation(one, "error")).join("\n");
  const count =
    problems.length > MOST_PROBLEMS
      ? `more than ${MOST_PROBLEMS} problems`
      : `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return [...problems.map(formatProblem), count].join("\n");
}

function toJson(problems: readonly Problem[], notes: Notes): string {
  const told = noteKinds.filter((kind) => (notes[kind] ?? []).length > 0);
  return jsonText({ problems, ...Object.fromEntries(told.map((kind) => [kind, notes[kind]])) });
}

function toSarif(problems: readonly Problem[], open: readonly Problem[]): string {
  const result = (level: "error" | "warning") => (problem: Problem) => ({
    rule: problem.code,
    level,
    message: messageOf(problem),
    where: problem.where,
  });
  const rules = [...problems, ...open].map(({ code }): [string, SarifRule] => {
    const { meaning, fix } = problemCodes[code];
    return [code, { title: meaning, help: fix }];
  });
  return jsonText(
    sarifLog([...problems.map(result("error")), ...open.map(result("warning"))], Object.fromEntries(rules)),
  );
}

/** A workflow command of GitHub Actions. */
const toAnnotation = (problem: Problem, level: "error" | "warning"): string =>
  githubAnnotation({
    level,
    title: problem.code,
    message: messageOf(problem),
    ...(typeof problem.where !== "string" && { place: problem.where }),
  });
