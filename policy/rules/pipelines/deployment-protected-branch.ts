import { shown } from "../../attributes";
import { DEPLOYING, ENVIRONMENT, isPattern, protects, RULESET } from "../../deployments";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, some, unknown, unknownAt, type Verdict } from "../../rule";
import type { World } from "../../world";

export const deploymentProtectedBranch: Rule = {
  title: "Deployments come from a protected branch only, never from a pull request",
  severity: "critical",
  upstream: [],
  why: "A job in an environment acts as its identity: from any branch, whoever can push or open a pull request would deploy.",
  fix: "let in the default branch by name through deployment_branch_policy, and protect it with an active ruleset",
  kinds: [ENVIRONMENT, DEPLOYING],
  check: (resource, world) => (resource.kind === ENVIRONMENT ? restricted(resource) : protectedBy(resource, world)),
};

function restricted(environment: PolicyResource): Verdict {
  const custom = environment.at("deployment_branch_policy.custom_branch_policies");
  if (custom.state === "unknown") return unknownAt("deployment_branch_policy");
  if (custom.state === "known" && custom.value === true) return pass;
  const only = environment.at("deployment_branch_policy.protected_branches");
  if (only.state === "unknown") return unknownAt("deployment_branch_policy");
  return only.state === "known" && only.value === true
    ? unknown("which branches are protected is told by no stack")
    : fail("lets in jobs of every branch, pull requests included");
}

function protectedBy(deploying: PolicyResource, world: World): Verdict {
  const tags = deploying.at("tag_pattern");
  if (tags.state === "known") return fail(`lets in jobs of tags that fit ${shown(tags.value)}`);
  const branch = deploying.at("branch_pattern");
  if (branch.state !== "known") return unknownAt("branch_pattern");
  const name = String(branch.value);
  if (isPattern(name)) return fail(`lets in jobs of every branch that fits ${shown(name)}`);
  return some(
    world.in(deploying.stack, RULESET).map((ruleset) => protects(ruleset, name)),
    {
      fail: `no active ruleset protects branch ${shown(name)}`,
      unknown: `whether a ruleset protects branch ${shown(name)} cannot be told`,
    },
  );
}
