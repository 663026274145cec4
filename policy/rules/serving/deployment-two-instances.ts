import { atLeast, attributes } from "../../attributes";
import type { Rule } from "../../rule";

export const deploymentTwoInstances: Rule = {
  title: "Deployments have two instances or more",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "With one, every update of its host and every crash is an outage.",
  fix: "set sku.capacity to 2 or more",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": {
      path: "sku.capacity",
      is: atLeast(2),
    },
  }),
};
