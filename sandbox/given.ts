import { parse } from "yaml";
import { z } from "zod";
import { UserError, type Problem } from "../domain/problem/problem";
import { isUnread, readRegularFile } from "../files";
import { ArmError } from "./engine/arm/arm-error";
import { parseArmId } from "./engine/arm/arm-id";
import { readOnlyOf } from "./engine/arm/read-only";
import type { Cloud } from "./engine/arm/cloud";
import type { JsonObject } from "./engine/store/store";

const MOST_BYTES = 4 * 1024 * 1024;
const given = z.array(z.looseObject({ id: z.string() }));

/**
 * Puts into a simulated Azure what others made before: resources as Resource Manager takes them, each with its id. What is there
 * already is left as it is.
 * @throws UserError with everything that is wrong with the file
 */
export function putGiven(cloud: Cloud, path: string): void {
  const problem = (message: string, more: Partial<Problem> = {}): Problem => ({
    code: "MLOPS-SANDBOX-012",
    where: path,
    message,
    ...more,
  });
  const bytes = readRegularFile(path, { maxBytes: MOST_BYTES });
  if (isUnread(bytes)) throw new UserError([problem(bytes.says, { allowed: bytes.allowed, fix: bytes.fix })]);
  let read: unknown;
  try {
    read = parse(bytes.toString("utf8"));
  } catch (error) {
    throw new UserError([problem(`is not YAML: ${String((error as Error).message).split("\n")[0]!}`)]);
  }
  const resources = given.safeParse(read);
  if (!resources.success) {
    const allowed = "a list of resources, each with an id and what Resource Manager takes for it";
    throw new UserError([problem("does not hold resources", { allowed })]);
  }
  const problems: Problem[] = [];
  for (const { id, ...body } of resources.data) {
    const parsed = parseArmId(id);
    if (parsed === undefined) {
      problems.push(problem("is no ARM id", { given: id }));
    } else if (cloud.get(id) === undefined) {
      try {
        cloud.write({
          id,
          type: parsed.type,
          body: body as JsonObject,
          readOnly: readOnlyOf(id, parsed.type, body as JsonObject),
        });
      } catch (error) {
        if (!(error instanceof ArmError)) throw error;
        problems.push(problem(`is refused by Azure: ${error.detail}`, { given: id }));
      }
    }
  }
  if (problems.length > 0) throw new UserError(problems);
}
