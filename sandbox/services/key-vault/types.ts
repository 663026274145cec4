import { vaultUri } from "../../../domain/azure/customer-managed-key";
import { between, guid, oneOf } from "../../engine/azurerm/checks";
import { azureName } from "../../engine/azurerm/name-checks";
import type { TypeTable } from "../../engine/azurerm/type-entry";

/** Key vaults: what azurerm 4.55.0 does with each type. */
export const keyVaultTypes: TypeTable = {
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
      vault_uri: vaultUri(String(values["name"])),
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
};
