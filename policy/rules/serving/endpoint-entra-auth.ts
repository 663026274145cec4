import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const endpointEntraAuth: Rule = {
  title: "Endpoints answer callers with an Entra token only",
  severity: "high",
  upstream: [],
  why: "Keys and endpoint tokens are shared, never expire or outlive their holder, and no log tells who called.",
  fix: "set authMode = AADToken and grant the callers the role ML Endpoint Caller",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": {
      path: "properties.authMode",
      is: equals("AADToken"),
    },
    "Microsoft.MachineLearningServices/workspaces/batchEndpoints": {
      path: "properties.authMode",
      is: equals("AADToken"),
    },
  }),
};
