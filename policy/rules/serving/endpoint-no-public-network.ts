import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const endpointNoPublicNetwork: Rule = {
  title: "Endpoints are closed to public networks",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "Every address on the internet may try a stolen token on the model.",
  fix: "set publicNetworkAccess = Disabled; callers come through the workspace's private endpoint",
  loosenedBy: ["network.inbound"],
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": {
      path: "properties.publicNetworkAccess",
      is: equals("Disabled"),
    },
  }),
};
