import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

const name = { path: "name", is: matches(/^[a-zA-Z0-9]{5,50}$/, "5 to 50 letters and digits") };

export const containerRegistryName: Rule = {
  title: "Names of container registries are ones that Azure takes",
  severity: "low",
  upstream: ["Azure.ACR.Name"],
  why: "Azure refuses any other name, but only when it is deployed.",
  fix: "use 5 to 50 letters and digits",
  ...attributes({ azurerm_container_registry: name, "Microsoft.ContainerRegistry/registries": name }),
};
