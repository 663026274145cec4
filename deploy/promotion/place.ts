import { modelRegistryIdOf, namesOf, sharedNamesOf, useCaseNamesOf } from "../../schema/names";
import type { Configuration } from "../../schema/configuration";
import { resourceId } from "../../domain/azure/ids";
import { type UseCaseNames } from "../../domain/azure/use-case-names";

const ML = "Microsoft.MachineLearningServices";

/** Where a use case is in Azure, in one environment. Computed from the configuration, never looked up. */
export interface UseCasePlace {
  readonly environment: string;
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
}

/** Where a use case is in each environment of the organization, by environment. */
export function placesOf(configuration: Configuration, useCase: string): ReadonlyMap<string, UseCasePlace> {
  const { organization } = configuration;
  const shared = sharedNamesOf(organization);
  const registry = modelRegistryIdOf(organization);
  return new Map(
    configuration.environments.map((one) => {
      const { name: environment, subscription } = one;
      const { resourceGroup, workspace } = namesOf(organization, one);
      const names = useCaseNamesOf(organization, one, useCase);
      const workspaceId = resourceId({ subscriptionId: subscription, resourceGroup }, `${ML}/workspaces`, workspace);
      return [
        environment,
        {
          environment,
          subscription,
          resourceGroup,
          workspace,
          names,
          ids: {
            workspace: workspaceId,
            endpoint: `${workspaceId}/onlineEndpoints/${names.endpoint}`,
            rollback: resourceId(
              { subscriptionId: subscription, resourceGroup },
              "Microsoft.Logic/workflows",
              names.workflow("rollback"),
            ),
            registry,
          },
          registry: shared.registry,
        },
      ];
    }),
  );
}
