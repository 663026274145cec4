import type { ReleaseInEnvironment } from "../domain/promotion/release";
import { dropFormer, makeLive, reject, type ReleaseEdit } from "./edit";
import type { Stage } from "./facts";
import { checkConsistent } from "./promotion";
import { conclude, fixed, type Decision, type Reason } from "./reasons";

export interface RollbackQuestion {
  /** Where the use case serves, in promotion order. */
  readonly stages: readonly Stage[];
  /** One of the stages. */
  readonly environment: string;
}

/** The version that a rollback takes out: the candidate, else what is live. */
export const rolledBackVersion = ({ candidate, live }: ReleaseInEnvironment): string | undefined =>
  candidate?.model ?? live?.model;

/**
 * Decides what puts everything back: without a candidate, the version before is live again. A version that is rolled back
 * may not serve in later environments either, so that it is taken out there in the same edit.
 *
 * Asks nothing of Azure: a rollback must work when nothing else does.
 */
export function decideRollback({ stages, environment }: RollbackQuestion): Decision<readonly ReleaseEdit[]> {
  const start = stages.findIndex(({ release }) => release.environment === environment);
  const version = rolledBackVersion(stages[start]!.release);
  if (version === undefined) {
    return { allowed: false, reasons: [fixed("serves", "fail", `nothing serves in ${environment}`)] };
  }
  const reasons: Reason[] = [fixed("serves", "pass", `${version} serves in ${environment} and is taken out`)];
  const edits: ReleaseEdit[] = [];
  const before = stages.slice(0, start).map(({ release }) => release);
  for (const { release } of stages.slice(start)) {
    const isFirst = release.environment === environment;
    const serves = release.candidate?.model === version || release.live?.model === version;
    if (!isFirst && serves) {
      const text = `${version} serves in ${release.environment}, too, and may not after a rollback before it`;
      reasons.push(fixed("later", "pass", text));
    }
    const edit = serves ? takeOut(release, version, before) : noLongerKept(release, version);
    if (edit !== undefined && !serves) {
      edits.push(edit);
      const text = `${version} is kept in ${release.environment} and goes: it may not serve again`;
      reasons.push(fixed(`kept in ${release.environment}`, "pass", text));
    } else if (edit !== undefined) {
      edits.push(edit);
      const back = `${edit.after.live!.model} answers all requests in ${release.environment}`;
      reasons.push(fixed(`back in ${release.environment}`, "pass", back));
    } else if (serves) {
      const text = `no version before ${version} may serve in ${release.environment}: promote a good one, or destroy the stack`;
      reasons.push(fixed(`back in ${release.environment}`, "fail", text));
    }
    before.push(edit?.after ?? release);
  }
  reasons.push(checkConsistent(stages, ...edits.map(({ after }) => after)));
  return conclude(reasons, undefined, () => edits);
}

/** The release without the version; undefined if nothing could serve in its place. */
function takeOut(
  release: ReleaseInEnvironment,
  version: string,
  before: readonly ReleaseInEnvironment[],
): ReleaseEdit | undefined {
  const { environment, candidate, live, former, history, rejected } = release;
  const stays = former !== undefined && former.model !== version;
  const kept: ReleaseInEnvironment = {
    environment,
    ...(live && { live }),
    ...(stays && { former }),
    history,
    rejected,
  };
  if (live?.model !== version) {
    const summary = `${version} is taken out of ${environment}; ${live!.model} answers all requests`;
    return { before: release, after: reject(kept, version), summary };
  }
  // What is deployed already comes first: going back to it is one change of traffic.
  const choice = [...history, ...(stays ? [former.model] : [])];
  const back = choice.findLast((model) => model !== version && mayServe(release, model, before));
  if (back === undefined) return undefined;
  const { history: older, ...after } = makeLive(kept, back);
  const released = { ...after, history: older.filter((model) => model !== version) };
  const summary = `${environment} goes back from ${version} to ${back}`;
  const other = candidate?.model === version ? undefined : candidate;
  return {
    before: release,
    after: reject(other === undefined ? released : { ...released, candidate: other }, version),
    summary,
  };
}

/** The release without the version as its former one; undefined if it is not kept. */
function noLongerKept(release: ReleaseInEnvironment, version: string): ReleaseEdit | undefined {
  if (release.former?.model !== version) return undefined;
  const { environment } = release;
  return { before: release, after: dropFormer(release), summary: `${version} is no longer kept in ${environment}` };
}

const mayServe = (release: ReleaseInEnvironment, model: string, before: readonly ReleaseInEnvironment[]): boolean =>
  !release.rejected.includes(model) &&
  before.every(
    ({ live, history, rejected }) => (live?.model === model || history.includes(model)) && !rejected.includes(model),
  );
