import { RepositoryRuleset } from "@cdktf/provider-github/lib/repository-ruleset";
import { Construct } from "constructs";
import { range, requireValid, type Rule } from "../rules";

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
}

/** What {@link BranchRules} refuses. */
export const branchRulesRules: readonly Rule<BranchRulesProps>[] = [
  range("MLOPS-PIPELINE-005", "approvals", ({ approvals }) => approvals, { min: 0, max: 10 }),
  {
    code: "MLOPS-PIPELINE-006",
    check: ({ checks }) =>
      checks.length > 0 ? undefined : { message: "no check protects the branch", fix: "name the jobs that must pass" },
  },
];

/**
 * What a branch asks of a change: a pull request, approved and with its checks passed on top of the branch as it is; no
 * force push, no deletion. Nobody is let past it, administrators included.
 */
export class BranchRules extends Construct {
  readonly resource: RepositoryRuleset;

  constructor(scope: Construct, id: string, props: BranchRulesProps) {
    super(scope, id);
    requireValid(this, branchRulesRules, props);
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
          requireLastPushApproval: props.approvals > 0,
          requiredReviewThreadResolution: true,
        },
        requiredStatusChecks: {
          requiredCheck: props.checks.map((context) => ({ context, integrationId: GITHUB_ACTIONS })),
          strictRequiredStatusChecksPolicy: true,
        },
      },
    });
  }
}
