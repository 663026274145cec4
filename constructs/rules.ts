import { Token } from "cdktf";
import type { Construct } from "constructs";
import { checkName, type NameKind } from "../domain/azure/names";
import { type Problem, requireNone } from "../domain/problem/problem";
import type { ProblemCode } from "../domain/problem/codes";
import type { Duration } from "../domain/time/duration";

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

/** `read(props)` is a length of time between two others, both included; absent is fine. */
export const durationRange = <Props>(
  code: ProblemCode,
  what: string,
  read: (props: Props) => Duration | undefined,
  { min, max }: { readonly min: Duration; readonly max: Duration },
): Rule<Props> => ({
  code,
  check: (props) => {
    const given = read(props);
    if (given === undefined) return undefined;
    if (given.toSeconds() >= min.toSeconds() && given.toSeconds() <= max.toSeconds()) return undefined;
    return { message: `${what} is out of range`, given: `${given}`, allowed: `${min} to ${max}` };
  },
});

/** Whole days of a range of lengths of time. */
export const daysOf = ({ min, max }: { readonly min: Duration; readonly max: Duration }) => ({
  min: min.toDays(),
  max: max.toDays(),
});

/** What a rule says that configuration keeps, too: there it stands behind the name of a key, here behind `what`. */
export const told = <Says extends Pick<Finding, "given" | "allowed" | "fix"> & { readonly says: string }>(
  what: string,
  mistake: Says | undefined,
): Finding | undefined => {
  if (mistake === undefined) return undefined;
  const { says, given, allowed, fix } = mistake;
  return { message: `${what} ${says}`, given, allowed, fix };
};

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
