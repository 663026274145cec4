import type { Finding } from "../finding";

/** File names, and words that other things of ours are called by. */
export const RESERVED_ENVIRONMENTS = ["bootstrap", "pipelines", "publish", "registry", "shared"];
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9-]{1,11}$/;

/** What is wrong with the name of an environment. */
export function checkEnvironmentName(name: string): Finding | undefined {
  if (RESERVED_ENVIRONMENTS.includes(name)) {
    return {
      kind: "fileName",
      says: "is a name that is taken by a stack of ours",
      allowed: `any but ${RESERVED_ENVIRONMENTS.join(", ")}`,
      fix: "choose another name for the environment",
    };
  }
  if (ENVIRONMENT_NAME.test(name) && !name.endsWith("-")) return undefined;
  return {
    kind: "fileName",
    says: "is not a name for an environment",
    allowed: "2 to 12 lower-case letters, digits and dashes, starting with a letter, not ending in a dash",
  };
}
