import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Permission, RoleDefinition } from "./role-definition";

type Lists = { -readonly [Key in keyof Permission]: string[] };

const lists: Readonly<Record<string, keyof Permission>> = {
  "+": "actions",
  "-": "notActions",
  "+data": "dataActions",
  "-data": "notDataActions",
};

/** Azure's built-in roles by lower-case GUID, as `built-in.roles` has them. */
export const builtInDefinitions: ReadonlyMap<string, RoleDefinition> = read();

function read(): ReadonlyMap<string, RoleDefinition> {
  const roles = new Map<string, RoleDefinition>();
  let current: Lists | undefined;
  for (const line of readFileSync(join(__dirname, "built-in.roles"), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith(" ")) {
      const [sign, action] = line.trim().split(" ");
      current![lists[sign!]!].push(action!);
      continue;
    }
    const id = line.slice(0, 36).toLowerCase();
    current = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
    roles.set(id, { id, title: line.slice(37), permissions: [current] });
  }
  return roles;
}
