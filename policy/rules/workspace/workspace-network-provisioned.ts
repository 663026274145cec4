import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const workspaceNetworkProvisioned: Rule = {
  title: "The managed network is made with the workspace, and its newer interface is on",
  severity: "medium",
  upstream: [],
  why: "Until the network is provisioned the first job waits, or runs outside of it; in legacy mode there are no endpoints.",
  fix: "set provisionNetworkNow = true and v1LegacyMode = false",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces": [
      { path: "properties.provisionNetworkNow", is: equals(true) },
      { path: "properties.v1LegacyMode", is: equals(false), absent: "pass" },
    ],
  }),
};
