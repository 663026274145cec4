/** What a check says. What could not be found out counts as a refusal, but reads differently. */
export type CheckResult = "pass" | "fail" | "unknown";

/** One thing that was looked at, whatever came of it. */
export interface Reason {
  /** Stable name of the check, e.g. `soak` or `metric auc`. */
  readonly check: string;
  readonly result: CheckResult;
  /** What is so, in one sentence without a full stop. */
  readonly text: string;
  /** The figures behind it. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** Whether a person may decide against it, with a reason. What would make the release inconsistent is not theirs. */
  readonly overridable: boolean;
  /** Present and true if a person did. */
  readonly overridden?: true;
}

/** What may be done, and every reason for it. */
export interface Decision<Edit> {
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
  /** What to change; there only if allowed. */
  readonly edit?: Edit;
  /** Why a person decided against checks; there only if they did. */
  readonly override?: string;
}

type Facts = Readonly<Record<string, unknown>>;

/** A check whose result a person may decide against. */
export const judged = (check: string, result: CheckResult, text: string, evidence?: Facts): Reason => ({
  check,
  result,
  text,
  ...(evidence !== undefined && { evidence }),
  overridable: true,
});

/** A check that holds whatever anybody says. */
export const fixed = (check: string, result: CheckResult, text: string, evidence?: Facts): Reason => ({
  ...judged(check, result, text, evidence),
  overridable: false,
});

/**
 * Allowed if every check passes, or if a person gave a reason and all that did not pass is theirs to decide.
 * @param override - the reason; blank is none
 */
export function conclude<Edit>(
  reasons: readonly Reason[],
  override: string | undefined,
  edit: () => Edit,
): Decision<Edit> {
  const against = override?.trim() ?? "";
  const open = reasons.filter(({ result }) => result !== "pass");
  if (open.length === 0) return { allowed: true, reasons, edit: edit() };
  if (against === "" || open.some(({ overridable }) => !overridable)) return { allowed: false, reasons };
  return {
    allowed: true,
    reasons: reasons.map((reason) => (reason.result === "pass" ? reason : { ...reason, overridden: true })),
    edit: edit(),
    override: against,
  };
}
