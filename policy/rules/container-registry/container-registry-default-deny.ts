import { attributes, equals } from "../../attributes";
import type { PolicyResource } from "../../resource";
import type { Rule } from "../../rule";

const open = (path: string, closed: string | boolean) => (registry: PolicyResource) => {
  const found = registry.at(path);
  return !(found.state === "known" && found.value === closed);
};

export const containerRegistryDefaultDeny: Rule = {
  title: "Public container registries refuse addresses that they do not list",
  severity: "high",
  upstream: ["Azure.ACR.Firewall"],
  why: "Without a list every address may pull and push; a stolen token is then all it takes.",
  fix: "set network_rule_set.default_action = Deny, or switch public network access off",
  ...attributes({
    azurerm_container_registry: {
      path: "network_rule_set.default_action",
      is: equals("Deny"),
      when: open("public_network_access_enabled", false),
    },
    "Microsoft.ContainerRegistry/registries": {
      path: "properties.networkRuleSet.defaultAction",
      is: equals("Deny"),
      when: open("properties.publicNetworkAccess", "Disabled"),
    },
  }),
};
