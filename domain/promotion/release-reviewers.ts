import type { Approval } from "./model";

/** Most approvals that GitHub counts for one team. */
export const MAX_APPROVALS = 10;
/** Most teams that one ruleset of GitHub's asks, each with a number of its own. */
export const MAX_REVIEWERS = 15;

/** How many people of a team must approve a change of any of these files. */
export interface RequiredReviewers {
  /** Slug of the team. */
  readonly team: string;
  /** How many of its members, 1 to {@link MAX_APPROVALS}. */
  readonly approvals: number;
  /** Patterns of paths from the root, that mean the same as .gitignore's and as fnmatch's. */
  readonly paths: readonly string[];
}

/** What of a use case says who approves its versions. */
export interface ApprovedUseCase {
  readonly name: string;
  /** Every environment in which it serves. */
  readonly environments: readonly { readonly environment: string; readonly approval?: Approval | undefined }[];
}

/**
 * Who must approve changes of releases, as a platform counts it: by the paths of the files that a change touches. Every
 * change of a release carries evidence in a file per environment and version, so that file tells which environment it is
 * about; the release itself holds all environments, and asks for what they have in common. What defines the approvals is
 * kept by the same teams, one person of each. One entry per team and number, in that order.
 */
export function releaseReviewers(useCases: readonly ApprovedUseCase[]): readonly RequiredReviewers[] {
  const found = useCases.flatMap(({ name, environments }) => {
    const asked = environments.map(({ environment, approval }) => ({
      environment,
      count: approval?.count ?? 0,
      teams: approval?.teams ?? [],
    }));
    const teams = [...new Set(asked.flatMap((one) => one.teams))];
    return teams.flatMap((team) => {
      const own = asked.filter((one) => one.teams.includes(team));
      const everywhere = own.length === asked.length ? Math.min(...own.map(({ count }) => count)) : 0;
      return [
        ...own.map(({ environment, count }) => ({ team, approvals: count, paths: [evidenceOf(name, environment)] })),
        ...(everywhere > 0 ? [{ team, approvals: everywhere, paths: [`config/releases/${name}.yaml`] }] : []),
        { team, approvals: 1, paths: [`config/use-cases/${name}.yaml`] },
      ];
    });
  });
  return mergedReviewers(found);
}

/** One entry per team and number, with all paths, in the order of teams, numbers and paths. */
export function mergedReviewers(reviewers: readonly RequiredReviewers[]): readonly RequiredReviewers[] {
  const merged = new Map<string, RequiredReviewers>();
  for (const { team, approvals, paths } of reviewers) {
    const key = `${team} ${approvals}`;
    merged.set(key, { team, approvals, paths: [...(merged.get(key)?.paths ?? []), ...paths] });
  }
  return [...merged.values()]
    .map((one) => ({ ...one, paths: [...new Set(one.paths)].sort() }))
    .sort((a, b) => (a.team === b.team ? a.approvals - b.approvals : a.team < b.team ? -1 : 1));
}

/** Evidence of every version of a use case in an environment. */
const evidenceOf = (useCase: string, environment: string): string =>
  `config/releases/evidence/${useCase}/${environment}-*.json`;
