/**
 * What a PUT answers in Azure, by resource type. Clients refuse an answer that the operation does not publish: azurerm takes a
 * storage account's 201 for a failure, leaves the account in Azure and out of its state.
 *
 * Source: `ExpectedStatusCodes` of each operation in hashicorp/go-azure-sdk as azurerm 4.55.0 vendors it, `resource-manager/<service>/
 * <version>/<group>/method_create*.go`. Where 202 is published beside 200, what the sandbox makes is there at once: 200.
 */

/** No 201 is published, not even of the first PUT. */
const answersOk = new Set(
  [
    "Microsoft.EventHub/namespaces/authorizationRules",
    "Microsoft.EventHub/namespaces/eventhubs",
    "Microsoft.EventHub/namespaces/eventhubs/consumerGroups",
    "Microsoft.Insights/components",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/metricAlerts",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.MachineLearningServices/workspaces/connections",
    "Microsoft.MachineLearningServices/workspaces/outboundRules",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Storage/storageAccounts/blobServices",
    "Microsoft.Storage/storageAccounts/fileServices",
    "Microsoft.Storage/storageAccounts/managementPolicies",
    "Microsoft.Storage/storageAccounts/queueServices",
    "Microsoft.Storage/storageAccounts/queueServices/queues",
    "Microsoft.Web/sites",
  ].map((type) => type.toLowerCase()),
);

/** 201 is all that is published, of a change as well. */
const answersCreated = new Set(
  [
    "Microsoft.Authorization/policyAssignments",
    "Microsoft.Authorization/policyDefinitions",
    "Microsoft.Authorization/roleDefinitions",
    "Microsoft.EventGrid/eventSubscriptions",
    "Microsoft.EventGrid/systemTopics/eventSubscriptions",
  ].map((type) => type.toLowerCase()),
);

/** The status of a PUT that went well. `type` in any case; `isNew` where nothing was at the id before. */
export function putStatus(type: string, isNew: boolean): 200 | 201 {
  const key = type.toLowerCase();
  if (answersOk.has(key)) return 200;
  return isNew || answersCreated.has(key) ? 201 : 200;
}
