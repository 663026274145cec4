import type { CustomRoleContext, EnvironmentContext, PrincipalContext } from "../context";
import type { ReviewInput } from "../model";
import { oncePer } from "../once-per";
import { at, listAt, textAt, type Json } from "../words/json";
import { lookedUp, plannedResources, referencesOf, type Planned } from "../words/planned";

/** {@link Stacks} of a review. */
export const stacksOf = oncePer((input: ReviewInput) => new Stacks(input));

/** All plans of a review at once: who is who, and what refers to what. */
export class Stacks {
  readonly resources: readonly Planned[];
  readonly environments: readonly EnvironmentContext[];
  private readonly byAddress: ReadonlyMap<string, Planned>;
  /** By object id, in lower case. */
  private readonly principals: ReadonlyMap<string, Planned>;
  /** Custom role definitions by GUID, in lower case. */
  private readonly definitions: ReadonlyMap<string, Planned>;
  /** What the configuration knows of principals, by key. */
  private readonly known: ReadonlyMap<string, PrincipalContext>;
  private readonly customRoles: ReadonlyMap<string, CustomRoleContext>;

  constructor(readonly input: ReviewInput) {
    this.resources = plannedResources(input);
    this.environments = input.context.environments;
    const all = [...lookedUp(input), ...this.resources];
    this.byAddress = new Map(all.map((resource) => [`${resource.stack}/${resource.address}`, resource]));
    this.principals = new Map(
      all.flatMap((resource) =>
        [resource.before, resource.after].flatMap(objectIdsOf).map((id) => [id.toLowerCase(), resource] as const),
      ),
    );
    this.definitions = new Map(
      all
        .filter(({ armType }) => armType === "microsoft.authorization/roledefinitions")
        .flatMap((resource) =>
          [resource.before, resource.after].flatMap((values) => {
            const guid = textAt(values, "role_definition_id");
            return guid === undefined ? [] : [[guid.toLowerCase(), resource] as const];
          }),
        ),
    );
    const { principals, customRoles = [] } = input.context;
    this.known = new Map(principals.map((principal) => [principal.key, principal]));
    this.customRoles = new Map(customRoles.map((role) => [role.key, role]));
  }

  /** The custom role with a GUID, if a plan has it. */
  definitionOf(guid: string): Planned | undefined {
    return this.definitions.get(guid);
  }

  /** The custom role with a GUID, as the configuration knows it. */
  customRoleOf(guid: string): CustomRoleContext | undefined {
    return this.customRoles.get(guid);
  }

  /** The resource that an argument refers to, in the same stack. */
  referred(from: Planned, ...path: readonly (string | number)[]): Planned | undefined {
    const found = referencesOf(from.configured, ...path).map((address) =>
      this.byAddress.get(`${from.stack}/${address}`),
    );
    return found.find((resource) => resource !== undefined);
  }

  /** The resource whose managed identity has an object id. */
  holderOf(objectId: string): Planned | undefined {
    return this.principals.get(objectId.toLowerCase());
  }

  /** What the configuration knows of a resource's identity. */
  contextOf(holder: Planned): PrincipalContext | undefined {
    const id = textAt(holder.after, "id") ?? textAt(holder.before, "id");
    if (id !== undefined) return this.known.get(id.toLowerCase());
    // Before it exists: by type, name and, as far as it is known, resource group. Names carry the environment.
    const tail = `/${holder.armType}/${holder.name}`.toLowerCase();
    const group = textAt(holder.after, "resource_group_name")?.toLowerCase();
    return this.input.context.principals.find(
      ({ key }) => key.endsWith(tail) && (group === undefined || key.includes(`/resourcegroups/${group}/`)),
    );
  }

  /** What the configuration knows of a group. */
  groupOf(objectId: string): PrincipalContext | undefined {
    return this.known.get(objectId.toLowerCase());
  }
}

/** Object ids of a resource's own identities. */
function objectIdsOf(values: Json | undefined): readonly string[] {
  const own = at(values, "role_definition_id") === undefined ? textAt(values, "principal_id") : undefined;
  const assigned = listAt(values, "identity").map((identity) => textAt(identity, "principal_id"));
  return [own, ...assigned].filter((id) => id !== undefined);
}
