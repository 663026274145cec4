import { DataGithubTeam } from "@cdktf/provider-github/lib/data-github-team";
import { RepositoryRuleset } from "@cdktf/provider-github/lib/repository-ruleset";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { MAX_APPROVALS, MAX_REVIEWERS, type RequiredReviewers } from "../../domain/promotion/release-reviewers";
import { branchApprovals } from "../../domain/pipelines/approvals";
import { range, requireValid, type Rule } from "../rules";
import type { Approver } from "./deployment-environment";

/** Id of the GitHub App that reports the results of workflows; a check of the same name by another app does not count. */
const GITHUB_ACTIONS = 15_368;

export interface BranchRulesProps {
  /** Name of the repository; its owner is the provider's. */
  readonly repository: string;
  /** Name of the branch. */
  readonly branch: string;
  /** Names of the jobs that must have passed. At least one. */
  readonly checks: readonly string[];
  /** Approving reviews that a pull request needs, 0 to 10. The last push must be approved by somebody else. */
  readonly approvals: number;
  /** Whether the owners that CODEOWNERS names must approve changes to their files. */
  readonly codeOwners: boolean;
  /**
   * How many people of which team must approve changes of which files, up to 15 entries. A team must be allowed to write to
   * the repository, or its approvals do not count.
   * @default - no team has to
   */
  readonly reviewers?: readonly RequiredReviewers[];
}

/** What {@link BranchRules} refuses. */
export const branchRulesRules: readonly Rule<BranchRulesProps>[] = [
  range("MLOPS-PIPELINE-005", "approvals", ({ approvals }) => approvals, branchApprovals),
  {
    code: "MLOPS-PIPELINE-006",
    check: ({ checks }) =>
      checks.length > 0 ? undefined : { message: "no check protects the branch", fix: "name the jobs that must pass" },
  },
  {
    code: "MLOPS-PIPELINE-010",
    check: ({ reviewers = [] }) =>
      reviewers.length <= MAX_REVIEWERS
        ? undefined
        : {
            message: "more reviewers than a ruleset of GitHub asks",
            given: String(reviewers.length),
            allowed: `up to ${MAX_REVIEWERS} pairs of a team and a number`,
          },
  },
  {
    code: "MLOPS-PIPELINE-011",
    check: ({ reviewers = [] }) => {
      const wrong = reviewers.find(
        ({ approvals, paths }) =>
          !Number.isInteger(approvals) || approvals < 1 || approvals > MAX_APPROVALS || paths.length === 0,
      );
      if (wrong === undefined) return undefined;
      return {
        message: `a team is asked for something that GitHub does not count: ${wrong.team}`,
        given: `${wrong.approvals} approvals for ${wrong.paths.length} patterns`,
        allowed: `1 to ${MAX_APPROVALS} approvals for at least one pattern`,
      };
    },
  },
];

/**
 * What a branch asks of a change: a pull request, approved and with its checks passed on top of the branch as it is; for
 * some files, approved by so many people of a team; no force push, no deletion. Nobody is let past it, administrators
 * included.
 *
 * Limitations: GitHub counts teams of organizations only, not in a repository of a user; a person in two teams counts for
 * both. The bindings are older than required reviewers, so these are written past them.
 */
export class BranchRules extends Construct {
  readonly resource: RepositoryRuleset;
  /** Teams that are asked, by name and by the number that GitHub keeps. */
  readonly teams: readonly Approver[];

  constructor(scope: Construct, id: string, props: BranchRulesProps) {
    super(scope, id);
    requireValid(this, branchRulesRules, props);
    const { reviewers = [] } = props;
    const asked = [...new Set(reviewers.map(({ team }) => team))];
    this.teams = asked.map((slug) => {
      const team = new DataGithubTeam(this, `Team-${slug}`, { slug, summaryOnly: true });
      return { kind: "team", name: slug, id: team.id };
    });
    this.resource = new RepositoryRuleset(this, "Resource", {
      name: `protect ${props.branch}`,
      repository: props.repository,
      target: "branch",
      enforcement: "active",
      conditions: { refName: { include: [`refs/heads/${props.branch}`], exclude: [] } },
      rules: {
        deletion: true,
        nonFastForward: true,
        pullRequest: {
          requiredApprovingReviewCount: props.approvals,
          requireCodeOwnerReview: props.codeOwners,
          dismissStaleReviewsOnPush: true,
          requireLastPushApproval: props.approvals > 0 || reviewers.length > 0,
          requiredReviewThreadResolution: true,
        },
        requiredStatusChecks: {
          requiredCheck: props.checks.map((context) => ({ context, integrationId: GITHUB_ACTIONS })),
          strictRequiredStatusChecksPolicy: true,
        },
      },
    });
    if (reviewers.length === 0) return;
    // Came with 6.11.0 of the provider: https://github.com/integrations/terraform-provider-github/pull/2991
    this.resource.addOverride(
      "rules.pull_request.required_reviewers",
      reviewers.map((one) => this.render(one)),
    );
  }

  private render({ team, approvals, paths }: RequiredReviewers) {
    const { id } = this.teams.find(({ name }) => name === team)!;
    return {
      file_patterns: [...paths],
      minimum_approvals: approvals,
      reviewer: { id: Token.asNumber(id), type: "Team" },
    };
  }
}
