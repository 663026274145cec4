import { ofDeployingBranches } from "../../deployments";
import { fail, pass, type Rule, unknownAt } from "../../rule";

export const deploymentBranchNoBypass: Rule = {
  title: "Nobody is let past the rules of a branch that deploys",
  severity: "high",
  upstream: [],
  why: "Whoever may skip the rules changes production alone, and so does whoever takes over their account.",
  fix: "remove bypass_actors from the ruleset",
  ...ofDeployingBranches(
    (ruleset) => {
      const actors = ruleset.entries("bypass_actors");
      if (actors === "unknown") return unknownAt("bypass_actors");
      if (actors.length === 0) return pass;
      return fail(`lets ${actors.length} ${actors.length === 1 ? "actor" : "actors"} past it`);
    },
    { alone: true },
  ),
};
