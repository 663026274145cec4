import { attributes, matches } from "../../attributes";
import { isKind } from "../../compute";
import type { Rule } from "../../rule";

/** azurerm has no argument for it, so an instance made with it fails. */
export const computeIdleShutdown: Rule = {
  title: "Compute instances stop when nobody uses them",
  severity: "medium",
  upstream: ["AZR-000403", "Azure.ML.ComputeIdleShutdown", "IdleShutdown_Audit"],
  why: "An instance that is forgotten runs, and costs, until somebody reads the bill.",
  fix: "set idleTimeBeforeShutdown, through azapi",
  ...attributes({
    azurerm_machine_learning_compute_instance: {
      path: "idle_time_before_shutdown",
      is: matches(/^PT/, "a length of time such as PT1H"),
    },
    "Microsoft.MachineLearningServices/workspaces/computes": {
      path: "properties.properties.idleTimeBeforeShutdown",
      is: matches(/^P(\d+D)?(T\d+[HMS].*)?$/, "a length of time such as PT1H"),
      when: isKind("ComputeInstance"),
    },
  }),
};
