import { attributes, equals } from "../../attributes";
import { isKind } from "../../compute";
import type { Rule } from "../../rule";

export const computeScalesToZero: Rule = {
  title: "Clusters scale to zero",
  severity: "low",
  upstream: ["CKV_AZURE_150"],
  why: "Nodes that stay cost the same whether they train or not.",
  fix: "set scale_settings.min_node_count = 0",
  loosenedBy: ["compute.clusters"],
  ...attributes({
    azurerm_machine_learning_compute_cluster: { path: "scale_settings.min_node_count", is: equals(0) },
    "Microsoft.MachineLearningServices/workspaces/computes": {
      path: "properties.properties.scaleSettings.minNodeCount",
      is: equals(0),
      absent: "pass",
      when: isKind("AmlCompute"),
    },
  }),
};
