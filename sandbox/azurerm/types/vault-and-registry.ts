import { keyOf } from "../../arm/identities";
import { between, guid, matches, oneOf, rule, valuesAt } from "../checks";
import { azureName } from "../name-checks";
import { premiumOnly } from "../registry-checks";
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
    checks: [
      azureName("keyVault"),
      oneOf("sku_name", "standard", "premium"),
      between("soft_delete_retention_days", 7, 90),
      guid("tenant_id"),
      oneOf("network_acls.bypass", "AzureServices", "None"),
      oneOf("network_acls.default_action", "Allow", "Deny"),
    ],
    computed: ({ values }) => ({
      vault_uri: `https://${String(values["name"]).toLowerCase()}.vault.azure.net/`,
      rbac_authorization_enabled: values["enable_rbac_authorization"] ?? false,
      enable_rbac_authorization: values["rbac_authorization_enabled"] ?? false,
      access_policy: [],
      contact: [],
    }),
    body: (values) => ({
      properties: {
        tenantId: values["tenant_id"]!,
        sku: { family: "A", name: values["sku_name"]! },
        softDeleteRetentionInDays: values["soft_delete_retention_days"]!,
        ...(values["purge_protection_enabled"] === true && { enablePurgeProtection: true }),
        enableRbacAuthorization: values["rbac_authorization_enabled"] ?? false,
        publicNetworkAccess: values["public_network_access_enabled"] === false ? "Disabled" : "Enabled",
        vaultUri: values["vault_uri"] ?? "",
      },
    }),
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
    checks: [
      azureName("containerRegistry"),
      oneOf("sku", "Basic", "Standard", "Premium"),
      between("retention_policy_in_days", 0, 365),
      oneOf("network_rule_bypass_option", "AzureServices", "None"),
      oneOf("network_rule_set.default_action", "Allow", "Deny"),
      oneOf("identity.type", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
      matches("network_rule_set.ip_rule.ip_range", /^[\d.]+(\/\d+)?$/, "a CIDR"),
      ...premiumOnly,
      rule(["georeplications.location", "location"], (values) => {
        const own = String(values["location"]).replaceAll(" ", "").toLowerCase();
        const regions = valuesAt(values, "georeplications.location").map((region) =>
          String(region).replaceAll(" ", "").toLowerCase(),
        );
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
      network_rule_set: [],
      data_endpoint_host_names: [],
    }),
  },
};
