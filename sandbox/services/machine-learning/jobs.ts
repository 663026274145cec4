import type { Json, JsonObject } from "../../engine/store/store";
import type { ArmResource } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";

const JOBS = "microsoft.machinelearningservices/workspaces/jobs";

export const isJobType = (type: string): boolean => type.toLowerCase() === JOBS;

/** What Azure ML adds to a job that it accepts. Another status is told by the queue, where jobs run. */
export function jobReadOnly(existing: ArmResource | undefined, now: Date): JsonObject {
  const before = existing as unknown as JsonObject | undefined;
  return {
    properties: { status: existing?.properties["status"] ?? "NotStarted" },
    systemData: (before?.["systemData"] as JsonObject | undefined) ?? { createdAt: now.toISOString() },
  };
}

/** Whether a list of jobs asks for this one: by the name of a tag, and by job type. */
export function jobIsAskedFor(job: Json, query: URLSearchParams): boolean {
  const properties = isObject(job) && isObject(job["properties"]) ? job["properties"] : {};
  const tags = isObject(properties["tags"]) ? properties["tags"] : {};
  const tag = query.get("tag");
  const type = query.get("jobType");
  return (tag === null || Object.hasOwn(tags, tag)) && (type === null || properties["jobType"] === type);
}
