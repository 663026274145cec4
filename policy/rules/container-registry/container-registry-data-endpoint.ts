import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const containerRegistryDataEndpoint: Rule = {
  title: "Container registries serve layers from their own address",
  severity: "low",
  upstream: ["CKV_AZURE_237"],
  why: "Otherwise clients need the firewall open to all of Azure's blob storage, through which data can leave.",
  fix: "set data_endpoint_enabled = true; needs the SKU Premium",
  ...attributes({
    azurerm_container_registry: { path: "data_endpoint_enabled", is: equals(true) },
    "Microsoft.ContainerRegistry/registries": { path: "properties.dataEndpointEnabled", is: equals(true) },
  }),
};
