import { isTree, type Tree } from "../domain/json/tree";
import { type Problem, UserError } from "../domain/problem/problem";
import type { TerraformPlan } from "../domain/terraform/plan";

/** Terraform's own plans have a few dozen levels. */
const DEEPEST = 500;

/**
 * A plan as `terraform show -json` prints it. Parts that a plan may lack are left out; a format that this reader does
 * not know, or a plan that Terraform did not finish, is refused.
 *
 * @param name - what is read, for messages: a stack or a file
 * @throws UserError if it is no plan, of another major version of the format, or of an errored or incomplete plan
 */
export function parsePlan(json: unknown, name: string): TerraformPlan {
  const value = typeof json === "string" ? parseJson(json, name) : json;
  const problem = problemOf(value, name);
  if (problem !== undefined) throw new UserError([problem]);
  return value as TerraformPlan;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UserError([noPlan(name)]);
  }
}

const noPlan = (name: string): Problem => ({
  code: "MLOPS-REVIEW-001",
  where: name,
  message: "this is no plan in JSON",
  allowed: "the output of terraform show -json <plan file>",
  fix: "run mlops plan again",
});

function problemOf(value: unknown, name: string): Problem | undefined {
  if (!isTree(value) || typeof value["format_version"] !== "string") return noPlan(name);
  const version = value["format_version"];
  if (!/^1\.\d+$/.test(version)) {
    return {
      code: "MLOPS-REVIEW-002",
      where: name,
      message: "the plan is in a format that this version does not know",
      given: `format_version ${version.slice(0, 20)}`,
      allowed: "1.x",
      fix: "plan with a Terraform version that this project supports",
    };
  }
  const wrong = ["resource_changes", "resource_drift", "relevant_attributes", "checks"].find(
    (key) => value[key] != null && !Array.isArray(value[key]),
  );
  if (wrong !== undefined || !changesOf(value).every(isChange)) {
    return {
      ...noPlan(name),
      message: `this is no complete plan: ${wrong ?? "a resource change"} is not as it should be`,
    };
  }
  if (isDeeper(value, DEEPEST)) {
    return {
      code: "MLOPS-REVIEW-004",
      where: name,
      message: "the plan is nested too deeply to be read",
      allowed: `${DEEPEST} levels`,
    };
  }
  const why = failureOf(value);
  if (why === undefined) return undefined;
  return { code: "MLOPS-REVIEW-003", where: name, message: why, fix: "see Terraform's messages, and plan again" };
}

/** Why a plan must not be relied on; undefined if it may. */
export function failureOf(plan: object): string | undefined {
  const { errored, complete } = plan as { errored?: unknown; complete?: unknown };
  if (errored === true) return "Terraform could not finish the plan: it ended with an error";
  if (complete === false) return "the plan is incomplete: Terraform put changes off to a later one";
  return undefined;
}

/** Whether objects and lists are nested deeper than so many levels; without recursion, which that would exhaust. */
function isDeeper(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const below: unknown[] = [];
    for (const node of level) {
      for (const part of Object.values(node as object)) if (part !== null && typeof part === "object") below.push(part);
    }
    level = below;
  }
  return false;
}

const changesOf = (plan: Tree): readonly unknown[] => [
  ...((plan["resource_changes"] ?? []) as unknown[]),
  ...((plan["resource_drift"] ?? []) as unknown[]),
];

const isChange = (value: unknown): boolean =>
  isTree(value) &&
  typeof value["address"] === "string" &&
  typeof value["type"] === "string" &&
  isTree(value["change"]) &&
  Array.isArray(value["change"]["actions"]);
