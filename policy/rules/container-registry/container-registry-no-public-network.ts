import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const containerRegistryNoPublicNetwork: Rule = {
  title: "Container registries are closed to public networks",
  severity: "high",
  severityIn: { development: "low" },
  upstream: ["CKV_AZURE_139"],
  why: "Every address on the internet may try a stolen token on it, and what it pushes runs in production.",
  fix: "set public_network_access_enabled = false and reach it through a private endpoint",
  loosenedBy: ["network.inbound"],
  ...attributes({
    azurerm_container_registry: { path: "public_network_access_enabled", is: equals(false) },
    "Microsoft.ContainerRegistry/registries": { path: "properties.publicNetworkAccess", is: equals("Disabled") },
  }),
};
