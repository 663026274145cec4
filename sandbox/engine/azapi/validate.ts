import type { BodyShapes } from "../arm/shapes";
import { type Diagnostic, ProviderError } from "../terraform/provider";
import { hasUnknown, type ObjectValue, toJson, UNKNOWN, type Value } from "../terraform/wire";
import type { JsonObject } from "../store/store";
import { bodyOf, mergeSecret } from "./body";
import { identityToBody } from "./identity";
import { isGroup, parseResourceType } from "./resource-type";

const identityTypes = ["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"];

/** Everything azapi refuses in a resource's configuration. */
export function azapiFindings(kind: string, config: ObjectValue, shapes: BodyShapes): readonly Diagnostic[] {
  if (config["type"] === UNKNOWN) return [];
  try {
    const { type, apiVersion } = parseResourceType(String(config["type"]));
    if (kind === "azapi_update_resource") return updateTargetFindings(config);
    if (kind !== "azapi_resource") return [];
    return [
      ...parentFindings(config, type),
      ...twiceFindings(config),
      ...identityFindings(config),
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
  const body = toJson(config["body"] ?? null);
  if (typeof body !== "object" || body === null) return [];
  return ["location", "tags", "identity"]
    .filter((key) => key in body && isWritten(config[key]))
    .map((key) => refuse(`can't specify both the argument "${key}" and "${key}" in the argument "body"`, key));
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
    return [];
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
    .check(type, mergeSecret(requestBody(config) as JsonObject, bodyOf(config["sensitive_body"])) as JsonObject)
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

function updateTargetFindings(config: ObjectValue): readonly Diagnostic[] {
  const { name, parent_id: parent, resource_id: target } = config;
  if (name === null && parent !== null) return [refuse('"name" is required when "parent_id" is set', "name")];
  if (name !== null && parent === null) return [refuse('"parent_id" is required when "name" is set', "parent_id")];
  if (name === null && target === null) return [refuse('one of "name" or "resource_id" must be set', "resource_id")];
  if (name !== null && target !== null)
    return [refuse('only one of "name" or "resource_id" can be set', "resource_id")];
  return [];
}
