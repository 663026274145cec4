export { BranchRules, branchRulesRules, type BranchRulesProps } from "./branch-rules";
export {
  DeploymentEnvironment,
  deploymentEnvironmentRules,
  type DeploymentEnvironmentProps,
} from "./deployment-environment";
