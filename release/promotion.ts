import { checkReleases } from "../domain/promotion/release-rules";
import type { ReleaseInEnvironment } from "../domain/promotion/release";
import { checkDrift } from "./drift";
import {
  dropFormer,
  keepUntil,
  keptInWords,
  makeCandidate,
  makeLive,
  shareInWords,
  withoutExpired,
  type ReleaseEdit,
} from "./edit";
import { checkClock, checkDeployed } from "./endpoint-checks";
import type { ClockFacts, DriftFacts, EndpointFacts, LiveProof, ModelFacts, Stage } from "./facts";
import { checkBaseline, checkChampion, checkMetrics } from "./metric-checks";
import { conclude, fixed, judged, type Decision, type Reason } from "./reasons";
import { checkRegisteredOnce, checkRegistry } from "./registration";
import { checkSoak } from "./soak";
import { compareVersions } from "../domain/promotion/versions";

/** What was found in Azure about a promotion. */
export interface PromotionFacts {
  readonly clock?: ClockFacts;
  /** Every version of the model, in every place that was looked at. */
  readonly models: readonly ModelFacts[];
  /** By environment. */
  readonly endpoints: Readonly<Record<string, EndpointFacts | undefined>>;
  /** Of the deployment that is live in the environment before; undefined: nothing watches it. */
  readonly drift?: DriftFacts;
  /** What former decisions saw. */
  readonly proofs: readonly LiveProof[];
}

/** May this version enter this environment? */
export interface PromotionQuestion {
  /** Where the use case serves, in promotion order. */
  readonly stages: readonly Stage[];
  /** The environment to enter; one of the stages. */
  readonly to: string;
  readonly version: string;
  readonly facts: PromotionFacts;
  /** Whether the version will be brought into the registry if all else is well. */
  readonly willPublish: boolean;
  /** Why to go on against checks that a person may decide. */
  readonly override?: string;
}

/** Decides on a promotion: every check with its reason, and the change of the release if all is well. */
export function decidePromotion(question: PromotionQuestion): Decision<ReleaseEdit> {
  const { stages, to, version, facts } = question;
  const index = stages.findIndex(({ release }) => release.environment === to);
  const target = stages[index]!;
  const before = stages.slice(0, index);
  const previous = before.at(-1);
  const { release, rules } = target;
  const now = facts.clock?.azure ?? "";
  const of = (model: string) => facts.models.filter((found) => found.version === model);
  const registered = {
    version,
    found: of(version),
    others: facts.models.filter((found) => found.version !== version),
    rejected: stages.flatMap((stage) => stage.release.rejected),
    willPublish: question.willPublish,
  };
  const live = release.live && { version: release.live.model, found: of(release.live.model) };
  const edit = editOf(target, version, now);
  const consistent = checkConsistent(stages, edit.after);
  const reasons = [
    checkClock(facts.clock),
    checkOrder(before, version),
    checkRejected([...before, target], version),
    checkFree(release, version),
    checkNewer(release, version),
    checkRegistry(registered),
    checkRegisteredOnce(registered),
    ...checkMetrics(rules?.gates, registered.found),
    checkBaseline(rules?.gates, registered.found),
    checkChampion(rules?.gates, registered.found, live, to),
    ...checkPrevious(previous, version, facts),
    checkSoak(version, rules?.gates.soak, previous, {
      ...(previous && { endpoint: facts.endpoints[previous.release.environment] }),
      proofs: facts.proofs,
      now,
    }),
    previous === undefined
      ? judged("drift", "pass", "does not apply: no environment comes before")
      : checkDrift(`${previous.release.live?.model ?? "nothing"} in ${previous.release.environment}`, facts.drift, now),
    checkDeployed(`${to} settled`, release, facts.endpoints[to]),
  ];
  // Says the same as a check above, if one of them says anything.
  const told = reasons.some(({ result, overridable }) => result !== "pass" && !overridable);
  return conclude<ReleaseEdit>(told ? reasons : [...reasons, consistent], question.override, () => edit);
}

/**
 * The newest version that may enter, or, if none may, the newest that is not older than what is live there.
 * @param versions - to choose from, in any order
 */
export function newestEligible(
  versions: readonly string[],
  decide: (version: string) => Decision<ReleaseEdit>,
  live: string | undefined,
): { readonly version: string; readonly decision: Decision<ReleaseEdit> } | undefined {
  const newer = [...new Set(versions)]
    .filter((version) => live === undefined || compareVersions(version, live) > 0)
    .sort((left, right) => compareVersions(right, left));
  const decided = newer.map((version) => ({ version, decision: decide(version) }));
  return decided.find(({ decision }) => decision.allowed && decision.override === undefined) ?? decided[0];
}

function editOf({ release, rules }: Stage, version: string, now: string): ReleaseEdit {
  const first = rules?.rollout[0];
  const { environment } = release;
  if (release.live === undefined || first === undefined) {
    const after = makeLive(release, version, keepUntil(rules, now));
    const summary = `${version} becomes live in ${environment} and answers all requests${keptInWords(after)}`;
    return { before: release, after, summary };
  }
  const after = makeCandidate(withoutFormer(release, version, now), version, first);
  return { before: release, after, summary: `${version} is tried in ${environment} with ${shareInWords(first)}` };
}

/** What is tried again is no longer kept; neither is what was kept long enough. */
const withoutFormer = (release: Stage["release"], version: string, now: string): Stage["release"] =>
  release.former?.model === version ? dropFormer(release) : withoutExpired(release, now);

/** Whether a release says that a version is or was live. */
export const wasLive = ({ live, history }: ReleaseInEnvironment, version: string): boolean =>
  live?.model === version || history.includes(version);

function checkOrder(before: readonly Stage[], version: string): Reason {
  if (before.length === 0) return fixed("order", "pass", "the first environment: versions enter here");
  const names = before.map(({ release }) => release.environment);
  const skipped = before.filter(({ release }) => !wasLive(release, version)).map(({ release }) => release.environment);
  if (skipped.length === 0) return fixed("order", "pass", `${version} was live in ${names.join(" and ")}`);
  const text = `${version} was never live in ${skipped.join(" and ")}: promote it to ${skipped[0]} first`;
  return fixed("order", "fail", text, { order: names });
}

function checkRejected(stages: readonly Stage[], version: string): Reason {
  const where = stages.find(({ release }) => release.rejected.includes(version))?.release.environment;
  return where === undefined
    ? fixed("not rejected", "pass", `${version} was not rolled back`)
    : fixed("not rejected", "fail", `${version} was rolled back in ${where}: train a new version`);
}

function checkFree({ environment, live, candidate }: ReleaseInEnvironment, version: string): Reason {
  if (live?.model === version) return fixed("free", "fail", `${version} is live in ${environment} already`);
  if (candidate === undefined) return fixed("free", "pass", `nothing else is being tried in ${environment}`);
  const text = `${candidate.model} is being tried in ${environment}: finish it with mlops rollout or mlops rollback`;
  return fixed("free", "fail", text, { ...candidate });
}

function checkNewer({ environment, live }: ReleaseInEnvironment, version: string): Reason {
  if (live === undefined) return judged("newer", "pass", `nothing is live in ${environment} yet`);
  return compareVersions(version, live.model) > 0
    ? judged("newer", "pass", `${version} is newer than ${live.model}, live in ${environment}`)
    : judged("newer", "fail", `${version} is not newer than ${live.model}, live in ${environment}: use mlops rollback`);
}

function checkPrevious(previous: Stage | undefined, version: string, { endpoints }: PromotionFacts): readonly Reason[] {
  if (previous === undefined) return [];
  const { environment, live } = previous.release;
  const check = `${environment} settled`;
  // What is no longer live there cannot be seen there; that it was is in its history.
  if (live?.model !== version) return [fixed(check, "pass", `${version} is not live in ${environment} now`)];
  return [checkDeployed(check, previous.release, endpoints[environment])];
}

/** Whether the release would still be one that the configuration accepts. */
export function checkConsistent(stages: readonly Stage[], ...changed: readonly ReleaseInEnvironment[]): Reason {
  const mistakes = checkReleases(
    stages.map(({ release, rules }) => ({
      release: changed.find(({ environment }) => environment === release.environment) ?? release,
      rollout: rules?.rollout ?? [],
    })),
  );
  const first = mistakes[0];
  if (first === undefined) return fixed("release", "pass", "the release stays consistent");
  return fixed("release", "fail", `${first.environment}: ${first.path.join(".")} ${first.says}`);
}
