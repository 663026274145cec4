import type { CloudResource, JsonObject } from "../store/store";
import { merge } from "./json";

/** Kinds whose dates somebody asks for. */
const dated = new Set(
  [
    "workspaces/models/versions",
    "registries/models/versions",
    "workspaces/onlineEndpoints",
    "workspaces/onlineEndpoints/deployments",
  ].map((type) => `microsoft.machinelearningservices/${type}`.toLowerCase()),
);

/** The resource with the dates that ARM keeps of it: when it was made, and when it was written last. */
export function withSystemData(resource: CloudResource, before: CloudResource | undefined, now: Date): CloudResource {
  if (!dated.has(resource.type.toLowerCase())) return resource;
  const kept = before?.readOnly["systemData"] as JsonObject | undefined;
  const at = now.toISOString();
  const systemData = { createdAt: kept?.["createdAt"] ?? at, lastModifiedAt: at };
  return { ...resource, readOnly: merge(resource.readOnly, { systemData }) as JsonObject };
}
