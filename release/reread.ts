import { originChanges, type Origin } from "./origin";
import type { Reason } from "./reasons";
import { parseRecord, same, type EvidenceRecord } from "./record";

/** What came of reading a decision's facts again, where somebody could. */
export interface Reread {
  /** Seal of the decision. */
  readonly seal: string;
  /** When, by the clock of whoever read. */
  readonly at: string;
  /** Why nothing was read. */
  readonly unread?: string;
  /** The same checks on what is there now. */
  readonly reasons?: readonly Omit<Reason, "overridable">[];
  /** What the version is made of. @default - nothing was found, or read */
  readonly origin?: Origin;
}

/** How a decision stands to what was read again. */
export interface RereadVerdict {
  /** What contradicts it. */
  readonly contradicts: readonly string[];
  /** What has changed since, or could not be read. */
  readonly notes: readonly string[];
}

/** Facts that do not change: a model version's metrics, and what Azure Monitor has of a time that is over. */
const LASTING = /^(metric .*|baseline|champion|registry|registered once|errors|latency|not rolled back)$/;
/** Facts that move on. */
const PASSING = /^(soak|drift)$/;

/** Compares a decision's reasons with what the same checks say now. */
export function compareReread({ reasons, origin }: EvidenceRecord, reread: Reread | undefined): RereadVerdict {
  if (reread === undefined) return { contradicts: [], notes: ["its facts were not read again"] };
  if (reread.reasons === undefined) {
    return { contradicts: [], notes: [`its facts could not be read again: ${reread.unread ?? "nobody says why"}`] };
  }
  const contradicts: string[] = [];
  const notes: string[] = [];
  for (const was of reasons) {
    const is = reread.reasons.find(({ check }) => check === was.check);
    if (is === undefined || (!LASTING.test(was.check) && !PASSING.test(was.check))) continue;
    const worse = was.result === "pass" && is.result === "fail";
    const moved = LASTING.test(was.check) && !sameFigures(was, is);
    if (is.result === "unknown" && was.result === "pass")
      notes.push(`${was.check} could not be read again: ${is.text}`);
    else if (!worse && !moved) continue;
    else if (LASTING.test(was.check)) contradicts.push(`${was.check}: it says "${was.text}", now it is "${is.text}"`);
    else notes.push(`${was.check} has changed since: ${is.text}`);
  }
  if (origin !== undefined && reread.origin === undefined) notes.push("where it is from could not be read again");
  if (origin === undefined || reread.origin === undefined) return { contradicts, notes };
  return {
    contradicts: [...contradicts, ...originChanges(origin, reread.origin).map((text) => `origin: ${text}`)],
    notes,
  };
}

/**
 * What of rereads an approval is given for: the checks that contradict each decision. When something was read, by whom it
 * could not be, and what moves on meanwhile is another matter every time, and lets a release in all the same.
 * @param decisions - what lies in files of evidence, whatever it is
 */
export function contradictedChecks(decisions: readonly unknown[], rereads: readonly Reread[]): readonly string[] {
  return decisions
    .flatMap((content) => {
      const record = parseRecord(content);
      const reread = rereads.find(({ seal }) => seal === record?.seal);
      if (record === undefined || reread === undefined) return [];
      return compareReread(record, reread).contradicts.map((text) => `${record.seal} ${text.split(":")[0]!}`);
    })
    .sort();
}

/** Figures that a person would forge; how many requests there were may be counted late. */
const FIGURES = ["value", "live"];

const sameFigures = (
  { evidence: was = {} }: Pick<Reason, "evidence">,
  { evidence: is = {} }: Pick<Reason, "evidence">,
): boolean => FIGURES.every((figure) => same(was[figure], is[figure]));
