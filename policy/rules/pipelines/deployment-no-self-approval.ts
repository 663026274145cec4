import { equals, expect } from "../../attributes";
import { approversOf, ENVIRONMENT } from "../../deployments";
import { type Rule, unknown } from "../../rule";

export const deploymentNoSelfApproval: Rule = {
  title: "Nobody approves a deployment they started",
  severity: "high",
  upstream: [],
  why: "One person, or one stolen account, would deploy alone.",
  fix: "remove deployment.selfApproval from the environment's file, or set prevent_self_review = true",
  kinds: [ENVIRONMENT],
  check: (environment) => {
    const approvers = approversOf(environment);
    if (approvers === 0) return undefined;
    const verdict = expect(environment, { path: "prevent_self_review", is: equals(true) });
    if (verdict?.result === "fail" && approvers !== "unknown") {
      return { ...verdict, loosenedBy: "deployment", environment: environment.text("environment") };
    }
    return verdict?.result === "fail" && approvers === "unknown"
      ? unknown("whether anybody is asked is known after apply only")
      : verdict;
  },
};
