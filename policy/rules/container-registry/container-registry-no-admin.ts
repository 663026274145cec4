import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const containerRegistryNoAdmin: Rule = {
  title: "Container registries have no admin user",
  severity: "high",
  upstream: ["CKV_AZURE_137", "Azure.ACR.AdminUser"],
  why: "One password for everybody that may replace every image, and no log tells who used it.",
  fix: "set admin_enabled = false and grant AcrPull and AcrPush",
  ...attributes({
    azurerm_container_registry: { path: "admin_enabled", is: equals(false), absent: "pass" },
    "Microsoft.ContainerRegistry/registries": {
      path: "properties.adminUserEnabled",
      is: equals(false),
      absent: "pass",
    },
  }),
};
