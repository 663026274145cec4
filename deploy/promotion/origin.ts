import { sameId } from "../../domain/azure/ids";
import { UserError } from "../../domain/problem/problem";
import type { Origin } from "../../release";
import { originTags } from "../../domain/promotion/publication";
import { object, propertiesOf, text } from "../../azure/arm-object";
import type { ArmObject, AzureConnection } from "../../azure/connection";
import type { UseCasePlace } from "./place";

const API = "2025-06-01";

/** A version of a model, and where it may be. */
export interface OriginQuestion {
  readonly model: string;
  readonly version: string;
  /** Which of the places is asked first, by the version's ARM id there. @default - the registry, then each workspace */
  readonly id?: string;
  /** Where it may have been trained, the nearest first. */
  readonly places: readonly UseCasePlace[];
}

/**
 * The line from a version of a model back to model, run, code, environment, data and rows. What may not be read or does not
 * answer is told in `unread`: nobody's right to read is a condition for a decision.
 * @returns undefined if no such version was found
 */
export async function originOf(azure: AzureConnection, question: OriginQuestion): Promise<Origin | undefined> {
  const { model, version, places } = question;
  const unread: string[] = [];
  const read = async (id: string): Promise<ArmObject | undefined> => {
    try {
      return await azure.get(id, API);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unread.push(error.problems[0]!.message);
      return undefined;
    }
  };
  const versionIn = (home: string): string => `${home}/models/${model}/versions/${version}`;
  const homes = [
    ...new Set(places.map(({ ids: { registry } }) => versionIn(registry))),
    ...places.map(({ ids: { workspace } }) => versionIn(workspace)),
  ];
  const first = homes.filter((id) => question.id !== undefined && sameId(id, question.id));
  const ids = new Set([...first, ...homes]);
  let found: { readonly id: string; readonly properties: ArmObject } | undefined;
  let job: string | undefined;
  for (const id of ids) {
    const answer = await read(id);
    if (answer === undefined) continue;
    const properties = propertiesOf(answer);
    found ??= { id, properties };
    // A registry need not keep which job made a version: the workspace that it came from does.
    // A training that wrote it there itself has said so, and its workspace has another number for it.
    job = text(properties["jobName"]) ?? text(object(properties["tags"])[originTags.job]) ?? job;
    if (job !== undefined) break;
  }
  if (found === undefined) return undefined;
  const tags = Object.entries((found.properties["tags"] ?? {}) as Readonly<Record<string, unknown>>);
  const made = job === undefined ? undefined : await jobNamed(read, places, job);
  return {
    model: { name: model, version, id: found.id },
    tags: Object.fromEntries(tags.map(([key, value]) => [key, String(value)])),
    ...(made !== undefined && { job: made }),
    ...(unread.length > 0 && { unread: [...new Set(unread)] }),
  };
}

async function jobNamed(
  read: (id: string) => Promise<ArmObject | undefined>,
  places: readonly UseCasePlace[],
  name: string,
): Promise<Origin["job"]> {
  for (const { environment, ids } of places) {
    const found = await read(`${ids.workspace}/jobs/${name}`);
    if (found === undefined) continue;
    const job = propertiesOf(found);
    const inputs = Object.entries((job["inputs"] ?? {}) as Readonly<Record<string, ArmObject | null>>);
    const data = inputs.flatMap(([port, input]) => (typeof input?.["uri"] === "string" ? [[port, input["uri"]]] : []));
    const trigger = (job["tags"] as ArmObject | undefined)?.["trigger"];
    const ended = (found["systemData"] as ArmObject | undefined)?.["lastModifiedAt"];
    return {
      name,
      environment,
      status: String(job["status"] ?? "unknown"),
      ...(typeof trigger === "string" && { startedBy: trigger }),
      ...(typeof job["componentId"] === "string" && { component: job["componentId"] }),
      ...(typeof ended === "string" && { ended }),
      data: Object.fromEntries(data) as Record<string, string>,
    };
  }
  return undefined;
}
