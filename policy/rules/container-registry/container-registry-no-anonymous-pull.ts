import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const containerRegistryNoAnonymousPull: Rule = {
  title: "Container registries give images to nobody without a sign-in",
  severity: "high",
  upstream: ["CKV_AZURE_138", "Azure.ACR.AnonymousAccess"],
  why: "Images hold code, and too often a secret that was copied in.",
  fix: "set anonymous_pull_enabled = false",
  ...attributes({
    azurerm_container_registry: { path: "anonymous_pull_enabled", is: equals(false), absent: "pass" },
    "Microsoft.ContainerRegistry/registries": {
      path: "properties.anonymousPullEnabled",
      is: equals(false),
      absent: "pass",
    },
  }),
};
