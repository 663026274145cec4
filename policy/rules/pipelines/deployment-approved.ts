import { PUBLISHING_ENVIRONMENT } from "../../../domain/pipelines/publishing";
import { approversOf, ENVIRONMENT } from "../../deployments";
import { fail, pass, type Rule, unknownAt } from "../../rule";

export const deploymentApproved: Rule = {
  title: "Somebody is asked before a deployment outside development",
  severity: "high",
  upstream: [],
  why: "A merge alone would change production, and nobody would look at what its plan says at that moment.",
  fix: "name teams or users in deployment.approvers of the environment's file, or in reviewers",
  kinds: [ENVIRONMENT],
  check: (environment, world) => {
    // It deploys nothing: new versions serve nobody until a deployment that somebody approved names them.
    if (environment.text("environment") === PUBLISHING_ENVIRONMENT) return undefined;
    if (world.tierOfEnvironment(environment.text("environment")) === "development") return undefined;
    const approvers = approversOf(environment);
    if (approvers === "unknown") return unknownAt("reviewers");
    return approvers > 0 ? pass : fail("nobody is asked before a deployment");
  },
};
