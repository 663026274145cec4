import type { LiveGate } from "../domain/promotion/live-comparison";
import type { RolloutShare } from "../domain/promotion/release";
import { judged, type Reason } from "./reasons";

/** What champion and challenger answered live, held against labels. */
export interface LiveFacts {
  /** Deployment of the live version. */
  readonly champion: string;
  /** Deployment of the candidate. */
  readonly challenger: string;
  readonly metric: string;
  /** Answers between these moments count. ISO date-times. */
  readonly from: string;
  readonly to: string;
  /** Whether both answered copies of the same requests. */
  readonly paired: boolean;
  /** Labelled answers of champion and challenger. */
  readonly rows: readonly [number, number];
  /** How much better the challenger is, in the metric's unit, below 0 if worse; undefined: too few labelled answers. */
  readonly gain?: number;
  /** Ends of the gain's confidence interval. */
  readonly low?: number;
  readonly high?: number;
  /** Of the interval, e.g. 0.95. */
  readonly confidence: number;
  /** What the comparison says, in one sentence. */
  readonly reason: string;
}

/** Why answers and labels were not read, with what to do. */
export interface LiveUnread {
  readonly unread: string;
}

const CHECK = "live comparison";
const takesAll = (share: RolloutShare | undefined): boolean =>
  share === undefined || (share.kind === "traffic" && share.percent >= 100);

/**
 * Whether a candidate loses no more on live answers than it may. Labels come late, so that a candidate goes on while nobody
 * can tell; it takes all requests only when it is known. What shows that it loses more stops it at every step.
 * @param tried - the candidate and the version that is live, with their deployments
 * @param share - what the candidate gets now; undefined: nothing yet
 * @param next - what it would get; undefined: it would become live
 * @param gate - undefined: nothing is asked, and there is no reason to tell
 */
export function checkLive(
  tried: {
    readonly candidate: { readonly model: string; readonly deployment: string };
    readonly live: { readonly deployment: string };
  },
  { share, next }: { readonly share: RolloutShare | undefined; readonly next: RolloutShare | undefined },
  facts: LiveFacts | LiveUnread | undefined,
  gate: LiveGate | undefined,
): readonly Reason[] {
  if (gate === undefined || share === undefined) return [];
  const { candidate, live } = tried;
  const { model } = candidate;
  const had = takesAll(share);
  const open = (text: string, evidence?: Readonly<Record<string, unknown>>): readonly Reason[] => [
    had
      ? judged(CHECK, "pass", `${model} takes all requests already, and was compared before`, evidence)
      : takesAll(next)
        ? judged(CHECK, "unknown", text, evidence)
        : judged(CHECK, "pass", `${text}; it takes all requests only when that is known`, evidence),
  ];
  if (facts === undefined) {
    return open(`nobody compared live answers of ${model} with labels: give --answers and --labels`);
  }
  if ("unread" in facts) return open(`live answers of ${model} were not compared with labels: ${facts.unread}`);
  const { champion, challenger, metric, rows, paired, gain, low, high, confidence, from, to } = facts;
  const evidence = { champion, challenger, metric, rows: [...rows], paired, gain, low, high, confidence, from, to };
  if (champion !== live.deployment || challenger !== candidate.deployment || metric !== gate.metric) {
    return open(
      `${metric} of ${champion} and ${challenger} was compared, not ${gate.metric} of ${live.deployment} and ${candidate.deployment}`,
    );
  }
  const known = [gain, low, high].every((figure) => figure !== undefined && Number.isFinite(figure));
  if (!known || low! > high!) return open(`not yet: ${facts.reason}`, evidence);
  const of = `${rows[0]} and ${rows[1]} labelled answers${paired ? " to the same requests" : ""}`;
  const told = `${model}, ${of}: ${metric} ${gain! >= 0 ? "better" : "worse"} by ${round(Math.abs(gain!))} (${confidence * 100} %: ${round(low!)} to ${round(high!)})`;
  if (low! >= -gate.mayLose) return [judged(CHECK, "pass", `${told}; it may lose ${gate.mayLose}`, evidence)];
  if (high! < -gate.mayLose) return [judged(CHECK, "fail", `${told}; it may lose ${gate.mayLose}`, evidence)];
  return open(`not yet: ${told}; whether it loses more than ${gate.mayLose} is open`, evidence);
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
