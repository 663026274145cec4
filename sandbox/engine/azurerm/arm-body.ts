import type { CloudResource, Json, JsonObject } from "../store/store";
import type { Values } from "./type-entry";
import { azurermTypes } from "../../services/types";

const envelope = new Set(["id", "name", "location", "tags", "identity", "resource_group_name", "timeouts"]);

/** The ARM body of a resource that azurerm made. */
export function bodyOfAzurerm(resource: CloudResource): JsonObject {
  const { type, values } = resource.azurerm!;
  const generic = bodyFromValues(values);
  const own = azurermTypes[type]?.body?.(values);
  return own === undefined ? generic : { ...generic, ...own };
}

/** An ARM body for what azurerm made: the envelope as Azure has it, the rest by the arguments' names in camel case. */
export function bodyFromValues(values: Values): JsonObject {
  const properties: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!envelope.has(name) && value !== null) properties[camel(name)] = camelKeys(value);
  }
  return { ...azurermEnvelope(values), properties };
}

/** Location, tags and identity of what azurerm made, which all types have alike. */
export function azurermEnvelope(values: Values): JsonObject {
  const identity = identityFromValues(values);
  return {
    ...(values["location"] != null && { location: values["location"] }),
    ...(values["tags"] != null && { tags: values["tags"] }),
    ...(identity !== undefined && { identity }),
  };
}

/** The `identity` of an ARM body, from azurerm's block. */
export function identityFromValues(values: Values): JsonObject | undefined {
  const block = (values["identity"] as readonly JsonObject[] | null | undefined)?.[0];
  if (block === undefined) return undefined;
  const ids = (block["identity_ids"] ?? []) as readonly string[];
  return {
    type: String(block["type"]).replaceAll(" ", ""),
    ...(block["principal_id"] ? { principalId: block["principal_id"], tenantId: block["tenant_id"] ?? "" } : {}),
    ...(ids.length > 0 && { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) }),
  };
}

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function camelKeys(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(camelKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, inner]) => [camel(name), camelKeys(inner)]),
  );
}
