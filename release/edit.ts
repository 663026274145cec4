import type { ReleaseInEnvironment, RolloutShare } from "../core/release";
import { releasedVersion } from "../core/release";

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

/** The version answers all requests; the one before is remembered, and nothing is tried any more. */
export function makeLive(release: ReleaseInEnvironment, model: string): ReleaseInEnvironment {
  const { environment, live, history, rejected } = release;
  const before = live === undefined || live.model === model ? [] : [live.model];
  const kept = before.reduce((list, version) => without(list, version), without(history, model));
  return { environment, live: releasedVersion(model), history: [...kept, ...before], rejected };
}

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
