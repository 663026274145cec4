import { builtInRoles, customRoles, privilegedRoles } from "../../domain/access/roles";
import { listAt, textAt, textsAt, type Json } from "../words/json";
import type { Planned } from "../words/planned";
import type { Stacks } from "./stacks";

/** What a grant allows. */
export interface Role {
  /** Tells it from every other: the definition's GUID, or where it is made. */
  readonly key: string;
  /** As the access tables and people know it; a custom role of ours without the environment in its name. */
  readonly title: string;
  /** Whether its holder can change or give away access; also if nobody here knows the role. */
  readonly privileged: boolean;
}

/**
 * Azure's roles beyond those of this project that change or give away access, or let their holder do anything.
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles, "Privileged" and "Security".
 */
const otherPrivileged: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
};

const privileged = new Map<string, string>([
  ...privilegedRoles.map((role) => [builtInRoles[role].id, builtInRoles[role].title] as const),
  ...Object.entries(otherPrivileged),
]);
const builtIn = new Map<string, string>(Object.values(builtInRoles).map(({ id, title }) => [id, title]));
const ownTitles: readonly string[] = Object.values(customRoles).map(({ title }) => title);

/** The role of a grant: by the id of its definition, else by name, else by what the grant refers to. */
export function roleOf(
  { id, name }: { readonly id: string | undefined; readonly name: string | undefined },
  { grant, stacks }: { readonly grant: Planned; readonly stacks: Stacks },
): Role {
  const guid = id?.split("/").at(-1)?.toLowerCase();
  if (guid !== undefined) {
    const title = builtIn.get(guid) ?? privileged.get(guid);
    if (title !== undefined) return { key: guid, title, privileged: privileged.has(guid) };
  }
  const definition = guid === undefined ? stacks.referred(grant, "role_definition_id") : stacks.definitionOf(guid);
  if (definition !== undefined) {
    const values = definition.after ?? definition.before;
    return {
      key: guid ?? textAt(values, "role_definition_id")?.toLowerCase() ?? `${definition.stack}/${definition.address}`,
      title: plainTitle(textAt(values, "name") ?? definition.name),
      privileged: actionsOf(values).some(isPrivilegedAction),
    };
  }
  const custom = guid === undefined ? undefined : stacks.customRoleOf(guid);
  if (custom !== undefined) return { key: custom.key, title: custom.title, privileged: false };
  if (name !== undefined) {
    const byName = [...builtIn, ...privileged].find(([, title]) => title === name)?.[0];
    const isPrivileged = byName !== undefined && privileged.has(byName);
    return { key: guid ?? byName ?? name, title: plainTitle(name), privileged: isPrivileged };
  }
  return { key: guid ?? `${grant.stack}/${grant.address}`, title: guid ?? "known after apply", privileged: true };
}

/** What a custom role definition allows; the same for azurerm and plain data. */
export const actionsOf = (definition: Json | undefined): readonly string[] =>
  listAt(definition, "permissions").flatMap((permission) => [
    ...textsAt(permission, "actions"),
    ...textsAt(permission, "data_actions"),
  ]);

/** Whether an action lets its holder change access: it covers writing of assignments, definitions or locks. */
export function isPrivilegedAction(action: string): boolean {
  const pattern = new RegExp(
    `^${action
      .toLowerCase()
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")}$`,
  );
  return ["roleassignments/write", "roledefinitions/write", "elevateaccess/action"].some((what) =>
    pattern.test(`microsoft.authorization/${what}`),
  );
}

/** Without the qualifier that makes names of our roles unique in a tenant: `ML Endpoint Caller (pfs-prod)`. */
function plainTitle(name: string): string {
  const plain = name.replace(/ \([^()]*\)$/, "");
  return ownTitles.includes(plain) ? plain : name;
}
