import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import { isObject } from "../../engine/arm/json";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { objects, strings } from "../../engine/arm/rules/helpers";
import type { Json, JsonObject } from "../../engine/store/store";
import { fieldValue, type Judged, holds } from "./condition";
import { evaluate, type Scope } from "./expression";

const DEFINITION = "Microsoft.Authorization/policyDefinitions";
const SET = "Microsoft.Authorization/policySetDefinitions";
const ASSIGNMENT = "Microsoft.Authorization/policyAssignments";

/** A policy that holds for a resource, with what it does there. */
export interface Finding {
  readonly assignment: ArmResource;
  readonly definition: ArmResource;
  readonly set?: ArmResource;
  readonly reference?: string;
  /** Lower-case: `deny`, `modify`, `deployifnotexists`, … */
  readonly effect: string;
  readonly details: JsonObject;
  readonly scope: Scope;
  /** What people are told. */
  readonly reason: string;
}

/** Where a policy assignment holds: everything, where it stands on a management group. */
const scopeOf = (assignment: ArmResource): string => {
  const { parent } = parseArmId(assignment.id)!;
  return /^\/providers\/Microsoft\.Management\//i.test(parent) ? "" : parent;
};

/**
 * What policies find in a resource: those of every enforced assignment over it whose condition holds. Exemptions are not
 * simulated.
 */
export function findings(cloud: CloudView, judged: Judged): readonly Finding[] {
  const id = String(judged["id"]);
  // Policies do not judge themselves.
  if (/\/providers\/Microsoft\.Authorization\/policy/i.test(id)) return [];
  return cloud
    .ofType(ASSIGNMENT)
    .filter(
      (assignment) =>
        isOver(assignment, id) && !sameId(String(assignment.properties["enforcementMode"]), "DoNotEnforce"),
    )
    .flatMap((assignment) => ofAssignment(cloud, assignment, judged));
}

function isOver(assignment: ArmResource, id: string): boolean {
  const scope = scopeOf(assignment);
  const inside = scope === "" ? /^\/subscriptions\//i.test(id) : isWithin(id, scope);
  return inside && !strings(assignment.properties["notScopes"]).some((one) => isWithin(id, one));
}

function ofAssignment(cloud: CloudView, assignment: ArmResource, judged: Judged): readonly Finding[] {
  const id = String(assignment.properties["policyDefinitionId"]);
  const given = valuesOf(assignment.properties["parameters"]);
  const set = cloud.ofType(SET).find((one) => sameId(one.id, id));
  if (set === undefined) {
    const definition = cloud.ofType(DEFINITION).find((one) => sameId(one.id, id));
    return definition === undefined ? [] : judge({ assignment, definition }, given, judged);
  }
  const own = withDefaults(set, given);
  return objects(set.properties["policyDefinitions"]).flatMap((member) => {
    const definition = cloud.ofType(DEFINITION).find((one) => sameId(one.id, String(member["policyDefinitionId"])));
    if (definition === undefined) return [];
    const scope: Scope = { parameters: own, field: () => undefined };
    const parameters = evaluate(valuesOf(member["parameters"]), scope) as JsonObject;
    const reference = String(member["policyDefinitionReferenceId"] ?? definition.name);
    return judge({ assignment, definition, set, reference }, parameters, judged);
  });
}

/** `{ effect: { value: "Deny" } }` as `{ effect: "Deny" }`. */
const valuesOf = (parameters: Json | undefined): JsonObject =>
  isObject(parameters)
    ? (Object.fromEntries(
        Object.entries(parameters).map(([name, one]) => [name, isObject(one) && "value" in one ? one["value"]! : one]),
      ) as JsonObject)
    : {};

/** Values of parameters, with the defaults of what declares them. */
function withDefaults({ properties }: ArmResource, given: JsonObject): JsonObject {
  const declared = isObject(properties["parameters"]) ? Object.entries(properties["parameters"]) : [];
  const defaults = declared.flatMap(([name, one]) =>
    isObject(one) && one["defaultValue"] !== undefined ? [[name, one["defaultValue"]] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

type Named = Pick<Finding, "assignment" | "definition" | "set" | "reference">;

function judge(named: Named, given: JsonObject, judged: Judged): readonly Finding[] {
  const { definition, assignment } = named;
  const { mode, policyRule, displayName } = definition.properties;
  // What has neither tags nor a location is looked at by policies of mode All only.
  if (sameId(String(mode ?? "All"), "Indexed") && judged["location"] === undefined) return [];
  if (!isObject(policyRule)) return [];
  const scope: Scope = {
    parameters: withDefaults(definition, given),
    field: (name) => fieldValue(judged, name),
  };
  const then = policyRule["then"] as JsonObject;
  const effect = String(evaluate(then["effect"] ?? "Disabled", scope)).toLowerCase();
  if (effect === "disabled" || !holds(policyRule["if"], judged, scope)) return [];
  const messages = objects(assignment.properties["nonComplianceMessages"]).map((one) => String(one["message"]));
  const reason = messages[0] ?? String(displayName ?? definition.name);
  return [{ ...named, effect, details: (then["details"] ?? {}) as JsonObject, scope, reason }];
}
