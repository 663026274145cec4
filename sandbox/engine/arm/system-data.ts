import type { CloudResource, JsonObject } from "../store/store";
import { merge } from "../../../domain/json/merge";

/** Azure ML keeps dates of everything; its jobs have theirs from the start. */
const dated = /^Microsoft\.MachineLearningServices\/(?!workspaces\/jobs$)/i;

/** The resource with the dates that ARM keeps of it: when it was made, and when it was written last. */
export function withSystemData(resource: CloudResource, before: CloudResource | undefined, now: Date): CloudResource {
  if (!dated.test(resource.type)) return resource;
  const kept = before?.readOnly["systemData"] as JsonObject | undefined;
  const at = now.toISOString();
  const systemData = { createdAt: kept?.["createdAt"] ?? at, lastModifiedAt: at };
  return { ...resource, readOnly: merge(resource.readOnly, { systemData }) as JsonObject };
}
