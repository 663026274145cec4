import Ajv, { type ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../../deploy/synthesize";

/** By name. Formats are said by patterns as well. */
const validators = new Map<string, ValidateFunction>();

/** What a command printed with `--json`, read; throws with what differs if it is not as its schema in `docs/reference/data/` says. */
export function dataOf(name: string, stdout: string): unknown {
  const file = join(project, `docs/reference/data/${name}.schema.json`);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = validators.get(name) ?? ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
  validators.set(name, validate);
  const data: unknown = JSON.parse(stdout);
  if (!validate(data)) throw new Error(`${name}: ${ajv.errorsText(validate.errors)}`);
  return data;
}
