import { shown } from "../../attributes";
import { ofDeployingBranches } from "../../deployments";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { lookup } from "../../value";

const CHECKS = "rules.required_status_checks.required_check";

export const deploymentBranchChecked: Rule = {
  title: "A branch that deploys takes changes only that passed checks of a known app",
  severity: "high",
  upstream: [],
  why: "Tests and the review of plans would be advice; a check of any app can be reported by whoever can push.",
  fix: "name the jobs in required_status_checks, each with the integration_id of GitHub Actions, 15368",
  ...ofDeployingBranches((ruleset) => {
    const checks = ruleset.entries(CHECKS);
    if (checks === "unknown") return unknownAt(CHECKS);
    if (checks.length === 0) return fail("asks for no check");
    const verdicts = checks.map((check) => {
      const app = lookup(check, "integration_id");
      if (app.state === "unknown") return unknownAt(`${CHECKS}.integration_id`);
      if (app.state === "known" && Number(app.value) > 0) return pass;
      const name = lookup(check, "context");
      return fail(`takes the check ${name.state === "known" ? shown(name.value) : "it asks for"} from anybody`);
    });
    return every(verdicts) ?? pass;
  }),
};
