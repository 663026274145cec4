export {
  DataAzureDevopsAgentQueue,
  DataAzureDevopsGroup,
  DataAzureDevopsProject,
  DataAzureDevopsRepository,
} from "./data";
export { AzureDevopsData, AzureDevopsResource } from "./element";
export { AzureDevopsProvider, type AzureDevopsProviderConfig } from "./provider";
export {
  type AzureBranch,
  AzureBuildValidation,
  AzureCheckApproval,
  AzureCheckBranchControl,
  AzureCheckExclusiveLock,
  AzureCommentResolution,
  AzureDevopsEnvironment,
  AzureMinimumReviewers,
  AzurePipeline,
  AzurePipelineAuthorization,
  type AzurePipelineAuthorizationConfig,
  AzureRequiredReviewers,
  AzureServiceConnection,
  AzureVariableGroup,
} from "./resources";
export { AZURE_DEVOPS_PROVIDER_VERSION } from "./version";
