import { shown } from "../../attributes";
import { aboutGrants, principalPath } from "../../grants";
import { fail, pass, type Rule, unknownAt } from "../../rule";

/** Without the configuration, nothing is said: plans do not tell who belongs where. */
export const rolePeopleConfigured: Rule = {
  title: "People who hold roles stand in the configuration",
  severity: "high",
  upstream: [],
  why: "A group that no file names is reviewed by nobody, and nobody knows who is in it.",
  fix: "add the group to access of the environment, or to the use case",
  ...aboutGrants(({ assignment, holder }, world) => {
    const { principals } = world.expected;
    if (holder !== "people" || principals === undefined) return undefined;
    const path = principalPath(assignment);
    const id = assignment.text(path);
    if (id === undefined) return unknownAt(path);
    return principals.includes(id.toLowerCase()) ? pass : fail(`grants a role to ${shown(id)}, which no file names`);
  }),
};
