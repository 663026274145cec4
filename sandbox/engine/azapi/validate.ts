import type { BodyShapes } from "../arm/shapes";
import { type Diagnostic, ProviderError } from "../terraform/provider";
import { hasUnknown, type ObjectValue, toJson, UNKNOWN, type Value } from "../terraform/wire";
import type { JsonObject } from "../store/store";
import { bodyOf, mergeBody } from "./body";
import { identityToBody } from "./identity";
import { notSimulatedFindings } from "./not-simulated";
import { childId, isGroup, parseResourceType } from "./resource-type";
import { goPattern } from "./retry";
import { parseArmId } from "../arm/arm-id";
import { sameId } from "../../../domain/azure/ids";

const identityTypes = ["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"];

/** Everything azapi refuses in a resource's configuration. */
export function azapiFindings(kind: string, config: ObjectValue, shapes: BodyShapes): readonly Diagnostic[] {
  if (config["type"] === UNKNOWN) return [];
  try {
    const { type, apiVersion } = parseResourceType(String(config["type"]));
    const common = [...notSimulatedFindings(kind, config), ...argumentFindings(config), ...retryFindings(config)];
    if (kind === "azapi_update_resource") return [...common, ...updateTargetFindings(config, type)];
    if (kind !== "azapi_resource") return [...common, ...actionFindings(config)];
    return [
      ...common,
      ...parentFindings(config, type),
      ...twiceFindings(config),
      ...identityFindings(config),
      ...tagFindings(config),
      ...(config["schema_validation_enabled"] === false ? [] : bodyFindings(config, type, apiVersion, shapes)),
    ];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return [
      { severity: "error", summary: error.summary, detail: error.detail, ...(error.path && { path: error.path }) },
    ];
  }
}

const refuse = (detail: string, argument: string, summary = "Invalid configuration"): Diagnostic => ({
  severity: "error",
  summary,
  detail,
  path: [argument],
});

/** What azapi asks of arguments whatever they are for. Source: azapi 2.12.0, validators of its schemas. */
function argumentFindings(config: ObjectValue): readonly Diagnostic[] {
  const ids = ["parent_id", "resource_id"].flatMap((name) => {
    const id = config[name];
    if (typeof id !== "string" || id === "/") return [];
    if (/^https?:/.test(id)) return [refuse(`expected "${name}" not to contain protocol, got "${id}"`, name)];
    if (id.includes("api-version=")) {
      return [refuse(`expected "${name}" not to contain api-version query parameter, got "${id}"`, name)];
    }
    if (id.includes("|")) return [refuse(`expected "${name}" not to contain character '|', got "${id}"`, name)];
    return [];
  });
  const texts = ["body"]
    .filter((name) => typeof toJson(config[name] ?? null) === "string")
    .map((name) => refuse("The value must not be a string.", name, "Invalid Type"));
  const lists = ["locks", "ignore_other_items_in_list"].flatMap((name) => {
    const items = config[name];
    return Array.isArray(items) && (items as Value[]).includes("") ? [refuse("items must not be empty", name)] : [];
  });
  return [...ids, ...texts, ...lists];
}

/** Source: azapi 2.12.0, `RetrySchema`. */
function retryFindings(config: ObjectValue): readonly Diagnostic[] {
  const retry = config["retry"] as ObjectValue | null | undefined;
  if (retry === null || retry === undefined || hasUnknown(retry)) return [];
  const patterns = (retry["error_message_regex"] ?? []) as readonly string[];
  const wrong = patterns.filter((pattern) => !isPattern(pattern)).map((pattern) => `cannot be read: ${pattern}`);
  if (patterns.length === 0) wrong.push("must contain at least 1 element");
  if (new Set(patterns).size < patterns.length) wrong.push("contains a value twice");
  const bounds = [
    ["interval_seconds", 120],
    ["max_interval_seconds", 300],
  ] as const;
  const numbers = bounds
    .filter(([name, most]) => typeof retry[name] === "number" && (retry[name] < 1 || retry[name] > most))
    .map(([name, most]) => `${name} must be between 1 and ${most}, got ${String(retry[name])}`);
  return [...wrong.map((message) => `error_message_regex ${message}`), ...numbers].map((message) =>
    refuse(message, "retry", "Invalid Attribute Value"),
  );
}

function isPattern(pattern: string): boolean {
  try {
    return goPattern(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

function tagFindings({ tags }: ObjectValue): readonly Diagnostic[] {
  if (typeof tags !== "object" || tags === null || tags === UNKNOWN) return [];
  const entries = Object.entries(tags as Readonly<Record<string, Value>>);
  const wrong = entries.flatMap(([key, value]) => [
    ...(key.length > 512 ? [`the maximum length for a tag key is 512 characters: ${key}`] : []),
    ...(typeof value === "string" && value.length > 256
      ? [`the maximum length for a tag value is 256 characters: the value for "${key}" is ${value.length} characters`]
      : []),
  ]);
  if (entries.length > 50) wrong.push("a maximum of 50 tags can be applied to each ARM resource");
  return wrong.map((message) => refuse(message, "tags", "Invalid tags"));
}

const methods = ["POST", "PATCH", "PUT", "DELETE", "GET", "HEAD"];

function actionFindings(config: ObjectValue): readonly Diagnostic[] {
  const { method, when } = config;
  const found: Diagnostic[] = [];
  if (typeof method === "string" && !methods.includes(method)) {
    found.push(refuse(`method must be one of ${methods.join(", ")}, got ${method}`, "method"));
  }
  if (typeof when === "string" && !["apply", "destroy"].includes(when)) {
    found.push(refuse(`when must be one of apply, destroy, got ${when}`, "when"));
  }
  if (when === "destroy" && (config["sensitive_body"] ?? null) !== null) {
    found.push(refuse('"sensitive_body" is not supported when "when" is set to "destroy"', "sensitive_body"));
  }
  return found;
}

function parentFindings(config: ObjectValue, type: string): readonly Diagnostic[] {
  const parent = config["parent_id"];
  if (parent === null && !isGroup(type)) {
    return [
      refuse(
        'The argument "parent_id" is required, but no definition was found.',
        "parent_id",
        "Missing required argument",
      ),
    ];
  }
  if (typeof parent === "string" && !parent.startsWith("/")) {
    return [refuse(`"parent_id" must be a resource id, got ${JSON.stringify(parent)}.`, "parent_id")];
  }
  if (config["name"] === null) {
    return [
      refuse('The argument "name" is required, but no definition was found.', "name", "Missing required argument"),
    ];
  }
  return [];
}

/** Location, tags and identity have arguments of their own; writing them in the body as well is refused. */
function twiceFindings(config: ObjectValue): readonly Diagnostic[] {
  return ["body", "sensitive_body"].flatMap((argument) => {
    const body = toJson(config[argument] ?? null);
    if (typeof body !== "object" || body === null) return [];
    return ["location", "tags", "identity"]
      .filter((key) => key in body && isWritten(config[key]))
      .map((key) => refuse(`can't specify both the argument "${key}" and "${key}" in the argument "${argument}"`, key));
  });
}

const isWritten = (value: Value | undefined): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

function identityFindings(config: ObjectValue): readonly Diagnostic[] {
  const identities = (config["identity"] ?? []) as readonly ObjectValue[];
  return identities.flatMap((identity) => {
    const type = identity["type"];
    if (typeof type === "string" && !identityTypes.includes(type)) {
      return [refuse(`identity type must be one of ${identityTypes.join("; ")}, got ${type}.`, "identity")];
    }
    const ids = identity["identity_ids"];
    const none = !Array.isArray(ids) || ids.length === 0;
    if (typeof type === "string" && type.includes("UserAssigned") && ids !== UNKNOWN && none) {
      return [refuse(`identity_ids must be specified when the identity type is ${type}.`, "identity")];
    }
    if (typeof type === "string" && !type.includes("UserAssigned") && !none) {
      return [refuse("`identity_ids` can only be specified when `type` includes `UserAssigned`", "identity")];
    }
    const known = (Array.isArray(ids) ? (ids as Value[]) : []).filter((id) => typeof id === "string");
    return known
      .filter((id) => !sameId(parseArmId(id)?.type ?? "", "Microsoft.ManagedIdentity/userAssignedIdentities"))
      .map((id) => refuse(`"${id}" is not the id of a user-assigned identity`, "identity", "Invalid Resource ID"));
  });
}

function bodyFindings(
  config: ObjectValue,
  type: string,
  apiVersion: string,
  shapes: BodyShapes,
): readonly Diagnostic[] {
  const known = shapes.versionOf(type);
  if (known === undefined) {
    if (isGroup(type)) return [];
    return [
      refuse(
        `The sandbox does not know the resource type ${type}, so it cannot check the body; set schema_validation_enabled = false to send it unchecked.`,
        "type",
      ),
    ];
  }
  if (known !== apiVersion) {
    return [refuse(`The sandbox knows ${type} at API version ${known} only, not at ${apiVersion}.`, "type")];
  }
  return shapes
    .check(type, mergeBody(requestBody(config) as JsonObject, bodyOf(config["sensitive_body"])) as JsonObject)
    .filter(({ foundBy }) => foundBy === "azapi")
    .map(({ path, message }) => refuse(`embedded schema validation failed: \`${path}\`: ${message}.`, "body"));
}

/** The body as azapi sends it: what has arguments of its own is merged in. */
export function requestBody(values: ObjectValue): Record<string, unknown> {
  const body = toJson(values["body"] ?? null);
  const identity = isIdentityKnown(values["identity"]) ? identityToBody(values["identity"]) : undefined;
  return {
    ...(typeof body === "object" && body !== null ? body : {}),
    ...(isWritten(values["location"]) && { location: values["location"] }),
    ...(isWritten(values["tags"]) && { tags: toJson(values["tags"]) }),
    ...(identity !== undefined && { identity }),
  };
}

/** Who the identity is becomes known later; what it is must be known to send it. */
function isIdentityKnown(identity: Value | undefined): boolean {
  const blocks = identity as readonly ObjectValue[] | null | undefined;
  return identity !== UNKNOWN && !blocks?.some((block) => hasUnknown([block["type"], block["identity_ids"]]));
}

function updateTargetFindings(config: ObjectValue, type: string): readonly Diagnostic[] {
  const { name, parent_id: parent, resource_id: target } = config;
  if (name === null && parent !== null) return [refuse('"name" is required when "parent_id" is set', "name")];
  if (name !== null && parent === null) return [refuse('"parent_id" is required when "name" is set', "parent_id")];
  if (name === null && target === null) return [refuse('one of "name" or "resource_id" must be set', "resource_id")];
  if (name !== null && target !== null)
    return [refuse('only one of "name" or "resource_id" can be set', "resource_id")];
  // A parent of another type is refused as soon as it is known.
  if (typeof name === "string" && typeof parent === "string") childId(parent, type, name);
  return [];
}
