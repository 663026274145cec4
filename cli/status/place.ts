import { namesOf, useCaseNamesOf } from "../../schema/names";
import { holdsUseCases, inRegion } from "../../schema/recovery";
import type { Configuration, Environment } from "../../schema/configuration";
import type { UseCaseInEnvironment } from "../../schema/use-case/model";
import { resourceGroupId, resourceId } from "../../domain/azure/ids";
import { type EnvironmentNames } from "../../domain/azure/names";
import { type UseCaseNames } from "../../domain/azure/use-case-names";

/** A use case in an environment, with its names. */
export interface PlacedUseCase {
  readonly config: UseCaseInEnvironment;
  readonly names: UseCaseNames;
  /** ARM id of its endpoint, whether it serves or not. */
  readonly endpointId: string;
}

/** What is looked at in one environment, and by which names. Computed from the configuration. */
export interface Place {
  readonly environment: Environment;
  readonly names: EnvironmentNames;
  readonly resourceGroupId: string;
  readonly workspaceId: string;
  readonly useCases: readonly PlacedUseCase[];
}

export function placeOf({ organization, useCases }: Configuration, environment: Environment): Place {
  const { name, subscription } = environment;
  const names = namesOf(organization, environment);
  const group = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
  const workspaceId = resourceId(group, "Microsoft.MachineLearningServices/workspaces", names.workspace);
  return {
    environment,
    names,
    resourceGroupId: resourceGroupId(group),
    workspaceId,
    useCases: (holdsUseCases(environment) ? useCases : [])
      .flatMap((useCase) => inRegion(useCase, environment).variants.filter((variant) => variant.environment === name))
      .map((config) => {
        const own = useCaseNamesOf(organization, environment, config.name);
        return { config, names: own, endpointId: `${workspaceId}/onlineEndpoints/${own.endpoint}` };
      }),
  };
}
