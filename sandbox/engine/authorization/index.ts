export {
  authorize,
  type Caller,
  type Decision,
  type DenyAssignment,
  type Grants,
  type Operation,
  type RoleAssignment,
  withGroups,
} from "./authorize";
export { builtInDefinitions } from "./built-in-roles";
export { armOperation, type ArmCall, operationOf } from "./operations";
export { type Refusal, type Request, refusal } from "./refusal";
export { type Permission, permits, type Plane, type RoleDefinition } from "./role-definition";
