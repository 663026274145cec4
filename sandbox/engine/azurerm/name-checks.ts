import { checkName, type NameKind } from "../../../domain/azure/names";
import { type Check, rule } from "./checks";

/** The `name` must be one that Azure accepts for this kind of resource. */
export function azureName(kind: NameKind): Check {
  return rule(["name"], ({ name }) => {
    if (typeof name !== "string") return undefined;
    const wrong = checkName(kind, name);
    return wrong === undefined ? undefined : `invalid value for name: given ${wrong.given!}; allowed ${wrong.allowed!}`;
  });
}

/** The argument holds JSON. */
export function json(path: string): Check {
  return rule([path], (values) => {
    const text = values[path];
    if (typeof text !== "string") return undefined;
    try {
      JSON.parse(text);
      return undefined;
    } catch (error) {
      return `"${path}" contains an invalid JSON: ${(error as Error).message}`;
    }
  });
}
