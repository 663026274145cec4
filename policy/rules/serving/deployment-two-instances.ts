import { atLeast, attributes } from "../../attributes";
import type { Rule } from "../../rule";

const twoOrMore = attributes({
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": { path: "sku.capacity", is: atLeast(2) },
});

export const deploymentTwoInstances: Rule = {
  title: "Outside of development, deployments have two instances or more",
  severity: "medium",
  upstream: [],
  why: "With one, every update of its host and every crash is an outage.",
  fix: "set sku.capacity to 2 or more",
  loosenedBy: ["recovery"],
  ...twoOrMore,
  // Nobody depends on what is being built.
  check: (deployment, world) =>
    world.tier(deployment) === "development" ? undefined : twoOrMore.check(deployment, world),
};
