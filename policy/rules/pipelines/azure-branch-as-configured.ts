import { AUTO_REVIEWERS, AZURE_ENVIRONMENT, BUILD_VALIDATION, MIN_REVIEWERS } from "../../azure-devops";
import type { Expected } from "../../expected";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknown, type Verdict } from "../../rule";
import { Unknown } from "../../value";
import type { World } from "../../world";
import { azureReviewerPolicies } from "../../../domain/pipelines/azure-branch-policies";

type Branch = NonNullable<Expected["branch"]>;

/** Most failures that are told one by one. */
const NAMED = 3;

/** Judged at each environment: what a branch lets in is what gets into them, and a policy that is gone cannot be looked at. */
export const azureBranchAsConfigured: Rule = {
  title: "The branch that Azure Pipelines deploy asks for as many approvals, of the groups, as the configuration says",
  severity: "high",
  upstream: [],
  why: "Approvals of a release, and those of security, are counted here and nowhere else: what the branch does not ask, nobody gives.",
  fix: "name who approves in promotion.approvals and repository.protection, and let the stack pipelines write the policies",
  kinds: [AZURE_ENVIRONMENT],
  check: (environment, world) => {
    const { branch } = world.expected;
    if (branch === undefined) return undefined;
    const { stack } = environment;
    const verdicts = [
      branch.approvals === 0 ? pass : asksReviews(stack, branch, world),
      world.in(stack, BUILD_VALIDATION).length > 0 ? pass : fail("no pipeline must have passed"),
      ...summed(asksGroups(stack, branch, world)),
    ];
    return every(verdicts) ?? pass;
  },
};

function asksReviews(stack: string, { approvals }: Branch, world: World): Verdict {
  const counts = world.in(stack, MIN_REVIEWERS).map((policy) => policy.at("settings.reviewer_count"));
  if (counts.some((count) => count.state === "known" && Number(count.value) >= approvals)) return pass;
  return counts.some(({ state }) => state === "unknown")
    ? unknown("how many reviews it asks for is known after apply only")
    : fail(`does not ask for ${approvals} ${approvals === 1 ? "review" : "reviews"}`);
}

function asksGroups(stack: string, { reviewers }: Branch, world: World): readonly Verdict[] {
  const policies = world.in(stack, AUTO_REVIEWERS);
  return azureReviewerPolicies(reviewers).flatMap(({ group, minimumNumberOfReviewers: count, pathFilters }) =>
    pathFilters.map((path): Verdict => {
      const asks = policies.map((policy) => asksFor(policy, { stack, group, count, path }, world));
      if (asks.includes(true)) return pass;
      return asks.includes("unknown")
        ? unknown("what groups it asks about some files is known after apply only")
        : fail(`does not ask ${count} of group ${group} about ${path}`);
    }),
  );
}

interface Asked {
  readonly stack: string;
  readonly group: string;
  readonly count: number;
  readonly path: string;
}

/** Whether a policy asks so many of a group about a path; `unknown` if one of the three cannot be told. */
function asksFor(policy: PolicyResource, asked: Asked, world: World): boolean | "unknown" {
  const answers = [asksAbout(policy, asked), asksEnough(policy, asked), asksGroup(policy, asked, world)];
  return answers.includes(false) ? false : answers.includes("unknown") ? "unknown" : true;
}

function asksAbout(policy: PolicyResource, { path }: Asked): boolean | "unknown" {
  const paths = policy.entries("settings.path_filters");
  if (paths === "unknown") return "unknown";
  if (paths.includes(path)) return true;
  return paths.some((one) => one instanceof Unknown) ? "unknown" : false;
}

function asksEnough(policy: PolicyResource, { count }: Asked): boolean | "unknown" {
  const least = policy.at("settings.minimum_number_of_reviewers");
  return least.state === "unknown" ? "unknown" : Number(least.state === "known" ? least.value : 1) >= count;
}

function asksGroup(policy: PolicyResource, { stack, group }: Asked, world: World): boolean | "unknown" {
  const ids = policy.entries("settings.auto_reviewer_ids");
  // Of what is known nothing here tells whose id it is.
  if (ids !== "unknown" && !ids.some((one) => one instanceof Unknown)) return ids.length > 0;
  const names = policy.references("settings.auto_reviewer_ids").flatMap((address) => nameOf(stack, address, world));
  return names.length === 0 ? "unknown" : names.includes(world.expected.repository?.groups?.[group] ?? group);
}

/** Of a group that is looked up a plan tells the id alone. */
const nameOf = (stack: string, address: string, world: World): readonly string[] =>
  [world.at(stack, address)?.text("name")].flatMap((name) => name ?? []);

/** The same with the rest in a number: a list of a hundred files tells nobody more. */
function summed(verdicts: readonly Verdict[]): readonly Verdict[] {
  const failed = verdicts.filter(({ result }) => result === "fail");
  const rest = failed.length - NAMED;
  return [
    ...verdicts.filter(({ result }) => result !== "fail"),
    ...failed.slice(0, NAMED),
    ...(rest > 0 ? [fail(`and ${rest} more patterns of files`)] : []),
  ];
}
