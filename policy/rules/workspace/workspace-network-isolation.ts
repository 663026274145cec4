import { attributes, oneOf } from "../../attributes";
import type { Rule } from "../../rule";

const isolated = oneOf("AllowInternetOutbound", "AllowOnlyApprovedOutbound");

/** Which of the two is the environment's choice: Azure ML runs no model monitor with approved outbound only. */
export const workspaceNetworkIsolation: Rule = {
  title: "Workspaces run their compute in a managed network",
  severity: "high",
  upstream: [],
  why: "Otherwise every node and instance has a way in and out of its own, past the environment's network.",
  fix: "set managed_network.isolation_mode (managedNetwork.isolationMode)",
  ...attributes({
    azurerm_machine_learning_workspace: { path: "managed_network.isolation_mode", is: isolated },
    "Microsoft.MachineLearningServices/workspaces": { path: "properties.managedNetwork.isolationMode", is: isolated },
  }),
};
