import { builtInRoles, customRoles, type RoleName } from "../domain/access/roles";
import type { PolicyResource } from "./resource";
import type { World } from "./world";

/**
 * Azure roles that let their holder give away access, or change everything: "Privileged" in Azure's own list. Beside
 * those that this project grants, the ones that it never does.
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged.
 */
const neverGranted = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "a8889054-8d42-49c9-bc1c-52486c10e7cd": "Reservations Administrator",
} as const;

/** GUIDs of built-in roles that nothing here grants. */
export const privilegedGuids: readonly string[] = Object.keys(neverGranted);

/** What a role assignment grants. */
export interface GrantedRole {
  /** Our name, if it is one of ours. */
  readonly name?: RoleName;
  /** As people know it; the GUID where nothing tells. */
  readonly title: string;
  /** Whether it is on Azure's list of privileged roles. */
  readonly privileged: boolean;
}

const privilegedNames: readonly (RoleName | undefined)[] = ["contributor", "rbacAdministrator"];
const roleByGuid = new Map<string, RoleName>(
  Object.entries(builtInRoles).map(([name, { id }]) => [id, name as RoleName]),
);
const roleByTitle = new Map<string, RoleName>(
  Object.entries({ ...builtInRoles, ...customRoles }).map(([name, { title }]) => [title, name as RoleName]),
);

const known = (name: RoleName, title: string): GrantedRole => ({
  name,
  title,
  privileged: privilegedNames.includes(name),
});

/** The role of an assignment; undefined if it is known after apply only. */
export function roleOf(assignment: PolicyResource, world: World): GrantedRole | undefined {
  const arm = assignment.kind !== "azurerm_role_assignment";
  const path = arm ? "properties.roleDefinitionId" : "role_definition_id";
  const title = arm ? undefined : assignment.text("role_definition_name");
  if (title !== undefined) return roleOfTitle(title);
  const id = assignment.text(path);
  if (id === undefined) {
    const references = assignment.references(path);
    const definition = references
      .flatMap((address) => world.at(assignment.stack, address) ?? [])
      .find(({ type }) => type === "azurerm_role_definition");
    const name = definition?.text("name");
    return name === undefined ? undefined : roleOfTitle(name);
  }
  return roleOfGuid(id.split("|")[0]!.split("/").at(-1)!.toLowerCase(), world);
}

/** A role by its GUID; of custom roles that another stack makes only the configuration tells. */
export function roleOfGuid(guid: string, world: World): GrantedRole {
  const builtIn = roleByGuid.get(guid);
  if (builtIn !== undefined) return known(builtIn, builtInRoles[builtIn as keyof typeof builtInRoles].title);
  const never = (neverGranted as Readonly<Record<string, string>>)[guid];
  if (never !== undefined) return { title: never, privileged: true };
  const defined = world.once("role definitions", () => definitionsByGuid(world)).get(guid);
  const name = defined?.text("name");
  if (name !== undefined) return roleOfTitle(name);
  const configured = world.expected.customRoles?.[guid];
  return configured === undefined ? { title: guid, privileged: false } : known(configured.role, configured.title);
}

/** By its title; titles of custom roles end with what they belong to: `ML Job Submitter (pfs-prod)`. */
function roleOfTitle(title: string): GrantedRole {
  const name = roleByTitle.get(title) ?? roleByTitle.get(title.replace(/ \([^()]*\)$/, ""));
  if (name !== undefined) return known(name, title);
  return { title, privileged: (Object.values(neverGranted) as string[]).includes(title) };
}

const definitionsByGuid = (world: World): ReadonlyMap<string, PolicyResource> =>
  new Map(
    world.all("azurerm_role_definition").flatMap((definition) => {
      const guid = definition.text("role_definition_id")?.toLowerCase();
      return guid === undefined ? [] : [[guid, definition] as const];
    }),
  );
