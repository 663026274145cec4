import { type Blocks, group, inGroup, location, resourceGroup, subscription } from "./terraform";

const role = (guid: string) =>
  `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
export const contributor = role("b24988ac-6180-42a0-ab88-20f7382dd24c");
export const reader = role("acdd72a7-3385-48ef-bd42-f606fba81ae7");
export const people = "8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11";

export const ids = {
  storage: `${group}/providers/Microsoft.Storage/storageAccounts/stestate`,
  vault: `${group}/providers/Microsoft.KeyVault/vaults/kv-estate`,
  insights: `${group}/providers/Microsoft.Insights/components/appi-estate`,
  logs: `${group}/providers/Microsoft.OperationalInsights/workspaces/log-estate`,
  identity: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-estate`,
  network: `${group}/providers/Microsoft.Network/virtualNetworks/vnet-estate`,
  workspace: `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-estate`,
} as const;

/** A small environment that Azure accepts: network, storage, vault, logs, an identity with its roles, a workspace. */
export function estate(): Record<string, Record<string, Record<string, unknown>>> {
  const after = { depends_on: ["azurerm_resource_group.rg"] };
  const grant = (scope: string, name: string) => ({
    name,
    scope,
    role_definition_id: contributor,
    principal_id: "${azurerm_user_assigned_identity.ws.principal_id}",
    principal_type: "ServicePrincipal",
  });
  return {
    azurerm_resource_group: { rg: { ...resourceGroup } },
    azurerm_virtual_network: { vnet: { name: "vnet-estate", ...inGroup, address_space: ["10.1.0.0/16"], ...after } },
    azurerm_subnet: {
      endpoints: {
        name: "endpoints",
        resource_group_name: "rg-test",
        virtual_network_name: "${azurerm_virtual_network.vnet.name}",
        address_prefixes: ["10.1.1.0/24"],
      },
    },
    azurerm_storage_account: {
      st: { name: "stestate", ...inGroup, account_tier: "Standard", account_replication_type: "LRS", ...after },
    },
    azurerm_log_analytics_workspace: { logs: { name: "log-estate", ...inGroup, ...after } },
    azurerm_application_insights: {
      insights: {
        name: "appi-estate",
        ...inGroup,
        application_type: "web",
        workspace_id: "${azurerm_log_analytics_workspace.logs.id}",
      },
    },
    azurerm_user_assigned_identity: { ws: { name: "id-estate", ...inGroup, ...after } },
    azurerm_role_assignment: {
      storage: grant("${azurerm_storage_account.st.id}", "11111111-1111-4111-8111-111111111111"),
      vault: grant("${azapi_resource.vault.id}", "22222222-2222-4222-8222-222222222222"),
    },
    azapi_resource: {
      vault: {
        type: "Microsoft.KeyVault/vaults@2026-02-01",
        name: "kv-estate",
        parent_id: "${azurerm_resource_group.rg.id}",
        location,
        body: {
          properties: { tenantId: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11", sku: { family: "A", name: "standard" } },
        },
      },
      workspace: workspace(),
    },
  };
}

/** The workspace of {@link estate}, with some of its properties changed. */
export function workspace(properties: object = {}, name = "mlw-estate"): Record<string, unknown> {
  return {
    type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
    name,
    parent_id: "${azurerm_resource_group.rg.id}",
    location,
    identity: [{ type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.ws.id}"] }],
    body: {
      kind: "Default",
      sku: { name: "Basic", tier: "Basic" },
      properties: {
        storageAccount: "${azurerm_storage_account.st.id}",
        keyVault: "${azapi_resource.vault.id}",
        applicationInsights: "${azurerm_application_insights.insights.id}",
        primaryUserAssignedIdentity: "${azurerm_user_assigned_identity.ws.id}",
        systemDatastoresAuthMode: "Identity",
        managedNetwork: { isolationMode: "AllowInternetOutbound" },
        ...properties,
      },
    },
    depends_on: ["azurerm_role_assignment.storage", "azurerm_role_assignment.vault"],
  };
}

/** An Azure ML resource below the workspace of {@link estate}. */
export function child(type: string, name: string, body: object, parent = "${azapi_resource.workspace.id}") {
  return {
    type: `Microsoft.MachineLearningServices/workspaces/${type}@2025-06-01`,
    name,
    parent_id: parent,
    body,
  };
}

/** The estate with more resources, by type and name. */
export function estateWith(more: Blocks): Blocks {
  const whole: Blocks = estate();
  for (const [type, resources] of Object.entries(more)) whole[type] = { ...whole[type], ...resources };
  return whole;
}
