import type { ReleaseInEnvironment } from "../core/release";
import { makeLive, reject, type ReleaseEdit } from "./edit";
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
    const edit = serves ? takeOut(release, version, before) : undefined;
    if (edit !== undefined) {
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
  const { environment, candidate, live, history, rejected } = release;
  const kept: ReleaseInEnvironment = { environment, ...(live && { live }), history, rejected };
  if (live?.model !== version) {
    const summary = `${version} is taken out of ${environment}; ${live!.model} answers all requests`;
    return { before: release, after: reject(kept, version), summary };
  }
  const back = history.findLast((model) => model !== version && mayServe(release, model, before));
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

const mayServe = (release: ReleaseInEnvironment, model: string, before: readonly ReleaseInEnvironment[]): boolean =>
  !release.rejected.includes(model) &&
  before.every(
    ({ live, history, rejected }) => (live?.model === model || history.includes(model)) && !rejected.includes(model),
  );
