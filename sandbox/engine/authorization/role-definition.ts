import { coversOperation } from "../../../domain/access/role-actions";

/** What a role allows, and takes back again: of Resource Manager (`actions`), and of the data in resources. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A built-in or a custom role. */
export interface RoleDefinition {
  /** GUID, in lower case. */
  readonly id: string;
  readonly title: string;
  readonly permissions: readonly Permission[];
  /** Scopes that it can be granted at or below. @default - any: a built-in role */
  readonly assignableScopes?: readonly string[];
}

/** Whether an operation is one of Resource Manager, or of a service's data. */
export type Plane = "control" | "data";

/**
 * Whether a role allows an operation. What one permission of a role takes back, another one may give; `notActions` are no
 * prohibition.
 */
export const permits = (
  { permissions }: Pick<RoleDefinition, "permissions">,
  operation: string,
  plane: Plane,
): boolean =>
  permissions.some((permission) => {
    const [given, taken] =
      plane === "control"
        ? [permission.actions, permission.notActions]
        : [permission.dataActions, permission.notDataActions];
    const any = (actions: readonly string[]) => actions.some((action) => coversOperation(action, operation));
    return any(given) && !any(taken);
  });
