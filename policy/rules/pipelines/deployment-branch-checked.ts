import { equals, shown } from "../../attributes";
import { all, ofDeployingBranches } from "../../deployments";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { lookup } from "../../value";

const CHECKS = "rules.required_status_checks.required_check";
/** Id of the app that reports what workflows did. */
const GITHUB_ACTIONS = 15_368;
/** What was planned and reviewed is the branch with the change, and not the branch of last week with it. */
const onTop = [{ path: "rules.required_status_checks.strict_required_status_checks_policy", is: equals(true) }];

export const deploymentBranchChecked: Rule = {
  title: "A branch that deploys takes changes only that passed checks of GitHub Actions on top of it as it is",
  severity: "high",
  upstream: [],
  why: "Tests and the review of plans would be advice; a check of any app can be reported by whoever can push.",
  fix: "name the jobs in required_status_checks, each with the integration_id of GitHub Actions, 15368, and make it strict",
  ...ofDeployingBranches((ruleset) => {
    const checks = ruleset.entries(CHECKS);
    if (checks === "unknown") return unknownAt(CHECKS);
    if (checks.length === 0) return fail("asks for no check");
    const verdicts = checks.map((check) => {
      const app = lookup(check, "integration_id");
      if (app.state === "unknown") return unknownAt(`${CHECKS}.integration_id`);
      if (app.state === "known" && Number(app.value) === GITHUB_ACTIONS) return pass;
      const name = lookup(check, "context");
      const whose = app.state === "known" && Number(app.value) > 0 ? `app ${shown(app.value)}` : "anybody";
      return fail(`takes the check ${name.state === "known" ? shown(name.value) : "it asks for"} from ${whose}`);
    });
    return every([...verdicts, all(ruleset, onTop)]) ?? pass;
  }),
};
