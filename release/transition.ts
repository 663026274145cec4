import type { ReleaseValue } from "../domain/promotion/release";
import { hasForm, parseRecord, releaseDigest, releasedOrNull, same, type EvidenceRecord } from "./record";
import { mistakesOf, type Ground } from "./replay";

/** One decision as it was found in a file, whatever it is. */
export interface FoundRecord {
  /** Path of the file, for people. */
  readonly file: string;
  /** Whose evidence the file's name says it is. */
  readonly environment: string;
  readonly version: string;
  readonly content: unknown;
}

/** A change of what is released in one environment. */
export interface Transition {
  /** Undefined: nothing is on record of what was released. */
  readonly before: ReleaseValue | undefined;
  readonly after: ReleaseValue;
  /** What served before, where nothing is on record of it. Undefined: nothing did. */
  readonly served?: Serving;
}

/** What answers requests, without what was before. */
export type Serving = Pick<ReleaseValue, "live" | "candidate">;

/** A decision that a change of a release rests on. */
export interface EvidencedStep {
  readonly record: EvidenceRecord;
  readonly file: string;
}

/**
 * What a change of a release rests on.
 *
 * - `recorded`: nothing changes in what serves; it is put on record for the first time;
 * - `evidenced`: every step has its decision;
 * - `first`: nothing served before and nobody decided: attention, for there is nothing to compare with;
 * - `missing`: nobody decided on this, or not on all of it;
 * - `refused`: somebody seems to have decided, but the evidence does not hold.
 */
export type Evidenced =
  | { readonly status: "recorded" | "first" }
  | { readonly status: "evidenced"; readonly steps: readonly EvidencedStep[] }
  | { readonly status: "missing" | "refused"; readonly mistakes: readonly string[] };

/** Whether decisions lead from one release to the other, each step by its own. Undefined: nothing changes. */
export function evidenceOf(
  transition: Transition,
  found: readonly FoundRecord[],
  ground: Ground,
): Evidenced | undefined {
  const after = releasedOrNull(transition.after);
  const before = releasedOrNull(transition.before);
  if (transition.before !== undefined && same(before, after)) return undefined;
  const { served } = transition;
  const unknown = transition.before === undefined && served !== undefined;
  if (unknown && sameServing(served, transition.after)) return { status: "recorded" };
  if (after === null && before === null) return undefined;

  const judged = found.map((one) => judge(one, ground));
  const starts = (release: ReleaseValue | null): boolean =>
    unknown ? release !== null && sameServing(served, release) : same(release, before);
  const from = releasedBefore(transition);
  const good = judged.filter(({ mistakes }) => mistakes.length === 0);
  const steps = path(good, starts, after, from);
  if (steps !== undefined) return { status: "evidenced", steps };

  const isFirst = before === null && served === undefined;
  const claimed = judged.filter(({ mistakes }) => mistakes.length > 0);
  const bad = path(judged, starts, after, from);
  const through = bad?.flatMap(({ record, file }) =>
    judged.filter((one) => one.record === record && one.file === file),
  );
  const telling = (through ?? claimed.filter(({ record }) => record === undefined || same(record.step.after, after)))
    .filter(({ mistakes }) => mistakes.length > 0)
    .map(({ file, mistakes }) => `${file}: ${mistakes.join("; ")}`);
  if (telling.length > 0 && (!isFirst || claimed.some(isSpoiled))) return { status: "refused", mistakes: telling };
  return isFirst ? { status: "first" } : { status: "missing", mistakes: [] };
}

/** What was released before, as far as anything tells: of what only serves, no history is known. */
export const releasedBefore = ({ before, served, after }: Transition): ReleaseValue | null =>
  releasedOrNull(before ?? (served && { model: after.model, ...served, history: [], rejected: [] }));

/** Most decisions that a review looks back on: more have hardly happened since the last deployment. */
const MOST_STEPS = 20;

/** Decisions that may lead to a release, the last ones: what a review needs of all there are. */
export function leadingTo(after: ReleaseValue | null, found: readonly FoundRecord[]): readonly FoundRecord[] {
  const kept = new Set<FoundRecord>(
    found.filter(({ content }) => hasForm(content) && parseRecord(content) === undefined),
  );
  const all = found.flatMap((one) => {
    const record = parseRecord(one.content);
    return record === undefined ? [] : [{ one, step: record.step }];
  });
  let targets: readonly (ReleaseValue | null)[] = [releasedOrNull(after)];
  for (let count = 0; count < MOST_STEPS && targets.length > 0; count++) {
    const last = all.filter(
      ({ one, step }) => !kept.has(one) && targets.some((target) => same(releasedOrNull(step.after), target)),
    );
    for (const { one } of last) kept.add(one);
    targets = last.flatMap(({ step: { before } }) => (before === null || "digest" in before ? [] : [before]));
  }
  return found.filter((one) => kept.has(one));
}

interface Judged {
  readonly file: string;
  /** Undefined: it cannot be read as one. */
  readonly record?: EvidenceRecord;
  readonly mistakes: readonly string[];
}

/** Decisions from before there were seals say nothing here: they are passed over like none. */
function judge({ file, environment, version, content }: FoundRecord, ground: Ground): Judged {
  const record = parseRecord(content);
  if (record === undefined) {
    return { file, mistakes: hasForm(content) ? ["it is not in the form of evidence"] : [] };
  }
  const misplaced =
    record.environment === environment && record.version === version && record.useCase === ground.useCase
      ? []
      : [`it is of ${record.version} in ${record.environment}, and lies where ${version} in ${environment} belongs`];
  return { file, record, mistakes: misplaced.length > 0 ? misplaced : mistakesOf(record, ground) };
}

/** Whether somebody was at it, rather than that it is of another day, place or definition. */
const isSpoiled = ({ mistakes }: Judged): boolean =>
  mistakes.some((mistake) => !/another promotion|sandbox/.test(mistake));

/** The fewest decisions, the newest first, that lead from a start to the release. */
function path(
  judged: readonly Judged[],
  starts: (release: ReleaseValue | null) => boolean,
  after: ReleaseValue | null,
  before: ReleaseValue | null,
): readonly EvidencedStep[] | undefined {
  const known = judged
    .flatMap(({ record, file }) => (record === undefined ? [] : [{ record, file }]))
    .sort((a, b) => Date.parse(b.record.at) - Date.parse(a.record.at));
  // Backwards from what is to be, so that an old decision leads nowhere once something else was decided since.
  const seen = new Set<string>();
  let reached: { readonly release: ReleaseValue | null; readonly steps: readonly EvidencedStep[] }[] = [
    { release: after, steps: [] },
  ];
  while (reached.length > 0) {
    const next: typeof reached = [];
    for (const { release, steps } of reached) {
      const key = releaseDigest(release);
      if (seen.has(key)) continue;
      seen.add(key);
      for (const step of known) {
        if (!same(releasedOrNull(step.record.step.after), release)) continue;
        const from = step.record.step.before;
        const longer = [step, ...steps];
        if (from !== null && "digest" in from) {
          // What a person took over may have come from anything; only that it is what there was matters.
          if (releaseDigest(before) === from.digest) return longer;
          const others = known.flatMap(({ record: { step: other } }) => [other.after]);
          const origin = others.find((other) => releaseDigest(other) === from.digest);
          if (origin !== undefined) next.push({ release: origin, steps: longer });
        } else if (starts(releasedOrNull(from))) return longer;
        else next.push({ release: from, steps: longer });
      }
    }
    reached = next;
  }
  return undefined;
}

const sameServing = (one: Serving, other: Serving): boolean =>
  one.live === other.live && same(one.candidate ?? null, other.candidate ?? null);
