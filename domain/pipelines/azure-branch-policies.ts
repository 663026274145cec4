import type { RequiredReviewers } from "../promotion/release-reviewers";

/**
 * A branch policy of Azure Repos, "automatically included reviewers": so many people of a group must approve a change of
 * any of these paths. The only policy there that counts people of a group, and with a number above 1 it takes exactly one
 * group.
 */
export interface AzureReviewerPolicy {
  /** Name of the group, the same as the team's on GitHub. */
  readonly group: string;
  readonly minimumNumberOfReviewers: number;
  /** Paths from the root, beginning with `/`; `*` stands for any text, folders included. */
  readonly pathFilters: readonly string[];
  /** Without them a change does not get in. */
  readonly blocking: true;
  /** Whoever opened the pull request does not count. */
  readonly submitterCanVote: false;
}

/** What Azure Repos has to be told so that it counts the same people as a ruleset of GitHub. */
export const azureReviewerPolicies = (reviewers: readonly RequiredReviewers[]): readonly AzureReviewerPolicy[] =>
  reviewers.map(({ team, approvals, paths }) => ({
    group: team,
    minimumNumberOfReviewers: approvals,
    pathFilters: paths.map((path) => `/${path.replace(/\*\*$/, "*")}`),
    blocking: true,
    submitterCanVote: false,
  }));
