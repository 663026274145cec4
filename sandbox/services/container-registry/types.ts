import { plainRegion } from "../../../domain/azure/regions";
import { keyOf } from "../../engine/arm/identities";
import { between, guid, keyId, matches, oneOf, rule, valuesAt } from "../../engine/azurerm/checks";
import { readAs, rewritten, sortedBy } from "../../engine/azurerm/as-read";
import { azureName } from "../../engine/azurerm/name-checks";
import type { TypeTable } from "../../engine/azurerm/type-entry";
import { premiumOnly } from "./checks";

/** Container registries: what azurerm 4.55.0 does with each type. */
export const containerRegistryTypes: TypeTable = {
  azurerm_container_registry: {
    arm: "Microsoft.ContainerRegistry/registries",
    id: "{group}/Microsoft.ContainerRegistry/registries/{name}",
    optionalComputed: ["encryption", "network_rule_set"],
    replaces: ["location", "name", "resource_group_name", "zone_redundancy_enabled"],
    defaults: {
      admin_enabled: false,
      export_policy_enabled: true,
      "georeplications.zone_redundancy_enabled": false,
      network_rule_bypass_option: "AzureServices",
      "network_rule_set.default_action": "Allow",
      public_network_access_enabled: true,
      trust_policy_enabled: false,
      zone_redundancy_enabled: false,
    },
    items: { encryption: [0, 1], identity: [0, 1], network_rule_set: [0, 1] },
    sensitive: ["admin_password"],
    objectLists: ["encryption", "network_rule_set"],
    checks: [
      azureName("containerRegistry"),
      oneOf("sku", "Basic", "Standard", "Premium"),
      between("retention_policy_in_days", 0, 365),
      oneOf("network_rule_bypass_option", "AzureServices", "None"),
      oneOf("network_rule_set.default_action", "Allow", "Deny"),
      oneOf("identity.type", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
      oneOf("network_rule_set.ip_rule.action", "Allow"),
      matches(
        "network_rule_set.ip_rule.ip_range",
        /^(\d{1,3}\.){3}\d{1,3}(\/(\d|[12]\d|3[0-2]))?$/,
        "an IPv4 address, or a block of at most /32",
      ),
      guid("encryption.identity_client_id"),
      keyId("encryption.key_vault_key_id"),
      ...premiumOnly,
      rule(["georeplications.location", "location"], (values) => {
        const own = plainRegion(String(values["location"]));
        const regions = valuesAt(values, "georeplications.location").map((region) => plainRegion(String(region)));
        return regions.includes(own)
          ? "the `georeplications` list cannot contain the location where the Container Registry exists"
          : undefined;
      }),
    ],
    computed: ({ id, values }) => ({
      login_server: `${String(values["name"]).toLowerCase()}.azurecr.io`,
      admin_username: values["admin_enabled"] === true ? values["name"]! : "",
      admin_password: values["admin_enabled"] === true ? keyOf("admin", id) : "",
      encryption: [],
      network_rule_set: values["sku"] === "Premium" ? [{ default_action: "Allow", ip_rule: [] }] : [],
      data_endpoint_host_names: [],
    }),
    read: readAs(
      // "The order of the georeplications returned from the list API is not consistent": azurerm orders them.
      sortedBy("georeplications", "location"),
      // Azure drops the mask of a single address, azurerm puts it back. Source: `flattenNetworkRuleSet`.
      rewritten("network_rule_set.ip_rule.ip_range", (range) =>
        String(range).includes("/") ? range : `${String(range)}/32`,
      ),
    ),
  },
};
