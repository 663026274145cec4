export { AzureAgents, type AzureAgentsProps } from "./azure-agents";
export { allowPipelines } from "./azure-authorizations";
export { AzureBranchPolicies, azureBranchPoliciesRules, type AzureBranchPoliciesProps } from "./azure-branch-policies";
export { AzureConnection, type AzureConnectionProps, type KnownIdentity } from "./azure-connection";
export { AzureEnvironment, type AzureEnvironmentProps } from "./azure-environment";
export { BranchRules, branchRulesRules, type BranchRulesProps } from "./branch-rules";
export { configureGithub, GITHUB_PROVIDER_VERSION } from "./github";
export {
  DeploymentEnvironment,
  deploymentEnvironmentRules,
  type Approver,
  type DeploymentEnvironmentProps,
} from "./deployment-environment";
