export { Identity, type IdentityProps } from "./identity";
export { group, type GroupPrincipal, type IdentityPrincipal, type Principal } from "./principal";
export { RoleGrant, type CustomRoleRef, type RoleGrantProps } from "./role-grant";
