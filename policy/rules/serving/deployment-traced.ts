import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const deploymentTraced: Rule = {
  title: "Deployments send their requests and failures to Application Insights",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "Without traces a failing request is a number, and nobody can say whose and why.",
  fix: "set appInsightsEnabled = true",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": {
      path: "properties.appInsightsEnabled",
      is: equals(true),
    },
  }),
};
