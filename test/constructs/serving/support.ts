import type { TerraformStack } from "cdktf";
import {
  ModelDeployment,
  ModelEndpoint,
  type ModelDeploymentProps,
  type ModelEndpointProps,
} from "../../../constructs/serving";
import { SUBSCRIPTION } from "../../support/synth";

/** A resource group and what lies in it, by id. */
export const GROUP = { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-ml" };
const IN_GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ml/providers`;
export const WORKSPACE = `${IN_GROUP}/Microsoft.MachineLearningServices/workspaces/mlw`;
export const ENDPOINT = `${WORKSPACE}/onlineEndpoints/churn-dev-1a2b`;

const foreign = (id: string) => ({ id, key: id });
export const STORAGE = `${IN_GROUP}/Microsoft.Storage/storageAccounts/st`;
export const COLLECTED = `${IN_GROUP}/Microsoft.Storage/storageAccounts/stcollected`;
export const IMAGES = `${IN_GROUP}/Microsoft.ContainerRegistry/registries/cr`;
export const MODELS = `${IN_GROUP}/Microsoft.MachineLearningServices/registries/mlr`;
export const LOGS = `${IN_GROUP}/Microsoft.OperationalInsights/workspaces/log`;

export function endpoint(stack: TerraformStack, props: Partial<ModelEndpointProps> = {}): ModelEndpoint {
  return new ModelEndpoint(stack, "Endpoint", {
    name: "churn-dev-1a2b",
    workspaceName: "mlw",
    resourceGroup: GROUP,
    location: "westeurope",
    identityName: "id-churn-endpoint",
    targets: {
      workspace: foreign(WORKSPACE),
      storage: foreign(STORAGE),
      collected: foreign(COLLECTED),
      containerRegistry: foreign(IMAGES),
      modelRegistry: foreign(MODELS),
    },
    logs: { id: LOGS },
    ...props,
  });
}

export function deployment(
  stack: TerraformStack,
  on: ModelEndpoint,
  version: string,
  props: Partial<ModelDeploymentProps> = {},
): ModelDeployment {
  return new ModelDeployment(stack, `model-${version}`, {
    name: `model-${version}`,
    endpoint: on,
    model: `azureml://registries/mlr/models/churn/versions/${version}`,
    size: "Standard_D2as_v4",
    instances: { min: 2, max: 2 },
    ...props,
  });
}
