import { resourceGroupId, resourceId, type ResourceGroupRef } from "../../domain/azure/ids";
import { Duration } from "../../domain/time/duration";
import type { Severity } from "../../domain/alerts/environment";
import { AlertFactory } from "../../constructs/monitoring";
import type { DriftRetrainingProps, NewDataTrigger, TrainingJobProps } from "../../constructs/retraining";
import { SUBSCRIPTION } from "./synth";

/** Made-up surroundings of a use case, for tests of what belongs to one. */
export const GROUP: ResourceGroupRef = { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-pfs-prod-ml" };
export const WORKSPACE = resourceId(GROUP, "Microsoft.MachineLearningServices/workspaces", "mlw-pfs-prod");
export const LOGS = { id: resourceId(GROUP, "Microsoft.OperationalInsights/workspaces", "log-pfs-prod") };
export const OWNER = { id: resourceId(GROUP, "Microsoft.Insights/actionGroups", "ag-owner") };
/** The environment's action group of a severity. */
export const receivers = (severity: Severity) => ({
  id: resourceId(GROUP, "Microsoft.Insights/actionGroups", `ag-${severity}`),
});
export const alertFactory = new AlertFactory({
  resourceGroup: { id: resourceGroupId(GROUP), name: GROUP.resourceGroup },
  actionGroups: { of: receivers, also: () => [] },
  name: (alert) => `prod-customer-churn-${alert}`,
  documentation: "https://docs.example/",
});
export const STORAGE = resourceId(GROUP, "Microsoft.Storage/storageAccounts", "stpfsprod");
const registryId = resourceId(
  { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-pfs-registry" },
  "Microsoft.MachineLearningServices/registries",
  "mlr-pfs",
);
/** The registry that environments share. */
export const MODELS = { id: registryId, key: registryId };
export const ROLE = {
  guid: "33333333-3333-4333-8333-333333333333",
  roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/33333333-3333-4333-8333-333333333333`,
};

export const trainingJob: TrainingJobProps = {
  useCase: "customer-churn",
  workspaceId: WORKSPACE,
  registryName: "mlr-pfs",
  component: { name: "customer_churn_training", version: "4" },
  cluster: "cpu",
  inputs: {
    training_data: {
      type: "uri_folder",
      path: "azureml://datastores/workspaceblobstore/paths/customer-churn/training/",
    },
    started_at: { type: "literal", value: "${{creation_context.trigger_time}}" },
  },
  outputs: { model: { type: "mlflow_model" } },
};

/** Drift-triggered retraining that submits: a day's cooldown, twice a week at most. */
export const driftProps: DriftRetrainingProps = {
  name: "logic-prod-customer-churn-drift",
  identityName: "id-prod-customer-churn-drift",
  resourceGroup: GROUP,
  location: "westeurope",
  response: {
    mode: "automatic",
    submitterRole: ROLE,
    modelRegistry: MODELS,
    cooldown: Duration.hours(24),
    maxPerWeek: 2,
  },
  job: trainingJob,
  subscription: {
    name: "evgs-customer-churn-drift",
    systemTopicId: `${resourceGroupId(GROUP)}/providers/Microsoft.EventGrid/systemTopics/evgt-pfs-prod-workspace`,
    signals: ["drift_customer-churn_model-13_data-drift", "drift_customer-churn_model-13_prediction-drift"],
    deadLetters: { storageAccountId: STORAGE, container: "dead-letters-customer-churn" },
  },
  logs: LOGS,
  alerts: { factory: alertFactory, owner: OWNER },
};

/** The same trainings on new data: a folder of the workspace's own store, of which the file written last counts. */
export const newDataTrigger: NewDataTrigger = {
  response: driftProps.response,
  subscription: {
    name: "evgs-customer-churn-data",
    systemTopicId: `${resourceGroupId(GROUP)}/providers/Microsoft.EventGrid/systemTopics/evgt-pfs-prod-storage`,
    folder: "customer-churn/training/",
    endsWith: "_SUCCESS",
    deadLetters: { storageAccountId: STORAGE, container: "dead-letters-customer-churn-data" },
  },
};
