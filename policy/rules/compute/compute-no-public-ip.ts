import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const computeNoPublicIp: Rule = {
  title: "Compute nodes have no public address",
  severity: "high",
  upstream: [],
  why: "A public address makes every node a target, and a way out for data.",
  fix: "set node_public_ip_enabled = false (enableNodePublicIp)",
  ...attributes({
    azurerm_machine_learning_compute_cluster: { path: "node_public_ip_enabled", is: equals(false) },
    azurerm_machine_learning_compute_instance: { path: "node_public_ip_enabled", is: equals(false) },
    "Microsoft.MachineLearningServices/workspaces/computes": {
      path: "properties.properties.enableNodePublicIp",
      is: equals(false),
    },
  }),
};
