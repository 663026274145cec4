import type { ProblemCode } from "./problem-codes";

/** Where in a file a problem sits. Lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with what a person wrote, in words that let them mend it without reading our code. */
export interface Problem {
  /** Stable identifier, for example `MLOPS-CONFIG-012`; `core/problem-codes.ts` says what each stands for. */
  readonly code: ProblemCode;
  /** Where it is: a position in a file, or the path of a construct. */
  readonly where: Position | string;
  /** What is wrong, in one sentence without a full stop, in the user's own terms. */
  readonly message: string;
  /** What was given, as written. Never a secret. */
  readonly given?: string;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** `config/dev.yaml:3:7 MLOPS-CONFIG-012 message (given …; allowed …); fix` */
export function formatProblem(problem: Problem): string {
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

/** Something the user can mend. Carries every problem found, not only the first. */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
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
