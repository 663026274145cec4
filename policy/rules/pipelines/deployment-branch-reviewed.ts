import { atLeast, equals } from "../../attributes";
import { all, ofDeployingBranches } from "../../deployments";
import { every, pass, type Rule } from "../../rule";

/** What the configuration may do without, and must say why. */
const loosenable = [
  { path: "rules.pull_request.required_approving_review_count", is: atLeast(1) },
  { path: "rules.pull_request.require_code_owner_review", is: equals(true) },
];
const expected = [
  { path: "rules.pull_request.dismiss_stale_reviews_on_push", is: equals(true) },
  // Otherwise whoever pushes to another's branch approves what they pushed.
  { path: "rules.pull_request.require_last_push_approval", is: equals(true) },
  { path: "rules.deletion", is: equals(true) },
  { path: "rules.non_fast_forward", is: equals(true) },
];

export const deploymentBranchReviewed: Rule = {
  title: "A branch that deploys takes changes only that somebody, and their owners, approved as they are",
  severity: "high",
  upstream: [],
  why: "What gets into the branch runs with the rights of the pipelines; an environment's approver sees the plan and not the code.",
  fix: "set repository.protection in config/organization.yaml, or the ruleset's pull_request, deletion and non_fast_forward",
  ...ofDeployingBranches((ruleset) => {
    const asked = all(ruleset, loosenable);
    const loosened = asked.result === "fail" ? { ...asked, loosenedBy: "repository.protection" } : asked;
    return every([all(ruleset, expected), loosened]) ?? pass;
  }),
};
