import type { ProblemCode } from "./codes";
import { maskSecrets } from "../text/secret-shapes";
import { logLine } from "./workflow-commands";

/** Where in a file a problem sits. Lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with what a person wrote, in words that let them mend it without reading our code. */
export interface Problem {
  /** Stable identifier, for example `MLOPS-CONFIG-012`; `domain/problem/codes.ts` says what each stands for. */
  readonly code: ProblemCode;
  /** Where it is: a position in a file, or the path of a construct. */
  readonly where: Position | string;
  /** What is wrong, in one sentence without a full stop, in the user's own terms. */
  readonly message: string;
  /** What was given, as written. Secrets are masked in every part. */
  readonly given?: string;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Longest that each part of a problem may be: longer, nobody reads it. */
const LONGEST = 2_000;
/** Most problems that are told at once: so many a person can still go through. */
export const MOST_PROBLEMS = 200;

/**
 * `config/dev.yaml:3:7 MLOPS-CONFIG-012 message (given …; allowed …); fix`: one line that may stand on a terminal and in
 * a log of a pipeline, whatever people wrote into what it is about.
 */
export const formatProblem = (problem: Problem): string => logLine(inWords(withoutSecrets(problem)));

/** What {@link formatProblem} says after the place and the code, which formats for programs have fields of their own for. */
export const messageOf = (problem: Problem): string =>
  inWords(withoutSecrets({ ...problem, where: "-" })).replace(/^\S+ \S+ /, "");

/** The problem with every secret in it masked, by shape, and no part longer than anybody reads. */
export function withoutSecrets(problem: Problem): Problem {
  const { where, message, given, allowed, fix } = problem;
  const clean = (text: string): string => {
    const masked = maskSecrets(text);
    return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
  };
  const inPath = (path: string): string => clean(path).split("/").map(maskSecrets).join("/");
  return {
    ...problem,
    // Of a path part by part, too: a slash may belong to a key.
    where: typeof where === "string" ? inPath(where) : { ...where, file: inPath(where.file) },
    message: clean(message),
    ...(given !== undefined && { given: clean(given) }),
    ...(allowed !== undefined && { allowed: clean(allowed) }),
    ...(fix !== undefined && { fix: clean(fix) }),
  };
}

/** As many problems as a person can read, the last of which says how many more there are. */
function readable(problems: readonly Problem[]): readonly Problem[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map(withoutSecrets);
  const more = problems.length - shown.length;
  if (more <= 0) return shown;
  return [
    ...shown,
    {
      code: "MLOPS-CLI-004",
      where: withoutSecrets(problems[MOST_PROBLEMS]!).where,
      message: `there are ${more} more problems from here on, which are not shown`,
      fix: "mend these first and run the command again",
    },
  ];
}

function inWords(problem: Problem): string {
  const { where, given, allowed } = problem;
  const place = typeof where === "string" ? where : `${where.file}:${where.line}:${where.column}`;
  const facts = [
    given === undefined ? undefined : `given ${given}`,
    allowed === undefined ? undefined : `allowed ${allowed}`,
  ].filter((fact) => fact !== undefined);
  const detail = facts.length === 0 ? "" : ` (${facts.join("; ")})`;
  const fix = problem.fix === undefined ? "" : `; ${problem.fix}`;
  return `${place} ${problem.code} ${problem.message}${detail}${fix}`;
}

/**
 * Something the user can mend. Carries every problem found, not only the first, up to as many as a person can read; no
 * secret is in any.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const shown = readable(problems);
    super(shown.map(formatProblem).join("\n"));
    this.problems = shown;
  }
}

/** An assumption of ours broke: a defect here, not a mistake of the user's. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** Throws one {@link UserError} that lists all problems, or does nothing if there are none. */
export function requireNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError(problems);
}
