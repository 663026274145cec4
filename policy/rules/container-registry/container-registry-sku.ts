import { attributes, oneOf } from "../../attributes";
import type { Rule } from "../../rule";

const sku = oneOf("Standard", "Premium");

export const containerRegistrySku: Rule = {
  title: "Container registries have a SKU for production",
  severity: "medium",
  upstream: ["CKV_AZURE_163", "Azure.ACR.MinSku"],
  why: "Basic has little room and throughput, and neither private endpoints nor a firewall.",
  fix: "set sku = Premium",
  ...attributes({
    azurerm_container_registry: { path: "sku", is: sku },
    "Microsoft.ContainerRegistry/registries": { path: "sku.name", is: sku },
  }),
};
