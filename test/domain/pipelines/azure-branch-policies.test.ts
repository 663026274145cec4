import { azureReviewerPolicies } from "../../../domain/pipelines/azure-branch-policies";
import { releaseReviewers } from "../../../domain/promotion/release-reviewers";

describe("branch policies of Azure Repos", () => {
  it("ask the same people about the same files as a ruleset of GitHub", () => {
    const approval = { count: 2, approvers: [{ group: "g", name: "Model Risk" }], teams: ["model-risk"] };
    const reviewers = releaseReviewers([{ name: "churn", environments: [{ environment: "prod", approval }] }]);
    const security = { team: "security", approvals: 1, paths: [".github/**", "schema/*.ts"] };
    expect(azureReviewerPolicies([...reviewers, security])).toEqual([
      {
        group: "model-risk",
        minimumNumberOfReviewers: 1,
        pathFilters: ["/config/use-cases/churn.yaml"],
        blocking: true,
        submitterCanVote: false,
      },
      {
        group: "model-risk",
        minimumNumberOfReviewers: 2,
        pathFilters: ["/config/releases/churn.yaml", "/config/releases/evidence/churn/prod-*.json"],
        blocking: true,
        submitterCanVote: false,
      },
      {
        group: "security",
        minimumNumberOfReviewers: 1,
        pathFilters: ["/.github/*", "/schema/*.ts"],
        blocking: true,
        submitterCanVote: false,
      },
    ]);
  });
});
