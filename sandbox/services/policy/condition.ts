import { ArmError } from "../../engine/arm/arm-error";
import { isObject } from "../../engine/arm/json";
import type { Json, JsonObject } from "../../engine/store/store";
import { evaluate, type Scope } from "./expression";

/** A resource as policies see it: its ARM body with `id`, `name` and `type`. */
export type Judged = JsonObject;

const asList = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];
const folded = (value: Json | undefined): string =>
  value === undefined || value === null ? "" : String(value).toLowerCase();

/** Keys of a body that stand beside its properties: an alias may name them. */
const TOP = ["identity", "kind", "sku", "zones", "location", "tags", "name", "id", "type"];

/** One value, or the values of a list that a path with `[*]` goes through. */
type Found = { readonly one: Json | undefined } | { readonly each: readonly Json[] };

/**
 * What a field of a resource is: `type`, `tags['x']`, or an alias such as `Microsoft.Storage/storageAccounts/sku.name`. Names of
 * properties are compared without regard to case. Source: learn.microsoft.com/azure/governance/policy/concepts/definition-structure-alias.
 */
export function fieldOf(judged: Judged, field: string): Found {
  const tag = /^tags(?:\.|\['?)(.+?)(?:'?\])?$/i.exec(field)?.[1];
  if (tag !== undefined) return { one: isObject(judged["tags"]) ? lookUp(judged["tags"], tag) : undefined };
  if (!field.includes("/")) return walk(judged, field.split("."));
  const type = folded(judged["type"]);
  if (!field.toLowerCase().startsWith(`${type}/`)) return { one: undefined };
  const steps = field.slice(type.length + 1).split(/\.(?![^[]*\])/);
  const root =
    TOP.includes(steps[0]!.toLowerCase()) && lookUp(judged, steps[0]!) !== undefined ? judged : judged["properties"];
  return walk(root, steps);
}

const lookUp = (object: JsonObject, name: string): Json | undefined =>
  Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/** Aliases leave out the `properties` of what stands in a list. */
const ofAlias = (object: JsonObject, name: string): Json | undefined =>
  lookUp(object, name) ?? (isObject(object["properties"]) ? lookUp(object["properties"], name) : undefined);

function walk(root: Json | undefined, steps: readonly string[]): Found {
  let values: readonly (Json | undefined)[] = [root];
  let several = false;
  for (const step of steps) {
    const [name, star] = step.endsWith("[*]") ? [step.slice(0, -3), true] : [step, false];
    values = values.map((value) => (isObject(value) ? ofAlias(value, name) : undefined));
    if (star) {
      several = true;
      values = values.flatMap(asList);
    }
  }
  return several ? { each: values.filter((value) => value !== undefined) } : { one: values[0] };
}

/** The same as one value, for expressions. */
export function fieldValue(judged: Judged, field: string): Json | undefined {
  const found = fieldOf(judged, field);
  return "each" in found ? found.each : found.one;
}

type Comparison = (value: Json | undefined, wanted: Json) => boolean;

const like: Comparison = (value, wanted) => {
  const pattern = folded(wanted)
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return value !== undefined && new RegExp(`^${pattern}$`).test(folded(value));
};
const equals: Comparison = (value, wanted) => folded(value) === folded(wanted);
const isIn: Comparison = (value, wanted) => asList(wanted).some((one) => equals(value, one));
const contains: Comparison = (value, wanted) =>
  Array.isArray(value)
    ? (value as readonly Json[]).some((one) => equals(one, wanted))
    : folded(value).includes(folded(wanted));
const hasKey: Comparison = (value, wanted) => isObject(value) && lookUp(value, String(wanted)) !== undefined;
const exists: Comparison = (value, wanted) => (value !== undefined && value !== null) === (folded(wanted) === "true");
const ordered =
  (holds: (a: number, b: number) => boolean): Comparison =>
  (value, wanted) =>
    value !== undefined && holds(Number(value), Number(wanted));

/** Operators of conditions. Source: learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule. */
const operators: Readonly<Record<string, Comparison>> = {
  equals,
  notEquals: (value, wanted) => !equals(value, wanted),
  like,
  notLike: (value, wanted) => !like(value, wanted),
  in: isIn,
  notIn: (value, wanted) => !isIn(value, wanted),
  contains,
  notContains: (value, wanted) => !contains(value, wanted),
  containsKey: hasKey,
  notContainsKey: (value, wanted) => !hasKey(value, wanted),
  exists,
  less: ordered((a, b) => a < b),
  lessOrEquals: ordered((a, b) => a <= b),
  greater: ordered((a, b) => a > b),
  greaterOrEquals: ordered((a, b) => a >= b),
};

/** Whether a condition holds for a resource. Throws {@link ArmError} for one that the sandbox does not know. */
export function holds(condition: Json | undefined, judged: Judged, scope: Scope): boolean {
  if (!isObject(condition)) throw unknown("a condition that is no object");
  if (condition["allOf"] !== undefined) return asList(condition["allOf"]).every((one) => holds(one, judged, scope));
  if (condition["anyOf"] !== undefined) return asList(condition["anyOf"]).some((one) => holds(one, judged, scope));
  if (condition["not"] !== undefined) return !holds(condition["not"], judged, scope);
  const [operator, wanted] = Object.entries(condition).find(([key]) => key in operators) ?? [];
  if (operator === undefined) throw unknown(`the condition ${JSON.stringify(condition)}`);
  const compare = operators[operator]!;
  const value = evaluate(wanted!, scope);
  if (typeof condition["field"] === "string") {
    const found = fieldOf(judged, String(evaluate(condition["field"], scope)));
    return "each" in found ? found.each.every((one) => compare(one, value)) : compare(found.one, value);
  }
  if (condition["value"] !== undefined) return compare(evaluate(condition["value"], scope), value);
  if (isObject(condition["count"])) return compare(count(condition["count"], judged, scope), value);
  throw unknown(`the condition ${JSON.stringify(condition)}`);
}

function count(counted: JsonObject, judged: Judged, scope: Scope): number {
  const { field, where } = counted;
  if (typeof field !== "string" || !field.endsWith("[*]")) throw unknown(`the count ${JSON.stringify(counted)}`);
  const members = asList(fieldValue(judged, field));
  if (where === undefined) return members.length;
  const type = String(judged["type"]);
  // Below the list, an alias names a part of one member: of a resource that has this one only.
  const below = field.slice(0, -3).slice(type.length + 1);
  return members.filter((member) => {
    const only = below
      .split(".")
      .reduceRight<Json>(
        (inner, step) => (step.endsWith("[*]") ? { [step.slice(0, -3)]: [inner] } : { [step]: inner }),
        [member],
      );
    return holds(where, { id: judged["id"]!, name: judged["name"]!, type, properties: only }, scope);
  }).length;
}

const unknown = (what: string): ArmError =>
  new ArmError(400, "InvalidPolicyRule", `The sandbox does not know ${what}.`);
