import { aboutGrants, principalTypePath } from "../../grants";
import { fail, pass, type Rule, unknownAt } from "../../rule";

export const rolePeopleThroughGroups: Rule = {
  title: "People hold roles through groups",
  severity: "high",
  upstream: ["AMLZ-RBAC-03", "Azure.RBAC.UseGroups"],
  why: "Nobody takes a role from a person who leaves the team, but groups are kept.",
  fix: "grant the role to an Entra group that the person is in",
  ...aboutGrants(({ assignment, holder }) => {
    const path = principalTypePath(assignment);
    const type = assignment.text(path)?.toLowerCase();
    if (type === "user") return fail("grants a role to a single person");
    return type === undefined && holder !== "identity" ? unknownAt(path) : pass;
  }),
};
