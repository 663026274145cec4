import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

export const endpointUserIdentity: Rule = {
  title: "Endpoints run as an identity that is granted its roles beforehand",
  severity: "medium",
  upstream: [],
  why: "A new system-assigned identity may not pull its image yet: the first deployment fails.",
  fix: "set the endpoint's identity to UserAssigned",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": {
      path: "identity.type",
      is: matches(/^UserAssigned$/i, "UserAssigned"),
    },
  }),
};
