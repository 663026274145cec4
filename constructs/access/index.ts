export { AgentServiceAccess, type AgentServiceAccessProps } from "./agent-service-access";
export { DataReaders, type DataReadersProps, type ReadableFolders } from "./data-readers";
export { JumpHostAccess, type JumpHostAccessProps } from "./jump-host-access";
export { onlyBlobs, onlyGrants, type Grantable } from "./conditions";
export { CustomRole, customRoleRef, type CustomRoleProps } from "./custom-role";
export { GitHubTrust, type GitHubRepository, type GitHubTrigger, type GitHubTrustProps } from "./github-trust";
export {
  ComputeIdentityGrants,
  WorkspaceIdentityGrants,
  type ComputeIdentityGrantsProps,
  type WorkspaceIdentityGrantsProps,
} from "./identity-grants";
export { Identity, type IdentityProps } from "./identity";
export { PipelineAccess, type PipelineAccessProps, type PipelineEnvironment } from "./pipeline-access";
export { group, type GroupPrincipal, type IdentityPrincipal, type Principal } from "./principal";
export { Publisher, type PublisherProps } from "./publisher";
export { RoleGrant, type CustomRoleRef, type RoleGrantProps } from "./role-grant";
export { type GrantTarget } from "./target";
export {
  UseCaseAccess,
  useCaseRole,
  useCaseRoles,
  UseCaseRoles,
  type UseCaseAccessProps,
  type UseCaseRole,
  type UseCaseRolesProps,
} from "./use-case-access";
export { WorkspaceGrants, type EntraGroup, type WorkspaceGrantsProps } from "./workspace-grants";
