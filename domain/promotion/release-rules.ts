import {
  checkBothShares,
  isModelVersion,
  isUtcTime,
  MAX_MIRROR_PERCENT,
  type ReleaseInEnvironment,
  type RolloutShare,
} from "./release";

/** A release of one environment with the rollout that holds there. */
export interface ReleaseStage {
  readonly release: ReleaseInEnvironment;
  /** Empty: versions become live at once, and there are no candidates. */
  readonly rollout: readonly RolloutShare[];
}

/** What is wrong with a release, and under which key. */
export interface ReleaseMistake {
  readonly environment: string;
  /** Below the environment: `["candidate", "trafficPercent"]`. */
  readonly path: readonly (string | number)[];
  readonly kind: "version" | "share" | "candidate" | "former" | "skipped" | "rejected" | "twice";
  /** After the key's name: `was never live in preprod`. */
  readonly says: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/**
 * Everything that keeps releases from being safe: shares that do not add up, candidates off their rollout, and versions
 * that did not pass through every environment before.
 * @param stages - in promotion order
 */
export function checkReleases(stages: readonly ReleaseStage[]): readonly ReleaseMistake[] {
  return stages.flatMap((stage, index) => [
    ...checkVersions(stage.release),
    ...checkCandidate(stage),
    ...checkFormer(stage.release),
    ...checkPassed(stages, index),
  ]);
}

function* checkVersions(release: ReleaseInEnvironment): Generator<ReleaseMistake> {
  const { environment, live, candidate, former, history, rejected } = release;
  const versions: readonly (readonly [readonly (string | number)[], string])[] = [
    ...(live === undefined ? [] : [[["live", "model"], live.model] as const]),
    ...(candidate === undefined ? [] : [[["candidate", "model"], candidate.model] as const]),
    ...(former === undefined ? [] : [[["former", "model"], former.model] as const]),
    ...history.map((version, index) => [["history", index], version] as const),
    ...rejected.map((version, index) => [["rejected", index], version] as const),
  ];
  for (const [path, version] of versions) {
    if (isModelVersion(version)) continue;
    yield {
      environment,
      path,
      kind: "version",
      says: "is not a model version that a deployment can be named after",
      allowed: "up to 26 lower-case letters, digits and single dashes",
    };
  }
  for (const key of ["history", "rejected"] as const) {
    const list = release[key];
    for (const [index, version] of list.entries()) {
      if (list.indexOf(version) === index) continue;
      yield { environment, path: [key, index], kind: "twice", says: "is listed twice", fix: "remove one" };
    }
  }
  for (const [key, version] of [["live", live?.model] as const, ["candidate", candidate?.model] as const]) {
    if (version === undefined || !rejected.includes(version)) continue;
    yield {
      environment,
      path: [key, "model"],
      kind: "rejected",
      says: `was rolled back in ${environment}`,
      fix: "train a new version; remove it from rejected only if the cause lay elsewhere",
    };
  }
}

function* checkCandidate({ release, rollout }: ReleaseStage): Generator<ReleaseMistake> {
  const { environment, live, candidate } = release;
  if (candidate === undefined) return;
  const { mirrorPercent, trafficPercent } = candidate;
  const at = (...path: string[]) => ({ environment, path: ["candidate", ...path] });
  if (live === undefined) {
    yield { ...at(), kind: "candidate", says: "stands beside nothing live", fix: "write the first version as live" };
    return;
  }
  if (candidate.model === live.model) {
    yield { ...at("model"), kind: "candidate", says: "is live already", fix: "remove the candidate" };
  }
  if (rollout.length === 0) {
    const fix = "add promotion.rollout to the use case, or write the version as live";
    yield { ...at(), kind: "candidate", says: "has no rollout to follow", fix };
    return;
  }
  const both = checkBothShares(candidate);
  if (both !== undefined) {
    yield { ...at("mirrorPercent"), kind: "share", says: both.says, fix: both.fix };
    return;
  }
  for (const [kind, key, percent, most] of [
    ["mirror", "mirrorPercent", mirrorPercent, MAX_MIRROR_PERCENT],
    ["traffic", "trafficPercent", trafficPercent, 100],
  ] as const) {
    const steps = rollout.filter((step) => step.kind === kind && step.percent <= most).map((step) => step.percent);
    if (percent === 0 || steps.includes(percent)) continue;
    yield {
      ...at(key),
      kind: "share",
      says: "is no step of the rollout",
      allowed: steps.length === 0 ? `no ${kind} at all` : steps.join(", "),
    };
  }
}

/** What is kept must be able to take all requests again at any moment. */
function* checkFormer({ environment, live, candidate, former, history, rejected }: ReleaseInEnvironment) {
  if (former === undefined) return;
  const fix = "remove former";
  const at = (...path: string[]) => ({ environment, path: ["former", ...path], kind: "former", fix }) as const;
  if (live === undefined) {
    yield { ...at(), says: "is kept beside nothing live" };
    return;
  }
  const { model, keepUntil } = former;
  if (model === live.model) yield { ...at("model"), says: "is live" };
  else if (model === candidate?.model) yield { ...at("model"), says: "is being tried" };
  else if (rejected.includes(model)) yield { ...at("model"), says: `was rolled back in ${environment}` };
  else if (!history.includes(model)) {
    yield { ...at("model"), says: `was never live in ${environment}`, allowed: history.join(", ") || "nothing" };
  }
  if (!isUtcTime(keepUntil)) {
    yield { ...at("keepUntil"), says: "is no moment", allowed: "a date and time in UTC, as in 2026-12-31T12:00:00Z" };
  }
}

/** Whoever serves here must have been live in the environment before; what was rolled back there stays out. */
function* checkPassed(stages: readonly ReleaseStage[], index: number): Generator<ReleaseMistake> {
  const { environment, live, candidate } = stages[index]!.release;
  const before = stages.slice(0, index).map(({ release }) => release);
  const previous = before.at(-1);
  if (previous === undefined) return;
  for (const [key, version] of [["live", live?.model] as const, ["candidate", candidate?.model] as const]) {
    if (version === undefined) continue;
    const path = [key, "model"];
    if (previous.rejected.includes(version)) {
      const fix = "train a new version";
      yield { environment, path, kind: "rejected", says: `was rolled back in ${previous.environment}`, fix };
      continue;
    }
    if (wasLive(previous, version)) continue;
    const skipped = before.filter((release) => !wasLive(release, version)).map((release) => release.environment);
    const many = skipped.length > 1 ? `: it skips ${skipped.length} environments` : "";
    yield {
      environment,
      path,
      kind: "skipped",
      says: `was never live in ${skipped.join(" and ")}${many}`,
      allowed: passedVersions(previous),
      fix: `promote it through ${skipped[0]} first`,
    };
  }
}

const wasLive = ({ live, history }: ReleaseInEnvironment, version: string): boolean =>
  live?.model === version || history.includes(version);

function passedVersions({ environment, live, history, rejected }: ReleaseInEnvironment): string {
  const passed = [...new Set([...history, ...(live === undefined ? [] : [live.model])])];
  const open = passed.filter((version) => !rejected.includes(version));
  return open.length === 0 ? `nothing: ${environment} has had no version live` : open.join(", ");
}
