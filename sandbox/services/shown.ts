import { azurermEnvelope } from "../engine/azurerm/arm-body";
import { sameId } from "../../domain/azure/ids";
import { parseArmId } from "../engine/arm/arm-id";
import { merge } from "../../domain/json/merge";
import { isObject } from "../engine/arm/json";
import type { ArmResource, CloudView } from "../engine/arm/model";
import type { CloudResource, Json, JsonObject } from "../engine/store/store";
import { mlDefaults } from "./machine-learning/defaults";
import { shapes } from "./shapes";
import { azurermTypes } from "./types";

/**
 * A resource as Azure's clients are answered: what azurerm made in ARM's shape, and what a service fills in under what was
 * sent. Keys and other secrets are in no answer; Azure has actions for them.
 */
export function shown(cloud: CloudView, resource: ArmResource): JsonObject {
  const stored = cloud.get(resource.id);
  const body =
    stored?.azurerm === undefined ? withoutSignatures(resource as unknown as Json) : ofAzurerm(cloud, resource, stored);
  const plain = withoutSecretsOfStore(resource.type, JSON.parse(JSON.stringify(body)) as JsonObject);
  const under = mlDefaults(resource.type);
  return under === undefined ? plain : (merge(under, plain) as JsonObject);
}

/** The same of a resource that is not stored yet. */
export function shownAs(cloud: CloudView, stored: CloudResource): JsonObject {
  const resource = cloud.view(stored);
  const body = stored.azurerm === undefined ? (resource as unknown as Json) : ofAzurerm(cloud, resource, stored);
  const { id, type } = stored;
  return { ...(JSON.parse(JSON.stringify(body)) as JsonObject), id, type, name: parseArmId(id)!.name };
}

function ofAzurerm(cloud: CloudView, resource: ArmResource, stored: CloudResource): JsonObject {
  const { type, values } = stored.azurerm!;
  const shape = shapes[type];
  if (shape === undefined) return withoutSecrets(resource as unknown as JsonObject, type);
  const envelope = azurermEnvelope(values);
  const made = { ...envelope, ...shape({ id: resource.id, values, cloud }) };
  const { id, name, type: armType } = resource;
  const identity = isObject(resource.identity) ? { identity: resource.identity } : {};
  const changed = merge(made, stored.body) as JsonObject;
  return { id, name: parseArmId(id)?.name ?? name, type: armType, ...changed, ...identity } as JsonObject;
}

/** A datastore without the secrets of its credentials, which only `listSecrets` tells. */
function withoutSecretsOfStore(type: string, shownBody: JsonObject): JsonObject {
  const { properties } = shownBody;
  if (!sameId(type, "Microsoft.MachineLearningServices/workspaces/datastores") || !isObject(properties ?? null))
    return shownBody;
  const { credentials } = properties as JsonObject;
  if (!isObject(credentials ?? null)) return shownBody;
  const kept = Object.fromEntries(Object.entries(credentials as JsonObject).filter(([name]) => name !== "secrets"));
  return { ...shownBody, properties: { ...(properties as JsonObject), credentials: kept } };
}

/** An address whose query opens it to whoever has it. */
const SIGNED = /^https:\/\/\S+[?&]sig=/;

/** Addresses without what opens them. */
function withoutSignatures(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutSignatures);
  if (typeof value === "string") return SIGNED.test(value) ? value.split("?")[0]! : value;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSignatures(inner)]));
}

/** Without what azurerm marks as sensitive, by the names it has in camel case, and without signatures in addresses. */
function withoutSecrets(resource: JsonObject, type: string): JsonObject {
  const secret = new Set((azurermTypes[type]?.sensitive ?? []).map((path) => camel(path.split(".").at(-1)!)));
  const clean = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map(clean);
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(([name]) => !secret.has(name));
    return Object.fromEntries(kept.map(([name, inner]) => [name, clean(inner)]));
  };
  return withoutSignatures(clean(resource as Json)) as JsonObject;
}

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
