import { channelUse, isCalled } from "../domain/alerts/channels";
import type { Severity } from "../domain/alerts/environment";
import { namesOf, useCaseNamesOf, sharedNamesOf, modelRegistryIdOf } from "../schema/names";
import type { Environment, Organization } from "../schema/configuration";
import type { Logs } from "../constructs/arm-resource";
import { resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import { type EnvironmentNames } from "../domain/azure/names";
import { type UseCaseNames } from "../domain/azure/use-case-names";
import { logsOf } from "./logs";

/** Where a use case lives: what its environment made, by name and id. Computed from the configuration, never looked up. */
export interface UseCasePlace {
  readonly names: UseCaseNames;
  readonly environment: EnvironmentNames;
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region. */
  readonly location: string;
  /** Name of the model registry. */
  readonly registry: string;
  /** Whether trainings write their versions into it. */
  readonly publishes: boolean;
  /** Where logs go. */
  readonly logs: Logs;
  /** ARM ids. */
  readonly ids: {
    readonly workspace: string;
    readonly storage: string;
    /** The account of what endpoints collect. */
    readonly collected: string;
    readonly containerRegistry: string;
    readonly modelRegistry: string;
    /** The identity that the workspace acts as. */
    readonly workspaceIdentity: string;
    readonly actionGroup: (severity: string) => string;
    /** Action groups of channels that hear of a severity, beside it. */
    readonly channelGroups: (severity: Severity) => readonly string[];
  };
}

/** Where a use case lives in an environment. */
export function placeOf(organization: Organization, environment: Environment, useCase: string): UseCasePlace {
  const { subscription } = environment;
  const names = namesOf(organization, environment);
  const shared = sharedNamesOf(organization);
  const resourceGroup = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
  const here = (type: string, name: string) => resourceId(resourceGroup, type, name);
  return {
    names: useCaseNamesOf(organization, environment, useCase),
    environment: names,
    resourceGroup,
    location: environment.location,
    registry: shared.registry,
    publishes: environment.compute.publishesModels,
    logs: logsOf(environment, resourceGroup, names.logAnalytics),
    ids: {
      workspace: here("Microsoft.MachineLearningServices/workspaces", names.workspace),
      storage: here("Microsoft.Storage/storageAccounts", names.storageAccount),
      collected: here("Microsoft.Storage/storageAccounts", names.collectedStorageAccount),
      containerRegistry: here("Microsoft.ContainerRegistry/registries", names.containerRegistry),
      modelRegistry: modelRegistryIdOf(organization),
      workspaceIdentity: here("Microsoft.ManagedIdentity/userAssignedIdentities", names.identity("workspace")),
      actionGroup: (severity) => here("Microsoft.Insights/actionGroups", names.actionGroup(severity)),
      channelGroups: (severity) =>
        Object.entries(environment.alerts.channels)
          .filter(([, channel]) => isCalled(channel) && channel.severities.includes(severity))
          .map(([name]) => here("Microsoft.Insights/actionGroups", names.actionGroup(channelUse(name)))),
    },
  };
}
