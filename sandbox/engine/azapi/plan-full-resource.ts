import { plainRegion } from "../../../domain/azure/regions";
import type { ArmResource } from "../arm/model";
import { isObject } from "../arm/json";
import type { JsonObject } from "../store/store";
import { type AttributePath, type Plan, type PlanRequest, ProviderError } from "../terraform/provider";
import {
  dynamicFromJson,
  hasUnknown,
  type ObjectValue,
  sameValue,
  toJson,
  UNKNOWN,
  type Value,
} from "../terraform/wire";
import type { AzapiContext } from "./context";
import { bodyOf, mergeBody, overlay, overlayOptions } from "./body";
import { planIdentity } from "./identity";
import { isGroup, parseResourceType } from "./resource-type";
import { planRetry } from "./retry";
import { isSecretDue } from "./secret-body";
import { isTriggered } from "./triggers";

/** What azapi plans for an `azapi_resource`. `remote` is the resource as it is now. Source: azapi 2.12.0, `ModifyPlan`. */
export function planFullResource(
  context: AzapiContext,
  { config, prior, proposed, kept }: PlanRequest,
  remote: ArmResource | undefined,
): Plan {
  const { type } = parseResourceType(String(config["type"]));
  const body = config["body"] ?? dynamicFromJson({});
  const unknownBody = hasUnknown(body);
  const planned: ObjectValue = {
    ...proposed,
    body,
    sensitive_body: null,
    ignore_body_changes: null,
    id: prior?.["id"] ?? UNKNOWN,
    name: config["name"] ?? null,
    parent_id: config["parent_id"] ?? (isGroup(type) ? `/subscriptions/${context.settings.subscription}` : null),
    ignore_casing: config["ignore_casing"] ?? false,
    ignore_missing_property: config["ignore_missing_property"] ?? true,
    ignore_null_property: config["ignore_null_property"] ?? false,
    schema_validation_enabled: config["schema_validation_enabled"] ?? true,
    retry: planRetry(config["retry"]),
    identity: planIdentity(config["identity"], prior?.["identity"]),
    location: planLocation(context, config, prior, type, unknownBody),
    tags: planTags(context, config, prior, type, unknownBody),
    output: prior?.["output"] ?? UNKNOWN,
  };
  requireLocation(context, planned, type);
  if (prior === null) return { planned, replaces: [] };
  const same = sameBody(body, prior["body"]);
  const noChange =
    !unknownBody && !(same && planned["type"] === prior["type"]) && isNoChange(context, planned, prior, remote);
  if (same || noChange) planned["body"] = prior["body"]!;
  if (noChange) planned["type"] = prior["type"]!;
  const replaces = replacements(planned, prior);
  const changed =
    unknownBody ||
    !sameBody(planned["body"], prior["body"]) ||
    ["type", "identity", "tags", "response_export_values"].some(
      (name) => !sameValue(planned[name] ?? null, prior[name] ?? null),
    ) ||
    isSecretDue(config, prior, kept);
  // What is sent is what is written, in full.
  if (changed) Object.assign(planned, { output: UNKNOWN, body, type: config["type"] });
  return { planned, replaces };
}

const sameBody = (left: Value | undefined, right: Value | undefined): boolean =>
  sameValue(toJson(left ?? null), toJson(right ?? null));

/**
 * Whether a changed body or API version says nothing that is not so already in Azure. What Azure does not show counts as it
 * was written last.
 */
function isNoChange(
  { settings }: AzapiContext,
  planned: ObjectValue,
  prior: ObjectValue,
  remote: ArmResource | undefined,
): boolean {
  if (!settings.ignoreNoOpChanges || remote === undefined) return false;
  const wanted = bodyOf(planned["body"]);
  const known = mergeBody(remote as unknown as JsonObject, bodyOf(prior["body"]));
  return sameValue(overlay(wanted, known, { ...overlayOptions(planned), ignoreMissing: false }), wanted);
}

function planLocation(
  { settings, shapes }: AzapiContext,
  config: ObjectValue,
  prior: ObjectValue | null,
  type: string,
  unknownBody: boolean,
): Value {
  const written = config["location"] ?? null;
  const before = prior?.["location"] ?? null;
  if (typeof written === "string" && typeof before === "string" && plainRegion(written) === plainRegion(before))
    return before;
  if (written !== null) return written;
  if (unknownBody) return UNKNOWN;
  const inBody = bodyOf(config["body"])["location"];
  if (typeof inBody === "string") return inBody;
  if (before !== null) return before;
  return shapes.hasLocation(type) ? (settings.defaultLocation ?? null) : null;
}

function planTags(
  { settings, shapes }: AzapiContext,
  config: ObjectValue,
  prior: ObjectValue | null,
  type: string,
  unknownBody: boolean,
): Value {
  const written = config["tags"] ?? null;
  if (written !== null) return written;
  if (unknownBody) return UNKNOWN;
  const inBody = bodyOf(config["body"])["tags"];
  if (isObject(inBody)) return inBody as ObjectValue;
  if (settings.defaultTags !== undefined && shapes.hasTags(type)) return settings.defaultTags;
  const before = prior?.["tags"] ?? null;
  return before !== null && Object.keys(before).length === 0 ? before : null;
}

/** azapi checks the completed body once more when it plans, default location included. */
function requireLocation({ shapes }: AzapiContext, planned: ObjectValue, type: string): void {
  const known = planned["location"] !== null || hasUnknown(planned["body"]) || "location" in bodyOf(planned["body"]);
  if (known || planned["schema_validation_enabled"] === false) return;
  const missing = shapes.check(type, {}).some(({ path }) => path === "location");
  if (missing) {
    throw new ProviderError("Invalid configuration", "`location`: required property is missing.", ["location"]);
  }
}

function replacements(planned: ObjectValue, prior: ObjectValue): readonly AttributePath[] {
  const paths: AttributePath[] = ["name", "parent_id"]
    .filter((name) => !sameValue(planned[name] ?? null, prior[name] ?? null))
    .map((name) => [name]);
  // A location that is not known yet counts as another one.
  const at = (values: ObjectValue) => (typeof values["location"] === "string" ? plainRegion(values["location"]) : "");
  if (!hasUnknown(planned["body"]) && at(planned) !== at(prior)) paths.push(["location"]);
  if (isTriggered(planned, prior)) paths.push(["replace_triggers_external_values"]);
  const written = (planned["replace_triggers_refs"] ?? []) as readonly string[];
  // azapi compares bodies that are known in full.
  const watched = hasUnknown(planned["body"]) ? [] : written;
  const [bodyWas, bodyIs] = [bodyOf(prior["body"]), bodyOf(planned["body"])];
  if (watched.some((path) => !sameValue(pick(bodyWas, path), pick(bodyIs, path)))) paths.push(["body"]);
  const [typeWas, typeIs] = [prior["type"], planned["type"]].map((type) => String(type).split("@")[0]!.toLowerCase());
  if (typeWas !== typeIs) paths.push(["type"]);
  return paths;
}

function pick(body: unknown, path: string): unknown {
  let value: unknown = body;
  for (const step of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value;
}
