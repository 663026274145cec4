import {
  type ApprovedUseCase,
  mergedReviewers,
  releaseReviewers,
  type RequiredReviewers,
} from "../../domain/promotion/release-reviewers";
import { decidingFiles } from "../../domain/pipelines/deciding-files";
import type { Organization } from "../configuration";
import type { UseCase } from "../use-case/model";
import { isAzureDevops } from "./repository";

/** Jobs of `.github/workflows/pull-request.yml` that must have passed before a change gets into the default branch. */
export const requiredChecks = ["Test", "Review"] as const;
/** One more, where it is said who approves for security. */
export const SECURITY_CHECK = "Security approval";

/** What the default branch asks of a change before it gets in. */
export interface BranchProtection {
  /** Approving reviews, of whomever. */
  readonly approvals: number;
  /** Whether owners that CODEOWNERS names must approve changes of their files. */
  readonly codeOwners: boolean;
  /** Names of jobs that must have passed. */
  readonly checks: readonly string[];
  /** How many people of which team must approve changes of which files. */
  readonly reviewers: readonly RequiredReviewers[];
}

/** What the configuration asks of a change: the stack `pipelines` makes it, and policy compares with it what is planned. */
export function branchProtection({ repository }: Organization, useCases: readonly UseCase[]): BranchProtection {
  const { approvals, security } = repository.protection;
  const azure = isAzureDevops(repository);
  const checks = [...requiredChecks, ...(security.teams.length > 0 ? [SECURITY_CHECK] : [])];
  return {
    approvals,
    codeOwners: !azure && repository.protection.codeOwners,
    // Azure Repos asks for one build, in which all of them are.
    checks: azure ? [] : checks,
    reviewers: mergedReviewers([
      ...security.teams.map((team) => ({ team, approvals: 1, paths: decidingFiles })),
      ...releaseReviewers(useCases.map(approvedUseCase)),
    ]),
  };
}

/** What of a use case says who approves its versions. */
const approvedUseCase = ({ name, variants }: UseCase): ApprovedUseCase => ({
  name,
  environments: variants
    .filter(({ serving }) => serving !== undefined)
    .map(({ environment, promotion }) => ({ environment, approval: promotion?.approval })),
});
