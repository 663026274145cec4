import type { Json, JsonObject } from "../../store/store";
import { ArmError } from "../arm-error";
import type { WriteContext } from "../model";
import { isObject } from "../json";

/** The value at a dotted path of an ARM body; undefined if any step is missing. */
export function at(body: Json | undefined, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const step of path.split(".")) value = isObject(value) ? value[step] : undefined;
  return value;
}

/** The strings of a list, or none. */
export function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === "string") : [];
}

export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** Refuses ids that nothing lives at. */
export function requireExisting(context: WriteContext, what: string, ids: readonly (Json | undefined)[]): void {
  for (const id of ids) {
    if (typeof id !== "string" || id === "" || context.cloud.exists(id)) continue;
    throw new ArmError(404, "ResourceNotFound", `${what} '${id}' of '${context.id.name}' was not found.`);
  }
}

/** A rule that refuses changes of properties that Azure fixes at creation. */
export function immutable(...paths: readonly string[]): (context: WriteContext) => void {
  return ({ id, resource, before }) => {
    if (before === undefined) return;
    for (const path of paths) {
      const was = at(before as unknown as Json, path);
      const willBe = at(resource as unknown as Json, path);
      if (JSON.stringify(was ?? null).toLowerCase() === JSON.stringify(willBe ?? null).toLowerCase()) continue;
      throw new ArmError(
        400,
        "PropertyChangeNotAllowed",
        `Changing property '${path}' of '${id.name}' is not allowed: it is fixed when the resource is created.`,
      );
    }
  };
}

/** Refuses a property whose value Azure does not know. */
export function refuseUnlisted(
  context: WriteContext,
  path: string,
  value: Json | undefined,
  allowed: readonly string[],
) {
  if (value === undefined || value === null || allowed.includes(String(value))) return;
  throw badRequest(
    context,
    "InvalidPropertyValue",
    `the value '${String(value)}' of '${path}' is not one of ${allowed.join(", ")}.`,
  );
}

export function badRequest(context: Pick<WriteContext, "id">, code: string, message: string): ArmError {
  return new ArmError(400, code, `'${context.id.name}': ${message}`);
}
