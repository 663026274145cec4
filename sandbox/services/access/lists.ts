import { asked, parseFilter } from "../../engine/arm/filter";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { ArmRead, ArmResource, CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import { builtInDefinitions, type RoleDefinition } from "../../engine/authorization";
import type { Json } from "../../engine/store/store";

const ROLE = /^(.*?)\/providers\/Microsoft\.Authorization\/roleDefinitions(?:\/([^/]+))?$/i;
const GRANTS = /^(.*?)\/providers\/Microsoft\.Authorization\/roleAssignments$/i;

/** A built-in role as ARM shows it at a scope. */
const shown = (scope: string, { id, title, permissions }: RoleDefinition): Json => ({
  id: `${/^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
  name: id,
  type: "Microsoft.Authorization/roleDefinitions",
  properties: {
    roleName: title,
    type: "BuiltInRole",
    description: title,
    assignableScopes: ["/"],
    permissions: permissions as unknown as Json,
  },
});

/**
 * A custom role by another scope than the one it was made at, as grants name it by its subscription: it is found wherever it can be
 * granted at, above or below. Undefined at the scope it was made at, where it is a resource of the store.
 * Source: azurerm 4.55.0 reads the role of every grant so, `internal/services/authorization/role_assignment_resource.go`.
 */
function customRole(cloud: CloudView, path: string, scope: string, name: string): Json | undefined {
  const role = cloud
    .ofType("Microsoft.Authorization/roleDefinitions")
    .find((one) => sameId(one.name, name) && !sameId(one.id, path));
  const isNear = (at: string) => at === "/" || isWithin(scope, at) || isWithin(at, scope);
  return role !== undefined && texts(role.properties["assignableScopes"]).some(isNear)
    ? { ...(plain(role) as Record<string, Json>), id: path }
    : undefined;
}

/** Built-in roles by name, and all roles that can be granted at a scope: `$filter` knows `roleName` and `type`. */
export const readRoles: ArmRead = (cloud, path, query) => {
  const [, scope, name] = ROLE.exec(path) ?? [];
  if (scope === undefined) return undefined;
  if (name !== undefined) {
    const builtIn = builtInDefinitions.get(name.toLowerCase());
    return builtIn === undefined ? customRole(cloud, path, scope, name) : shown(scope, builtIn);
  }
  const filter = parseFilter(query.get("$filter"));
  const roleName = asked(filter, "roleName");
  const type = asked(filter, "type");
  const custom = cloud
    .ofType("Microsoft.Authorization/roleDefinitions")
    .filter(({ properties }) => texts(properties["assignableScopes"]).some((at) => at === "/" || isWithin(scope, at)))
    .map(plain);
  return {
    value: [...[...builtInDefinitions.values()].map((role) => shown(scope, role)), ...custom].filter((role) => {
      const properties = isObject(role) && isObject(role["properties"]) ? role["properties"] : {};
      const fits = (value: string | undefined, key: string) =>
        value === undefined || sameId(value, String(properties[key]));
      return fits(roleName, "roleName") && fits(type, "type");
    }),
  };
};

/**
 * The grants that count at a scope: its own, those above it, and those below it unless `atScope()` is asked for. `principalId eq`
 * and `assignedTo()` keep one principal's; groups are not resolved, as nobody is in one here.
 */
export const listGrants = (
  cloud: CloudView,
  path: string,
  query: URLSearchParams,
): readonly ArmResource[] | undefined => {
  const scope = GRANTS.exec(path)?.[1];
  if (scope === undefined) return undefined;
  const filter = parseFilter(query.get("$filter"));
  const principal = asked(filter, "principalId") ?? filter.functions.get("assignedto");
  return cloud.ofType("Microsoft.Authorization/roleAssignments").filter(({ id, properties }) => {
    const at = parseArmId(id)!.parent;
    const counts = at === "" || isWithin(scope, at) || (!filter.functions.has("atscope") && isWithin(at, scope));
    return counts && (principal === undefined || sameId(principal, String(properties["principalId"])));
  });
};

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
const plain = (resource: ArmResource): Json => JSON.parse(JSON.stringify(resource)) as Json;
