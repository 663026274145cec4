export { BranchRules, branchRulesRules, type BranchRulesProps } from "./branch-rules";
export {
  DeploymentEnvironment,
  deploymentEnvironmentRules,
  type Approver,
  type DeploymentEnvironmentProps,
} from "./deployment-environment";
