import type { ArmResource } from "../arm/model";
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
import { bodyOf, overlay } from "./body";
import { planIdentity } from "./identity";
import { isGroup, parseResourceType } from "./resource-type";
import { planRetry } from "./retry";

/** What azapi plans for an `azapi_resource`. `remote` is the resource as it is now. */
export function planFullResource(
  context: AzapiContext,
  { config, prior, proposed }: PlanRequest,
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
  if (prior !== null && !unknownBody && isNoChange(planned, prior, remote)) {
    planned["body"] = prior["body"]!;
    planned["type"] = sameValue(bodyOf(body), bodyOf(prior["body"])) ? planned["type"]! : prior["type"]!;
  }
  requireLocation(context, planned, type);
  if (prior === null) return { planned, replaces: [] };
  const replaces = replacements(planned, prior);
  const secret = config["sensitive_body"] ?? null;
  const versions = config["sensitive_body_version"] ?? null;
  // azapi keeps a sum of the secrets then, in what Terraform calls private state.
  if (secret !== null && versions === null) {
    throw new ProviderError(
      "Invalid configuration",
      "The sandbox does not simulate sensitive_body without sensitive_body_version.",
      ["sensitive_body"],
    );
  }
  const changed = [
    "sensitive_body_version",
    "body",
    "type",
    "identity",
    "tags",
    "location",
    "response_export_values",
  ].some((name) => !sameValue(planned[name] ?? null, prior[name] ?? null));
  if (changed || unknownBody || hasUnknown(secret)) planned["output"] = UNKNOWN;
  return { planned, replaces };
}

/** Whether a changed configuration says nothing that is not so already in Azure. */
function isNoChange(planned: ObjectValue, prior: ObjectValue, remote: ArmResource | undefined): boolean {
  const wanted = bodyOf(planned["body"]);
  const same = sameValue(toJson(planned["body"] ?? null), toJson(prior["body"] ?? null));
  if (same) return true;
  if (remote === undefined) return false;
  const now = overlay(wanted, remote as unknown as JsonObject, {
    ignoreCasing: planned["ignore_casing"] === true,
    ignoreMissing: false,
  });
  return sameValue(now, wanted);
}

const plain = (location: unknown): string => String(location).replaceAll(" ", "").toLowerCase();

function planLocation(
  { settings, shapes }: AzapiContext,
  config: ObjectValue,
  prior: ObjectValue | null,
  type: string,
  unknownBody: boolean,
): Value {
  const written = config["location"] ?? null;
  const before = prior?.["location"] ?? null;
  if (typeof written === "string" && typeof before === "string" && plain(written) === plain(before)) return before;
  if (written !== null) return written;
  if (unknownBody) return before ?? UNKNOWN;
  if ("location" in bodyOf(config["body"])) return before;
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
  if (unknownBody && prior === null) return UNKNOWN;
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
  const [was, willBe] = [prior["location"] ?? null, planned["location"] ?? null];
  if (willBe !== UNKNOWN && was !== null && plain(was) !== plain(willBe)) paths.push(["location"]);
  const trigger = planned["replace_triggers_external_values"] ?? null;
  const before = prior["replace_triggers_external_values"] ?? null;
  // Without a value in the state, as after an import, azapi 2.12 replaces nothing: there is no change to see.
  if (trigger !== null && before !== null && !sameValue(trigger, before)) {
    paths.push(["replace_triggers_external_values"]);
  }
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
