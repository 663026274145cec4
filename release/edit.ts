import type { Duration } from "../domain/time/duration";
import type { ReleaseInEnvironment, RolloutShare } from "../domain/promotion/release";
import { releasedVersion } from "../domain/promotion/release";
import { moment } from "./time";

/** A change of what a release file says about one environment. */
export interface ReleaseEdit {
  readonly before: ReleaseInEnvironment;
  readonly after: ReleaseInEnvironment;
  /** What it does, in one sentence without a full stop. */
  readonly summary: string;
}

/** One value to set in the release file; undefined takes it away. */
export interface YamlStep {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

const without = (list: readonly string[], version: string): readonly string[] =>
  list.filter((other) => other !== version);

/**
 * The version answers all requests; the one before is remembered, and nothing is tried any more.
 * @param keep - until when the one before stays deployed; undefined: it goes
 */
export function makeLive(release: ReleaseInEnvironment, model: string, keep?: KeepUntil): ReleaseInEnvironment {
  const { environment, live, history, rejected } = release;
  const before = live === undefined || live.model === model ? [] : [live.model];
  const kept = before.reduce((list, version) => without(list, version), without(history, model));
  const former = before[0];
  return {
    environment,
    live: releasedVersion(model),
    ...(former !== undefined && keep !== undefined && { former: { ...releasedVersion(former), keepUntil: keep } }),
    history: [...kept, ...before],
    rejected,
  };
}

/** Until when a former version stays deployed: an ISO date-time, UTC. */
export type KeepUntil = string;

/** Until when what is live now would be kept; undefined: not at all, or nobody knows what time it is. */
export function keepUntil(rules: { readonly keepFormer?: Duration } | undefined, now: string): KeepUntil | undefined {
  const from = Date.parse(now);
  if (rules?.keepFormer === undefined || Number.isNaN(from)) return undefined;
  return new Date(from + rules.keepFormer.toSeconds() * 1000).toISOString();
}

/** Whether a former version was kept long enough. @param now - ISO date-time by Azure's clock */
export const isExpired = ({ former }: ReleaseInEnvironment, now: string): boolean =>
  former !== undefined && Date.parse(former.keepUntil) <= Date.parse(now);

/** The release without its former version. */
export function dropFormer({
  environment,
  live,
  candidate,
  history,
  rejected,
}: ReleaseInEnvironment): ReleaseInEnvironment {
  return { environment, ...(live && { live }), ...(candidate && { candidate }), history, rejected };
}

/** The release without a former version that was kept long enough. */
export const withoutExpired = (release: ReleaseInEnvironment, now: string): ReleaseInEnvironment =>
  isExpired(release, now) ? dropFormer(release) : release;

/** The version is tried with a share of the requests, or with a copy of it. */
export const makeCandidate = (
  release: ReleaseInEnvironment,
  model: string,
  { kind, percent }: RolloutShare,
): ReleaseInEnvironment => ({
  ...release,
  candidate: {
    ...releasedVersion(model),
    mirrorPercent: kind === "mirror" ? percent : 0,
    trafficPercent: kind === "traffic" ? percent : 0,
  },
});

/** The version may not serve here again. */
export const reject = (release: ReleaseInEnvironment, model: string): ReleaseInEnvironment => ({
  ...release,
  rejected: release.rejected.includes(model) ? release.rejected : [...release.rejected, model],
});

/** `; 12 is kept until 2026-12-31 12:00 UTC`; nothing if nothing is kept. */
export const keptInWords = ({ former }: ReleaseInEnvironment): string =>
  former === undefined ? "" : `; ${former.model} is kept until ${moment(former.keepUntil)}`;

/** `copies of 20 % of the requests`, `50 % of the requests`. */
export const shareInWords = ({ kind, percent }: RolloutShare): string =>
  kind === "mirror" ? `copies of ${percent} % of the requests` : `${percent} % of the requests`;

/** The fewest changes of a release file that make it say `after` where it says `before`. */
export function yamlSteps({ before, after }: ReleaseEdit): readonly YamlStep[] {
  const at = (...path: (string | number)[]) => [after.environment, ...path];
  const steps: YamlStep[] = [];
  if (after.live?.model !== before.live?.model) {
    steps.push({ path: after.live === undefined ? at("live") : at("live", "model"), value: after.live?.model });
  }
  steps.push(...formerSteps(before.former, after.former, at));
  steps.push(...listSteps("history", before.history, after.history, at));
  steps.push(...candidateSteps(before.candidate, after.candidate, at));
  steps.push(...listSteps("rejected", before.rejected, after.rejected, at));
  return steps;
}

type At = (...path: (string | number)[]) => readonly (string | number)[];

function listSteps(key: string, before: readonly string[], after: readonly string[], at: At): readonly YamlStep[] {
  if (before.join("\0") === after.join("\0")) return [];
  const appended = before.length > 0 && before.every((version, index) => after[index] === version);
  // Appending one by one keeps the list as it is written, comments included.
  if (appended)
    return after.slice(before.length).map((value, index) => ({ path: at(key, before.length + index), value }));
  return [{ path: at(key), value: after.length === 0 ? undefined : [...after] }];
}

type Former = ReleaseInEnvironment["former"];

function formerSteps(before: Former, after: Former, at: At): readonly YamlStep[] {
  if (before?.model === after?.model && before?.keepUntil === after?.keepUntil) return [];
  const value = after && { model: after.model, keepUntil: after.keepUntil };
  return [{ path: at("former"), value }];
}

type Candidate = ReleaseInEnvironment["candidate"];

function candidateSteps(before: Candidate, after: Candidate, at: At): readonly YamlStep[] {
  if (after === undefined) return before === undefined ? [] : [{ path: at("candidate"), value: undefined }];
  const { model, mirrorPercent, trafficPercent } = after;
  const share = mirrorPercent > 0 ? { mirrorPercent } : { trafficPercent };
  if (before?.model !== model) return [{ path: at("candidate"), value: { model, ...share } }];
  const shares = [
    ["mirrorPercent", before.mirrorPercent, mirrorPercent],
    ["trafficPercent", before.trafficPercent, trafficPercent],
  ] as const;
  return shares
    .filter(([, was, is]) => was !== is)
    .map(([key, , is]) => ({ path: at("candidate", key), value: is === 0 ? undefined : is }));
}
