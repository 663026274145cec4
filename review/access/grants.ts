import type { Position } from "../../domain/problem/problem";
import { at, textAt, type Json } from "../words/json";
import { propertiesOf, type Planned } from "../words/planned";
import { organizationSettingOf, settingOf, useCaseSettingOf } from "../words/where";
import { conditionInWords } from "./condition";
import { principalOf, type Principal } from "./principal";
import { roleOf, type Role } from "./role";
import { isTarget, scopeOf, type Scope } from "./scope";
import type { Stacks } from "./stacks";

/** One principal's role at one scope, as it stands or will stand in Azure. */
export interface Grant {
  readonly resource: Planned;
  readonly principal: Principal;
  readonly role: Role;
  readonly scope: Scope;
  /** As Azure has it; undefined: the role applies in full. */
  readonly condition?: string;
  /** Name of the environment it belongs to; `shared` if to none. */
  readonly environment: string;
}

/** What a role assignment grants before and after. */
export interface GrantChange {
  readonly before?: Grant;
  readonly after?: Grant;
}

/** Every role assignment of every plan, unchanged ones too. */
export function grantChanges(stacks: Stacks): readonly GrantChange[] {
  return stacks.resources
    .filter(({ armType }) => armType === "microsoft.authorization/roleassignments")
    .map((resource) => ({
      before: resource.before && grantOf(resource, resource.before, stacks),
      after: resource.after && grantOf(resource, resource.after, stacks),
    }));
}

/** Two grants with the same key say the same, condition apart; Azure has room for one of them. */
export const keyOf = ({ principal, role, scope }: Grant): string => [principal.key, role.key, scope.key].join("|");

/** The condition for people; whole if it is not one that this project writes. */
export const conditionOf = ({ condition }: Grant, stacks: Stacks): string | undefined =>
  condition === undefined ? undefined : conditionInWords(condition, (guid) => titleOf(guid, stacks));

/** Why it is granted, from the access tables, and where the configuration says so. */
export function reasonOf(
  { principal, role, scope, resource }: Grant,
  { input }: Stacks,
): { why?: string; where?: Position } {
  const { context } = principal;
  const matches = (context?.reasons ?? []).filter(
    (reason) =>
      reason.role === role.title &&
      (reason.target === undefined || isTarget(reason.target, scope)) &&
      (reason.environment === undefined ||
        resource.environment === undefined ||
        reason.environment === resource.environment),
  );
  const why = [...new Set(matches.map(({ reason }) => reason))].join("; ");
  // A group is named in several files: where none of them grants this any more, it is the list it is gone from.
  const list =
    resource.useCase !== undefined
      ? useCaseSettingOf(input.context, resource, "serving.callers")
      : resource.environment !== undefined
        ? settingOf(input.context, resource.environment, "access")
        : organizationSettingOf(input.context, "platform.registry.promoters");
  const where =
    matches.find((match) => match.where !== undefined)?.where ??
    (context?.kind === "identity" ? context.where : list) ??
    context?.where;
  return { ...(why !== "" && { why }), ...(where !== undefined && { where }) };
}

function grantOf(resource: Planned, values: Json, stacks: Stacks): Grant {
  const azapi = resource.type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const read = (snake: string, camel: string) => textAt(from, azapi ? camel : snake);
  const argument = (name: string) => (azapi ? "body" : name);
  const scope = scopeOf(
    azapi ? textAt(values, "parent_id") : textAt(values, "scope"),
    resource,
    azapi ? "parent_id" : "scope",
    stacks,
  );
  const condition = read("condition", "condition");
  return {
    resource,
    principal: principalOf(read("principal_id", "principalId"), read("principal_type", "principalType"), {
      grant: resource,
      argument: argument("principal_id"),
      stacks,
    }),
    role: roleOf(
      { id: read("role_definition_id", "roleDefinitionId"), name: textAt(at(values), "role_definition_name") },
      { grant: resource, stacks },
    ),
    scope,
    ...(condition !== undefined && { condition }),
    environment: resource.environment ?? environmentOf(scope, stacks) ?? "shared",
  };
}

function environmentOf({ subscription }: Scope, { environments }: Stacks): string | undefined {
  const inside = environments.filter((one) => one.subscription.toLowerCase() === subscription);
  return inside.length === 1 ? inside[0]!.name : undefined;
}

function titleOf(guid: string, stacks: Stacks): string {
  const grant = stacks.resources[0];
  return grant === undefined ? guid : roleOf({ id: guid, name: undefined }, { grant, stacks }).title;
}
