import { shown } from "../../attributes";
import { APPROVAL, BRANCH_CONTROL, checkedEnvironment } from "../../azure-devops";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import type { World } from "../../world";

export const azureCheckStrict: Rule = {
  title: "Checks ask somebody other than whoever started the run, and let in the default branch alone",
  severity: "critical",
  upstream: [],
  why: "One person would deploy alone, or from a branch that nobody reviewed.",
  fix: "set requester_can_approve = false, and allowed_branches to the full name of the default branch",
  kinds: [APPROVAL, BRANCH_CONTROL],
  check: (check, world) => (check.kind === APPROVAL ? approval(check, world) : branches(check, world)),
};

function approval(check: PolicyResource, world: World): Verdict {
  const approvers = check.entries("approvers");
  if (approvers !== "unknown" && approvers.length === 0) return fail("asks nobody");
  const requester = check.at("requester_can_approve");
  if (requester.state === "unknown") return unknownAt("requester_can_approve");
  if (requester.state === "known" && requester.value !== false) {
    const environment = checkedEnvironment(check, world);
    return fail("whoever started a run may approve it", {
      loosenedBy: "deployment",
      ...(environment !== undefined && { environment }),
    });
  }
  return approvers === "unknown" ? unknownAt("approvers") : pass;
}

function branches(check: PolicyResource, { expected }: World): Verdict {
  const found = check.at("allowed_branches");
  if (found.state === "unknown") return unknownAt("allowed_branches");
  const given = found.state === "known" ? String(found.value) : "*";
  const names = given.split(",").map((name) => name.trim());
  const branch = expected.repository?.defaultBranch;
  const odd = names.find(
    (name) => !/^refs\/heads\/[^*]+$/.test(name) || (branch !== undefined && name !== `refs/heads/${branch}`),
  );
  return odd === undefined ? pass : fail(`lets in runs of ${shown(odd)}`);
}
