import { type Expectation, expect } from "./attributes";
import type { PolicyResource } from "./resource";
import { every, pass, type Rule, unknown, type Verdict } from "./rule";
import { leaves, Unknown } from "./value";
import type { World } from "./world";

export const RULESET = "github_repository_ruleset";
export const ENVIRONMENT = "github_repository_environment";
/** A branch or tag whose jobs an environment lets in. */
export const DEPLOYING = "github_repository_environment_deployment_policy";

/** Whether something is so; `unknown` if it cannot be told. */
type Answer = boolean | "unknown";

const both = (...answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes("unknown") ? "unknown" : true;

/** Whether a pattern of GitHub's fits more than one name. */
export const isPattern = (name: string): boolean => /[*?[\]]/.test(name);

/** Whether a ruleset is in force on a branch. */
export const protects = (ruleset: PolicyResource, branch: string): Answer =>
  both(is(ruleset, "target", "branch"), is(ruleset, "enforcement", "active"), covers(ruleset, branch));

function is(resource: PolicyResource, path: string, wanted: string): Answer {
  const found = resource.at(path);
  return found.state === "unknown" ? "unknown" : found.state === "known" && found.value === wanted;
}

function covers(ruleset: PolicyResource, branch: string): Answer {
  const excluded = fits(ruleset, "conditions.ref_name.exclude", branch);
  return both(fits(ruleset, "conditions.ref_name.include", branch), excluded === "unknown" ? "unknown" : !excluded);
}

/** Whether one of the names at a path is the branch's. Patterns are not worked out: they may fit. */
function fits(ruleset: PolicyResource, path: string, branch: string): Answer {
  const names = ruleset.at(path);
  if (names.state === "unknown") return "unknown";
  const answers = (names.state === "absent" ? [] : leaves(names.value)).map((name): Answer => {
    if (name instanceof Unknown || name === "~DEFAULT_BRANCH") return "unknown";
    if (name === "~ALL" || name === `refs/heads/${branch}`) return true;
    return isPattern(String(name)) ? "unknown" : false;
  });
  return answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;
}

/** Branches of a stack that deployments come from. */
const deployingBranches = (stack: string, world: World): readonly string[] => [
  ...new Set(world.in(stack, DEPLOYING).flatMap((one) => one.text("branch_pattern") ?? [])),
];

/**
 * A rule about the rulesets of branches that deployments come from. What one ruleset leaves out, another one of the same
 * branch may ask for, unless `alone`.
 */
export const ofDeployingBranches = (
  holds: (ruleset: PolicyResource, world: World) => Verdict,
  { alone = false }: { readonly alone?: boolean } = {},
): Pick<Rule, "kinds" | "check"> => ({
  kinds: [RULESET],
  check: (ruleset, world) => {
    const others = alone ? [] : world.in(ruleset.stack, RULESET).filter((other) => other !== ruleset);
    return every(
      deployingBranches(ruleset.stack, world).map((branch) => {
        const concerns = protects(ruleset, branch);
        if (concerns === false) return undefined;
        const own = holds(ruleset, world);
        const elsewhere = others
          .filter((other) => protects(other, branch) === true)
          .map((other) => holds(other, world));
        if ([own, ...elsewhere].some(({ result }) => result === "pass")) return pass;
        const open = elsewhere.find(({ result }) => result === "unknown");
        if (own.result === "fail" && open !== undefined) return open;
        return own.result === "fail" && concerns === "unknown"
          ? unknown(`whether it protects branch ${branch} is known after apply only`)
          : own;
      }),
    );
  },
});

/** Whether a resource is all that is expected. */
export const all = (resource: PolicyResource, expectations: readonly Expectation[]): Verdict =>
  every(expectations.map((one) => expect(resource, one))) ?? pass;

/** How many may approve deployments to an environment. */
export function approversOf(environment: PolicyResource): number | "unknown" {
  const blocks = environment.entries("reviewers");
  if (blocks === "unknown") return "unknown";
  if (blocks.some((block) => block instanceof Unknown)) return "unknown";
  const lists = ["reviewers.teams", "reviewers.users"].map((path) => environment.entries(path));
  if (lists.includes("unknown")) return "unknown";
  return lists.flat().length;
}
