import { aboutGrants, conditionPath } from "../../grants";
import { fail, pass, type Rule, unknown, unknownAt } from "../../rule";

export const roleAdministratorConditional: Rule = {
  title: "Whoever may grant roles may grant listed ones only",
  severity: "critical",
  upstream: ["AMLZ-RBAC-06"],
  why: "Without a condition a pipeline that is taken over makes itself, or anyone, owner of the subscription.",
  fix: "set condition and condition_version = 2.0 so that only the roles of core/access.ts can be granted",
  ...aboutGrants(({ assignment, role, holder }) => {
    if (role === undefined) return holder === "identity" ? unknown("its role is known after apply only") : undefined;
    if (role.name !== "rbacAdministrator") return undefined;
    const path = conditionPath(assignment);
    const condition = assignment.at(path);
    if (condition.state === "unknown") return unknownAt(path);
    return condition.state === "known" && condition.value !== "" ? pass : fail("has no condition");
  }),
};
