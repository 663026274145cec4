import { Construct } from "constructs";
import { type AzureReviewerPolicy, azureReviewerPolicies } from "../../domain/pipelines/azure-branch-policies";
import type { RequiredReviewers } from "../../domain/promotion/release-reviewers";
import {
  type AzureBranch,
  AzureBuildValidation,
  AzureCommentResolution,
  AzureMinimumReviewers,
  type AzurePipeline,
  AzureRequiredReviewers,
  type DataAzureDevopsGroup,
} from "../azure-devops";
import { range, requireValid, type Rule } from "../rules";

export interface AzureBranchPoliciesProps extends AzureBranch {
  /** Approving reviews that a pull request needs, 0 to 10. The last push must be approved by somebody else. */
  readonly approvals: number;
  /** The pipeline that must have passed. */
  readonly validation: AzurePipeline;
  /** How many people of which group must approve changes of which files. */
  readonly reviewers: readonly RequiredReviewers[];
  /** The group of a name. */
  readonly groupOf: (name: string) => DataAzureDevopsGroup;
}

/** What {@link AzureBranchPolicies} refuses. */
export const azureBranchPoliciesRules: readonly Rule<AzureBranchPoliciesProps>[] = [
  range("MLOPS-PIPELINE-005", "approvals", ({ approvals }) => approvals, { min: 0, max: 10 }),
];

/**
 * What a branch of Azure Repos asks of a change: approved as it is by somebody other than whoever made it, comments
 * resolved, the build validation passed on top of the branch; for some files, approved by so many people of a group. A
 * branch with a required policy takes no push and cannot be deleted.
 *
 * Limitations: who may edit policies or bypass them is a matter of permissions, which this does not set.
 */
export class AzureBranchPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AzureBranchPoliciesProps) {
    super(scope, id);
    requireValid(this, azureBranchPoliciesRules, props);
    const { projectId, repositoryId, ref, approvals } = props;
    const branch: AzureBranch = { projectId, repositoryId, ref };
    if (approvals > 0) new AzureMinimumReviewers(this, "Approvals", { ...branch, count: approvals });
    new AzureCommentResolution(this, "Comments", branch);
    new AzureBuildValidation(this, "Validation", {
      ...branch,
      pipelineId: props.validation.number,
      displayName: "Review",
    });
    const reviewers = new Construct(this, "Reviewers");
    for (const policy of azureReviewerPolicies(props.reviewers)) {
      new AzureRequiredReviewers(reviewers, `${policy.group}-${policy.minimumNumberOfReviewers}`, {
        ...branch,
        groupId: props.groupOf(policy.group).groupId,
        count: policy.minimumNumberOfReviewers,
        pathFilters: policy.pathFilters,
        message: messageOf(policy),
      });
    }
  }
}

const messageOf = ({ group, minimumNumberOfReviewers: count }: AzureReviewerPolicy): string =>
  `${count} of ${group} must approve changes of these files`;
