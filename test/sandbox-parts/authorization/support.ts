import { builtInRoles, type BuiltInRole } from "../../../domain/access/roles";
import {
  authorize,
  type Grants,
  type Operation,
  refusal,
  type Request,
  type RoleAssignment,
  type RoleDefinition,
} from "../../../sandbox/engine/authorization";
import { builtInDefinitions } from "../../../sandbox/engine/authorization";

export const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
export const PLATFORM = "/subscriptions/00000000-0000-4000-8000-000000000001";
export const ENV = "/subscriptions/00000000-0000-4000-8000-000000000002";
export const OTHER = "/subscriptions/00000000-0000-4000-8000-000000000003";
export const GROUP = `${ENV}/resourceGroups/rg`;
export const WORKSPACE = `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw`;
export const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/st`;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv`;
export const REGISTRY = `${PLATFORM}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/mlr`;
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
export const STATES = `${PLATFORM}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/ststate/blobServices/default/containers/tfstate`;
export const ML = "Microsoft.MachineLearningServices";
export const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

export const caller = { objectId: "11111111-1111-4111-8111-111111111111", name: "somebody" };

/** Roles as a person thinks of them: a built-in role's name, or a definition. */
export interface Held {
  readonly role: BuiltInRole | "owner" | RoleDefinition;
  readonly at: string;
  readonly condition?: string;
  readonly to?: string;
}

export function granted(held: readonly Held[], more: Partial<Grants> = {}): Grants {
  const own = new Map<string, RoleDefinition>();
  const assignments = held.map(({ role, at, condition, to = caller.objectId }, index): RoleAssignment => {
    if (typeof role === "object") own.set(role.id, role);
    const id = typeof role === "object" ? role.id : role === "owner" ? OWNER : builtInRoles[role].id;
    return {
      id: `assignment-${index}`,
      scope: at,
      principalId: to,
      role: id,
      ...(condition !== undefined && { condition }),
    };
  });
  return { assignments, definition: (guid) => own.get(guid) ?? builtInDefinitions.get(guid), ...more };
}

export const custom = (id: string, actions: readonly string[], notActions: readonly string[] = []): RoleDefinition => ({
  id,
  title: id,
  permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
});

export const does = (name: string, scope: string, more: Partial<Operation> = {}): Operation => ({
  name,
  plane: "control",
  scope,
  ...more,
});
export const touches = (name: string, scope: string, more: Partial<Operation> = {}): Operation =>
  does(name, scope, { plane: "data", ...more });

export const may = (held: readonly Held[], operation: Operation, more: Partial<Grants> = {}): boolean =>
  authorize(granted(held, more), caller, operation).allowed;

/** Code of the refusal, and `allowed` without one. */
export const answer = (held: readonly Held[], request: Request): string =>
  refusal(granted(held), caller, request)?.code ?? "allowed";
