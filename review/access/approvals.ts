import type { Planned } from "../words/planned";
import type { Stacks } from "./stacks";
import { azureDevopsChanges } from "./azure-devops";
import { branchRuleChanges } from "./branch-rules";
import type { ApprovalChange } from "./approval-change";
import { environmentChanges } from "./deployment-environments";
import { securityApproverChanges } from "./security-approvers";
import { variableChanges } from "./sign-in";

/**
 * What a planned change does to approvals: who must agree before a deployment starts or a change gets into a branch, who
 * need not, and as whom jobs then sign in. In pipelines these decide on everything else.
 */
export function approvalChanges(resource: Planned, stacks: Stacks): readonly ApprovalChange[] {
  if (resource.action === "none") return [];
  return [environmentChanges, branchRuleChanges, securityApproverChanges, variableChanges, azureDevopsChanges].flatMap(
    (of) => of(resource, stacks),
  );
}
