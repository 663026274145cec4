import type { Json, JsonObject } from "../store/store";
import { isObject } from "./json";
import { principalIdOf } from "./identities";

/** What Entra adds to a resource's identity. */
export function identityReadOnly(id: string, identity: Json | undefined, tenant: string): JsonObject {
  if (!isObject(identity) || !String(identity["type"]).includes("SystemAssigned")) return {};
  return { identity: { principalId: principalIdOf(id), tenantId: tenant } };
}
