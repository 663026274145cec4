import { sameId } from "../../../domain/azure/ids";
import { merge } from "../../../domain/json/merge";
import { ArmError } from "../../engine/arm/arm-error";
import { parseArmId } from "../../engine/arm/arm-id";
import { isObject } from "../../engine/arm/json";
import type { CloudView } from "../../engine/arm/model";
import { objects } from "../../engine/arm/rules/helpers";
import type { CloudResource, Json, JsonObject } from "../../engine/store/store";
import { shownAs } from "../shown";
import { type Finding, findings } from "./assignments";
import { fieldValue, holds, type Judged } from "./condition";
import { evaluate } from "./expression";

/** A resource as policies see it before or after it is written. */
const judgedAs = (cloud: CloudView, resource: CloudResource): Judged => shownAs(cloud, resource);

/**
 * What policies make of a resource that is to be written: changed by those that modify or append.
 * @throws ArmError 403 if one denies it
 */
export function governed(cloud: CloudView, resource: CloudResource): CloudResource {
  const judged = judgedAs(cloud, resource);
  const found = findings(cloud, judged);
  const changed = found
    .filter(({ effect }) => effect === "modify" || effect === "append")
    .reduce((one, finding) => operationsOf(finding).reduce((into, operation) => apply(into, operation), one), resource);
  // Azure denies what is still wrong after it was changed.
  const after = changed === resource ? found : findings(cloud, judgedAs(cloud, changed));
  const denials = after.filter(({ effect }) => effect === "deny");
  if (denials.length > 0) throw denied(resource, denials);
  return changed;
}

/** What policies add to a resource that was written: those that deploy what is not there. */
export function deployed(cloud: CloudView, resource: CloudResource): readonly CloudResource[] {
  return findings(cloud, judgedAs(cloud, resource))
    .filter(({ effect }) => effect === "deployifnotexists")
    .filter((finding) => isMissing(cloud, resource, finding))
    .flatMap((finding) => deployments(resource, finding));
}

/** @throws ArmError 403 if a policy forbids to delete a resource */
export function requireDeletable(cloud: CloudView, resource: CloudResource): void {
  const denials = findings(cloud, judgedAs(cloud, resource)).filter(
    ({ effect, details }) =>
      effect === "denyaction" && ((details["actionNames"] ?? []) as readonly Json[]).some((one) => one === "delete"),
  );
  if (denials.length > 0) throw denied(resource, denials);
}

/** The refusal, in Resource Manager's words. */
function denied({ id }: CloudResource, denials: readonly Finding[]): ArmError {
  const identifiers = denials.map(({ assignment, definition, set, reference }) => ({
    policyAssignment: { name: assignment.properties["displayName"] ?? assignment.name, id: assignment.id },
    policyDefinition: { name: definition.properties["displayName"] ?? definition.name, id: definition.id },
    ...(set && { policySetDefinition: { name: set.properties["displayName"] ?? set.name, id: set.id } }),
    ...(reference !== undefined && { policyDefinitionReferenceId: reference }),
  }));
  const reasons = [...new Set(denials.map(({ reason }) => reason))].join("; ");
  return new ArmError(
    403,
    "RequestDisallowedByPolicy",
    `Resource '${parseArmId(id)!.name}' was disallowed by policy. Reasons: '${reasons}'. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
  );
}

/** One change that a policy makes, its values evaluated. */
export interface Operation {
  readonly operation: string;
  readonly field: string;
  readonly value?: Json;
}

export function operationsOf({ details, scope, effect }: Finding): readonly Operation[] {
  const list = effect === "append" ? details : (details["operations"] ?? []);
  return objects(list as Json).flatMap((one) => {
    const condition = one["condition"];
    if (condition !== undefined && evaluate(condition, scope) !== true) return [];
    return [
      {
        operation: String(one["operation"] ?? "add").toLowerCase(),
        field: String(evaluate(one["field"] ?? "", scope)),
        ...(one["value"] !== undefined && { value: evaluate(one["value"], scope) }),
      },
    ];
  });
}

function apply(resource: CloudResource, { operation, field, value }: Operation): CloudResource {
  const tag = /^tags(?:\.|\['?)(.+?)(?:'?\])?$/i.exec(field)?.[1];
  const removes = operation === "remove";
  if (tag !== undefined) return withTag(resource, tag, removes ? undefined : value, operation === "add");
  const type = resource.type.toLowerCase();
  if (!field.toLowerCase().startsWith(`${type}/`)) return resource;
  const steps = ["properties", ...field.slice(type.length + 1).split(".")];
  const judged = { ...resource.body, type: resource.type };
  if (removes || (operation === "add" && fieldValue(judged, field) !== undefined)) return resource;
  const change = steps.reduceRight<Json>((inner, step) => ({ [step]: inner }), value ?? null);
  return { ...resource, body: merge(resource.body, change) as JsonObject };
}

/** Tags of what azurerm made are azurerm's own, so that its next plan shows the change. */
function withTag(resource: CloudResource, name: string, value: Json | undefined, keeps: boolean): CloudResource {
  const { azurerm, body } = resource;
  const holder = azurerm?.values ?? body;
  const old = (isObject(holder["tags"]) ? holder["tags"] : {}) as Readonly<Record<string, Json>>;
  if (keeps && old[name] !== undefined) return resource;
  const others = Object.fromEntries(Object.entries(old).filter(([key]) => key !== name));
  const tags = value === undefined ? others : { ...others, [name]: value };
  if (azurerm === undefined) return { ...resource, body: { ...body, tags } };
  // Not every type of azurerm's has tags.
  if (!("tags" in azurerm.values)) return resource;
  return { ...resource, azurerm: { ...azurerm, values: { ...azurerm.values, tags } } };
}

/** Whether what a policy wants beside a resource is not there. */
function isMissing(cloud: CloudView, { id }: CloudResource, { details, scope }: Finding): boolean {
  const type = String(details["type"]);
  const wanted = details["existenceCondition"];
  const there = cloud
    .within(id)
    .filter((one) => sameId(one.type, type))
    .map((one) => shownAs(cloud, cloud.get(one.id)!));
  return !there.some((one) => wanted === undefined || holds(wanted, one, scope));
}

/** The resources of a policy's template. */
function deployments(resource: CloudResource, { details, scope }: Finding): readonly CloudResource[] {
  const deployment = ((details["deployment"] ?? {}) as JsonObject)["properties"] as JsonObject | undefined;
  const given = evaluate(deployment?.["parameters"] ?? {}, scope) as JsonObject;
  const parameters = Object.fromEntries(
    Object.entries(given).map(([name, one]) => [name, isObject(one) ? (one["value"] ?? null) : one]),
  );
  const template = (deployment?.["template"] ?? {}) as JsonObject;
  const group = parseArmId(resource.id)!;
  return objects(template["resources"]).map((written) => {
    const one = evaluate(written, { parameters, field: () => undefined }) as JsonObject;
    const { scope: on, name, type, ...rest } = one;
    const body = Object.fromEntries(Object.entries(rest).filter(([key]) => !["apiVersion", "dependsOn"].includes(key)));
    const base =
      typeof on === "string" ? on : `/subscriptions/${group.subscription!}/resourceGroups/${group.resourceGroup!}`;
    const [namespace, ...kinds] = String(type).split("/");
    const names = String(name).split("/");
    const path = kinds.map((kind, index) => `${kind}/${names[index] ?? ""}`).join("/");
    return { id: `${base}/providers/${namespace!}/${path}`, type: String(type), body, readOnly: {} };
  });
}
