import type { SmokeTest } from "../domain/promotion/smoke-test";
import { judged, type Reason } from "./reasons";

/** What a deployment answered to requests that were sent for the purpose of looking at it. */
export interface SmokeFacts {
  readonly deployment: string;
  /** When, by the clock of whoever asked. ISO date-time. */
  readonly at: string;
  /** Digest of what was asked, so that two tests can be told apart. */
  readonly asked: string;
  readonly requests: number;
  /** What is wrong with answers: statuses, shapes, values. Each once. */
  readonly problems: readonly string[];
  /** How long answers took, but for the first. Milliseconds; empty if there was no answer. */
  readonly milliseconds: readonly number[];
  /** Of the labelled rows. @default - none were asked */
  readonly replay?: {
    readonly rows: number;
    readonly problems: readonly string[];
    /** Share of rows answered rightly, of a classification. */
    readonly right?: number;
    /** Mean distance of answer and label, of a regression. */
    readonly absoluteError?: number;
  };
  /** Why nothing could be asked. */
  readonly unasked?: string;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * Whether a deployment answers the sample request as its contract says. What was found of another deployment, or of fewer
 * requests or answers than are asked for, says nothing of it.
 * @param asked - the version in question and its deployment
 * @param test - what is asked of it; undefined: nothing, and there is no reason to tell
 */
export function checkSmoke(
  { model, deployment }: { readonly model: string; readonly deployment: string },
  facts: SmokeFacts | undefined,
  test: SmokeTest | undefined,
): readonly Reason[] {
  if (test === undefined) return [];
  const check = "smoke test";
  if (facts === undefined) return [judged(check, "unknown", `nobody asked ${model} the sample request`)];
  if (facts.unasked !== undefined) return [judged(check, "unknown", `${model} could not be asked: ${facts.unasked}`)];
  const { at, asked, requests, problems, milliseconds } = facts;
  const evidence = { deployment: facts.deployment, at, asked, requests, milliseconds: [...milliseconds] };
  if (facts.deployment !== deployment) {
    return [judged(check, "unknown", `${facts.deployment} was asked, not ${deployment}`, evidence)];
  }
  if (problems.length > 0) {
    return [judged(check, "fail", `${model}, ${requests} sample requests: ${problems.join("; ")}`, evidence)];
  }
  if (requests !== test.requests) {
    const text = `${model} was sent ${requests} sample requests, ${test.requests} are asked for`;
    return [judged(check, "unknown", text, evidence)];
  }
  const timed = milliseconds.filter((one) => Number.isFinite(one) && one >= 0).length;
  // The first answer is not timed: it may find a cold process.
  if (timed !== requests - 1 || milliseconds.length !== timed) {
    const text = `${model} was sent ${requests} sample requests, and ${timed} answers were timed instead of ${requests - 1}`;
    return [judged(check, "unknown", text, evidence)];
  }
  const slowest = Math.max(...milliseconds);
  const text = `${model} answers ${requests} sample requests as its contract says, the slowest in ${Math.round(slowest)} ms, ${test.latencyMilliseconds} ms allowed`;
  const passes = slowest <= test.latencyMilliseconds;
  return [judged(check, passes ? "pass" : "fail", text, evidence), ...checkReplay(model, facts, test)];
}

function checkReplay(model: string, { replay }: SmokeFacts, { replay: asked }: SmokeTest): readonly Reason[] {
  if (asked === undefined) return [];
  const check = "replay";
  if (replay === undefined) return [judged(check, "unknown", `nobody asked ${model} the labelled sample`)];
  const { rows, problems, right, absoluteError } = replay;
  if (problems.length > 0) {
    return [judged(check, "fail", `${model}, ${rows} labelled rows: ${problems.join("; ")}`, { rows })];
  }
  if (!(rows > 0)) return [judged(check, "unknown", `${model} was asked no labelled row`, { rows })];
  const { rightAtLeast: least, absoluteErrorAtMost: most } = asked;
  if (least !== undefined) {
    if (right === undefined || !(right >= 0 && right <= 1))
      return [judged(check, "unknown", `${model}: its answers are no classes`, { rows })];
    const text = `${model} answers ${round(right)} of ${rows} labelled rows rightly, at least ${least} asked for`;
    return [judged(check, right >= least ? "pass" : "fail", text, { rows, value: right, least })];
  }
  if (most === undefined) return [];
  if (absoluteError === undefined || !(absoluteError >= 0))
    return [judged(check, "unknown", `${model}: its answers are no numbers`, { rows })];
  const text = `${model} is ${round(absoluteError)} off in the mean of ${rows} labelled rows, at most ${most} allowed`;
  return [judged(check, absoluteError <= most ? "pass" : "fail", text, { rows, value: absoluteError, most })];
}
