import {
  environmentNames,
  environmentStack,
  modelRegistryId,
  sharedNames,
  type EnvironmentNames,
  type SharedNamingContext,
} from "../domain/azure/names";
import type { NamingScheme } from "../domain/azure/naming";
import { useCaseNames, type UseCaseNames } from "../domain/azure/use-case-names";
import type { Environment, Organization } from "./configuration";

export { stackOf } from "../domain/azure/use-case-names";

/** What of the organization names are composed from. */
interface Naming {
  readonly prefix: string;
  readonly naming: NamingScheme;
}
/** What of an environment they are composed from. */
type Named = Pick<Environment, "name" | "subscription" | "generation" | "location" | "inRecovery"> & {
  readonly resourceGroup?: Environment["resourceGroup"] | undefined;
};

/** Every name of an environment. */
export const namesOf = ({ prefix, naming }: Naming, environment: Named): EnvironmentNames => {
  const { name, subscription, generation, location, inRecovery: recovery } = environment;
  const resourceGroup = environment.resourceGroup?.existing;
  const place = { subscription, generation, location, resourceGroup, recovery };
  return environmentNames({ prefix, environment: name, naming, ...place });
};

/** The stack of an environment, or of its second region. */
export const stackOfEnvironment = ({ name, inRecovery }: Pick<Environment, "name" | "inRecovery">): string =>
  environmentStack(name, inRecovery);

/** Every name of a use case in an environment. */
export const useCaseNamesOf = (
  { prefix, naming }: Naming,
  { name, subscription, location, inRecovery: recovery }: Omit<Named, "generation" | "resourceGroup">,
  useCase: string,
): UseCaseNames => useCaseNames({ prefix, environment: name, subscription, location, naming, useCase, recovery });

type Shared = Naming & { readonly platform: Pick<Organization["platform"], "subscription" | "location"> };

const sharedContext = ({ prefix, naming, platform }: Shared): SharedNamingContext => ({
  prefix,
  naming,
  subscription: platform.subscription,
  location: platform.location,
});

/** Every name of what environments share. */
export const sharedNamesOf = (organization: Shared): ReturnType<typeof sharedNames> =>
  sharedNames(sharedContext(organization));

/** ARM id of the model registry. */
export const modelRegistryIdOf = (organization: Shared): string => modelRegistryId(sharedContext(organization));
