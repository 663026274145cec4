import { Token } from "cdktf";
import type { Construct } from "constructs";
import { checkName, type NameKind } from "../domain/azure/names";
import { type Problem, requireNone } from "../domain/problem/problem";
import type { ProblemCode } from "../domain/problem/codes";

type Finding = Omit<Problem, "code" | "where">;

/** One thing the props of a construct must meet. */
export interface Rule<Props> {
  /** Stable identifier, e.g. `MLOPS-VAULT-001`. */
  readonly code: ProblemCode;
  /** What is wrong; undefined if nothing is. */
  readonly check: (props: Props) => Finding | undefined;
}

/** `read(props)` is a whole number from `min` to `max`; absent is fine. */
export const range = <Props>(
  code: ProblemCode,
  what: string,
  read: (props: Props) => number | undefined,
  bounds: { readonly min: number; readonly max: number; readonly fix?: string },
): Rule<Props> => ({
  code,
  check: (props) => checkRange(what, read(props), bounds),
});

/** What is wrong with a whole number that has to be from `min` to `max`; absent is fine. */
export function checkRange(
  what: string,
  given: number | undefined,
  bounds: { readonly min: number; readonly max: number; readonly fix?: string },
): Finding | undefined {
  if (given === undefined || Token.isUnresolved(given)) return undefined;
  if (Number.isInteger(given) && given >= bounds.min && given <= bounds.max) return undefined;
  return {
    message: `${what} is out of range`,
    given: String(given),
    allowed: `a whole number from ${bounds.min} to ${bounds.max}`,
    fix: bounds.fix,
  };
}

/** `props.name` is one that Azure accepts for this kind of resource. */
export const named = (code: ProblemCode, kind: NameKind): Rule<{ readonly name: string }> => ({
  code,
  check: ({ name }) => checkNamed(kind, name),
});

/** What is wrong with a name that Azure has to accept for this kind of resource. */
export const checkNamed = (kind: NameKind, name: string): Finding | undefined =>
  Token.isUnresolved(name) ? undefined : checkName(kind, name);

/** Throws once, listing everything that is wrong with the props of a construct. */
export function requireValid<Props>(construct: Construct, rules: readonly Rule<Props>[], props: Props): void {
  const problems = rules.flatMap(({ code, check }) => {
    const finding = check(props);
    return finding === undefined ? [] : [{ ...finding, code, where: construct.node.path }];
  });
  requireNone(problems);
}
