import { AlertFactory } from "../../constructs/monitoring";
import type { NoticesProps } from "../../constructs/notices";
import { noticeIds } from "../../domain/alerts/notices";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod";
export const WORKSPACE = `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw-prod`;
export const REGISTRY = `${GROUP}/providers/Microsoft.MachineLearningServices/registries/mlr`;
export const ENDPOINT = `${WORKSPACE}/onlineEndpoints/churn`;
export const OWNER = `${GROUP}/providers/Microsoft.Insights/actionGroups/ag-owner`;

const known = (id: string) => ({ id, key: id });

/** Notices of everything, of a use case that serves. */
export const noticesProps: NoticesProps = {
  wanted: noticeIds,
  name: "logic-prod-churn-notices",
  identityName: "id-prod-churn-notices",
  actionGroupName: "ag-prod-churn-notices",
  resourceGroup: { subscriptionId: "00000000-0000-0000-0000-000000000001", resourceGroup: "rg-prod" },
  location: "westeurope",
  targets: { workspace: known(WORKSPACE), modelRegistry: known(REGISTRY) },
  metrics: [
    { name: "auc", gate: ", at least 0.82 asked for", compared: true },
    { name: "baseline_gain", gate: ", above 0 asked for", compared: false },
  ],
  factory: new AlertFactory({
    resourceGroup: { id: GROUP, name: "rg-prod" },
    actionGroups: {
      of: (severity) => ({ id: `${GROUP}/providers/Microsoft.Insights/actionGroups/ag-${severity}` }),
      also: () => [],
    },
    name: (alert) => `prod-churn-${alert}`,
    documentation: "https://docs.example",
  }),
  logs: { id: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log` },
  owner: { id: OWNER },
  experiment: "churn-training",
  served: {
    model: "churn",
    endpoint: ENDPOINT,
    deployment: "model-",
    live: "12",
    candidate: "13",
    wentBack: false,
  },
};
