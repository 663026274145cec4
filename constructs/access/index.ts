export { CustomRole, customRoleGuidOf, type CustomRoleProps } from "./custom-role";
export {
  ComputeIdentityGrants,
  WorkspaceIdentityGrants,
  type ComputeIdentityGrantsProps,
  type WorkspaceIdentityGrantsProps,
} from "./identity-grants";
export { Identity, type IdentityProps } from "./identity";
export { group, type GroupPrincipal, type IdentityPrincipal, type Principal } from "./principal";
export { RoleGrant, type CustomRoleRef, type RoleGrantProps } from "./role-grant";
export { type GrantTarget } from "./target";
export { WorkspaceGrants, type EntraGroup, type WorkspaceGrantsProps } from "./workspace-grants";
