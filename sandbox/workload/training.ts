import { ArmError } from "../engine/arm/arm-error";
import type { Cloud } from "../engine/arm/cloud";
import { merge } from "../../domain/json/merge";
import { whyNotRun } from "./job-access";
import type { RunHost } from "../services/network/runner";
import type { JsonObject } from "../engine/store/store";

const JOB_NAME = "${{name}}";
const TRIGGER_TIME = "${{creation_context.trigger_time}}";

/**
 * Starts the job of a deployed schedule, as Azure ML does when it is due: what runs is what the schedule's ARM body says.
 * Returns the job's ARM id; undefined if the schedule is disabled.
 */
export function startScheduledJob(cloud: Cloud, schedule: string): string | undefined {
  const found = cloud.show(schedule);
  if (found === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${schedule}' was not found.`);
  if (found.properties["isEnabled"] !== true) return undefined;
  const definition = (found.properties["action"] as JsonObject)["jobDefinition"] as JsonObject;
  const at = cloud.now().toISOString();
  const name = `${found.name}-${at.replace(/\D/g, "").slice(0, 14)}`;
  const id = `${schedule.slice(0, schedule.search(/\/schedules\/[^/]+$/i))}/jobs/${name}`;
  const properties = JSON.parse(
    JSON.stringify(definition).replaceAll(TRIGGER_TIME, at).replaceAll(JOB_NAME, name),
  ) as JsonObject;
  cloud.write({
    id,
    type: "Microsoft.MachineLearningServices/workspaces/jobs",
    body: { properties },
    readOnly: { properties: { status: "Running" }, systemData: { createdAt: at, lastModifiedAt: at } },
  });
  return id;
}

/** How a job has ended. */
export interface EndedJob {
  readonly status: string;
  /** Why it failed, where the sandbox knows. */
  readonly error?: string;
}

/**
 * Lets a job end, e.g. as `Completed` or `Failed`. What could not have fetched its image, its component or its data ends as
 * `Failed` whatever is asked for, and says why.
 */
export function endJob(host: RunHost, job: string, status: string): EndedJob {
  const { cloud } = host;
  const resource = cloud.get(job);
  if (resource === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${job}' was not found.`);
  const error = status === "Completed" ? whyNotRun(host, job) : undefined;
  const ended: EndedJob = error === undefined ? { status } : { status: "Failed", error };
  const readOnly = merge(resource.readOnly, {
    properties: { status: ended.status, ...(error !== undefined && { properties: { error } }) },
    systemData: { lastModifiedAt: cloud.now().toISOString() },
  }) as JsonObject;
  // Past the rules of a write: nobody sent anything.
  cloud.store.put({ ...resource, readOnly });
  return ended;
}
