import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

/** Workspaces of every environment and hosted runners reach it, so it is shared like the state. */
export const modelRegistryNoPublicNetwork: Rule = {
  title: "Model registries are closed to public networks",
  severity: "medium",
  upstream: [],
  why: "Every address on the internet may try a stolen token on the models that production runs.",
  fix: "set publicNetworkAccess = Disabled and give every environment a private endpoint to it",
  loosenedBy: ["platform.registry.inbound"],
  ...attributes({
    azurerm_machine_learning_registry: { path: "public_network_access_enabled", is: equals(false) },
    "Microsoft.MachineLearningServices/registries": { path: "properties.publicNetworkAccess", is: equals("Disabled") },
  }),
};
