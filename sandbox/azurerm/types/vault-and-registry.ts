import type { TypeTable } from "../type-entry";

/** Key vaults and container registries: what azurerm 4.55.0 does with each type. */
export const vaultAndRegistryTypes: TypeTable = {
  azurerm_key_vault: {
    arm: "Microsoft.KeyVault/vaults",
    id: "{group}/Microsoft.KeyVault/vaults/{name}",
    optionalComputed: [
      "access_policy",
      "contact",
      "enable_rbac_authorization",
      "network_acls",
      "rbac_authorization_enabled",
    ],
    replaces: ["location", "name", "resource_group_name"],
    defaults: { public_network_access_enabled: true, soft_delete_retention_days: 90 },
    items: { access_policy: [0, 1024], network_acls: [0, 1] },
    deprecated: ["contact", "enable_rbac_authorization"],
    objectLists: ["access_policy"],
  },
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
  },
};
