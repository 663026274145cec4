import { putStatus } from "../../sandbox/engine/arm/put-status";
import { azurermTypes } from "../../sandbox/services/types";
import { readOnlyOf } from "../../sandbox/engine/arm/read-only";

/** First PUT and change, as hashicorp/go-azure-sdk's `ExpectedStatusCodes` at azurerm 4.55.0 allow them. */
const published: readonly (readonly [type: string, allowed: readonly number[]])[] = [
  ["Microsoft.AlertsManagement/actionRules", [200, 201]],
  ["Microsoft.Authorization/locks", [200, 201]],
  ["Microsoft.Authorization/policyAssignments", [201]],
  ["Microsoft.Authorization/roleAssignments", [200, 201]],
  ["Microsoft.Authorization/roleDefinitions", [201]],
  ["Microsoft.Authorization/policyDefinitions", [201]],
  ["Microsoft.Automation/automationAccounts", [200, 201]],
  ["Microsoft.Consumption/budgets", [200, 201]],
  ["Microsoft.ContainerRegistry/registries", [200, 201]],
  ["Microsoft.EventGrid/eventSubscriptions", [201]],
  ["Microsoft.EventGrid/systemTopics", [200, 201]],
  ["Microsoft.EventGrid/systemTopics/eventSubscriptions", [201]],
  ["Microsoft.EventHub/namespaces/authorizationRules", [200]],
  ["Microsoft.EventHub/namespaces/eventhubs", [200]],
  ["Microsoft.EventHub/namespaces/eventhubs/consumerGroups", [200]],
  ["Microsoft.Insights/actionGroups", [200, 201]],
  ["Microsoft.Insights/activityLogAlerts", [200, 201]],
  ["Microsoft.Insights/components", [200]],
  ["Microsoft.Insights/dataCollectionRules", [200, 201]],
  ["Microsoft.Insights/diagnosticSettings", [200]],
  ["Microsoft.Insights/metricAlerts", [200]],
  ["Microsoft.Insights/scheduledQueryRules", [200, 201]],
  ["Microsoft.Insights/workbooks", [200, 201]],
  ["Microsoft.KeyVault/vaults", [200, 201]],
  ["Microsoft.Logic/workflows", [200, 201]],
  ["Microsoft.MachineLearningServices/workspaces", [200, 202]],
  ["Microsoft.MachineLearningServices/workspaces/computes", [200, 201]],
  ["Microsoft.MachineLearningServices/workspaces/dataStores", [200, 201]],
  ["Microsoft.MachineLearningServices/workspaces/outboundRules", [200, 202]],
  ["Microsoft.ManagedIdentity/userAssignedIdentities", [200, 201]],
  ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", [200, 201]],
  ["Microsoft.Network/networkSecurityGroups", [200, 201]],
  ["Microsoft.Network/privateDnsZones", [200, 201, 202]],
  ["Microsoft.Network/privateDnsZones/virtualNetworkLinks", [200, 201, 202]],
  ["Microsoft.Network/privateEndpoints", [200, 201]],
  ["Microsoft.Network/virtualNetworks", [200, 201]],
  ["Microsoft.Network/virtualNetworks/subnets", [200, 201]],
  ["Microsoft.OperationalInsights/workspaces", [200, 201, 202]],
  ["Microsoft.Portal/dashboards", [200, 201]],
  ["Microsoft.Resources/resourceGroups", [200, 201]],
  ["Microsoft.Storage/storageAccounts", [200, 202]],
  ["Microsoft.Storage/storageAccounts/blobServices", [200]],
  ["Microsoft.Storage/storageAccounts/blobServices/containers", [200, 201]],
  ["Microsoft.Storage/storageAccounts/fileServices", [200]],
  ["Microsoft.Storage/storageAccounts/managementPolicies", [200]],
  ["Microsoft.Storage/storageAccounts/queueServices", [200]],
  ["Microsoft.Storage/storageAccounts/queueServices/queues", [200]],
  ["Microsoft.Web/sites", [200, 202]],
];

/** Parts of a workflow and of a subnet, which azurerm writes as such. */
const PARTS = [
  "Microsoft.Logic/workflows/actions",
  "Microsoft.Logic/workflows/triggers",
  "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroupAssociations",
];

describe("a PUT at the ARM face", () => {
  it("has a published answer for every type that azurerm makes", () => {
    const known = new Set([...published.map(([type]) => type), ...PARTS].map((type) => type.toLowerCase()));
    const made = new Set(Object.values(azurermTypes).map(({ arm }) => arm));
    expect([...made].filter((type) => !known.has(type.toLowerCase())).sort()).toEqual([]);
  });

  it.each(published)("of %s answers what Azure publishes", (type, allowed) => {
    for (const isNew of [true, false])
      for (const written of [type, type.toLowerCase()]) expect(allowed).toContain(putStatus(written, isNew));
    expect(putStatus(type, true)).toBe(allowed.includes(201) ? 201 : 200);
  });

  it("of a storage account tells the endpoints without which azurerm gives up", () => {
    const id = "/subscriptions/s/resourceGroups/rg-a/providers/Microsoft.Storage/storageAccounts/stmodels";
    const account = readOnlyOf(id, "Microsoft.Storage/storageAccounts", { location: "westeurope" });
    expect(account["properties"]).toMatchObject({
      primaryLocation: "westeurope",
      primaryEndpoints: {
        blob: "https://stmodels.blob.core.windows.net/",
        dfs: "https://stmodels.dfs.core.windows.net/",
      },
    });
  });

  it("of a role assignment tells its scope, which azurerm compares", () => {
    const group = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-a";
    const grant = "providers/Microsoft.Authorization/roleAssignments/26dba5d1-045e-54ad-90b9-e8c245b737a4";
    const scopeOf = (id: string) => readOnlyOf(id, "Microsoft.Authorization/roleAssignments", {})["properties"];
    expect(scopeOf(`${group}/${grant}`)).toMatchObject({ scope: group });
    expect(scopeOf(`/${grant}`)).toMatchObject({ scope: "/" });
  });
});
