import { modelRegistryIdOf, namesOf, sharedNamesOf, useCaseNamesOf } from "../../schema/names";
import { regionInWords, regionsOf } from "../../schema/recovery";
import type { Configuration, Environment } from "../../schema/configuration";
import { resourceId } from "../../domain/azure/ids";
import { type UseCaseNames } from "../../domain/azure/use-case-names";

const ML = "Microsoft.MachineLearningServices";

/** Where a use case is in Azure, in one region of an environment. Computed from the configuration, never looked up. */
export interface UseCasePlace {
  readonly environment: string;
  /** Azure region. */
  readonly location: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  /** Name of the workspace. */
  readonly workspace: string;
  readonly names: UseCaseNames;
  /** ARM ids. */
  readonly ids: {
    readonly workspace: string;
    readonly endpoint: string;
    readonly registry: string;
    readonly rollback: string;
  };
  /** Name of the model registry. */
  readonly registry: string;
  /** Which region it is and what the other does, in words. @default - none: the environment has one region only */
  readonly regions?: string;
  /** The same in the environment's other region. @default - none, as above, and of the other itself */
  readonly resting?: UseCasePlace;
}

/** Where a use case is in each environment of the organization, by environment: in the region that is in charge there. */
export function placesOf(configuration: Configuration, useCase: string): ReadonlyMap<string, UseCasePlace> {
  return new Map(
    configuration.environments.map((environment) => {
      const { inCharge, resting } = regionsOf(environment);
      const place = placeIn(configuration, inCharge, useCase);
      if (resting === undefined) return [environment.name, place];
      const regions = regionInWords(inCharge, environment)!;
      return [environment.name, { ...place, regions, resting: placeIn(configuration, resting, useCase) }];
    }),
  );
}

/** Where a use case is in a region of an environment. */
export function placeIn({ organization }: Configuration, region: Environment, useCase: string): UseCasePlace {
  const { name: environment, subscription, location } = region;
  const { resourceGroup, workspace } = namesOf(organization, region);
  const names = useCaseNamesOf(organization, region, useCase);
  const group = { subscriptionId: subscription, resourceGroup };
  const workspaceId = resourceId(group, `${ML}/workspaces`, workspace);
  return {
    ...{ environment, location, subscription, resourceGroup, workspace, names },
    ids: {
      workspace: workspaceId,
      endpoint: `${workspaceId}/onlineEndpoints/${names.endpoint}`,
      rollback: resourceId(group, "Microsoft.Logic/workflows", names.workflow("rollback")),
      registry: modelRegistryIdOf(organization),
    },
    registry: sharedNamesOf(organization).registry,
  };
}
