import { atLeast, attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const containerRegistryRetention: Rule = {
  title: "Container registries clean up images without a tag",
  severity: "low",
  upstream: ["CKV_AZURE_167", "Azure.ACR.Retention"],
  why: "Every build of an environment leaves one; they cost storage and keep old weaknesses at hand.",
  fix: "set retention_policy_in_days; needs the SKU Premium",
  ...attributes({
    azurerm_container_registry: { path: "retention_policy_in_days", is: atLeast(1) },
    "Microsoft.ContainerRegistry/registries": {
      path: "properties.policies.retentionPolicy.status",
      is: equals("enabled"),
    },
  }),
};
