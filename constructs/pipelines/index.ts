export { BranchRules, branchRulesRules, type BranchRulesProps } from "./branch-rules";
export { configureGithub, GITHUB_PROVIDER_VERSION } from "./github";
export {
  DeploymentEnvironment,
  deploymentEnvironmentRules,
  type Approver,
  type DeploymentEnvironmentProps,
} from "./deployment-environment";
