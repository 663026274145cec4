import { Duration } from "../time/duration";

/** GitHub's limit of teams and users together that may approve in one environment. */
export const MAX_APPROVERS = 6;
/** How long an environment of GitHub may let a deployment wait, if it lets it wait at all. */
export const deploymentWait = { min: Duration.minutes(1), max: Duration.days(30) } as const;
/** Approving reviews that a branch of GitHub may ask of a change. */
export const branchApprovals = { min: 0, max: 10 } as const;

/** What is wrong with how many may approve a deployment; undefined if nothing is. */
export function checkApprovers(approvers: {
  readonly teams?: readonly unknown[] | undefined;
  readonly users?: readonly unknown[] | undefined;
}) {
  const count = (approvers.teams?.length ?? 0) + (approvers.users?.length ?? 0);
  if (count <= MAX_APPROVERS) return undefined;
  return {
    says: "are more than GitHub takes",
    given: String(count),
    allowed: `up to ${MAX_APPROVERS} teams and users`,
  };
}
