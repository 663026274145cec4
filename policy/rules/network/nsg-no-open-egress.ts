import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknown } from "../../rule";
import { isAnywhere, securityRuleKinds, securityRulesOf } from "../../security-rules";

export const nsgNoOpenEgress: Rule = {
  title: "No network security group opens the way out to everywhere",
  severity: "high",
  upstream: ["AZU-0051"],
  why: "Training data can leave through any address that a job may reach.",
  fix: "name the destinations of the rule: service tags or addresses",
  kinds: securityRuleKinds,
  check: (resource) => {
    const rules = securityRulesOf(resource);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    return every([
      pass,
      ...rules
        .filter(({ direction, access }) => direction !== "inbound" && access !== "deny")
        .map(({ name, destinations, partlyUnknown }) => {
          if (isAnywhere(destinations)) return fail(`${shown(name)} lets everything out`);
          return partlyUnknown ? unknown(`where ${shown(name)} leads is known after apply only`) : pass;
        }),
    ]);
  },
};
