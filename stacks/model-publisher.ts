import type { CustomRoleName } from "../domain/access/roles";
import type { ResourceGroupRef } from "../domain/azure/ids";
import type { Organization } from "../schema/configuration";
import { sharedNamesOf } from "../schema/names";

/**
 * The role by which trainings write into the registry, as `CustomRole` names it: made with the registry, which one of its
 * kind is enough for, and granted by each environment whose trainings publish.
 */
export function modelPublisherRole(
  organization: Organization,
): readonly [role: CustomRoleName, qualifier: string, resourceGroup: ResourceGroupRef] {
  const { prefix, platform } = organization;
  const resourceGroup = sharedNamesOf(organization).registryResourceGroup;
  return ["modelPublisher", prefix, { subscriptionId: platform.subscription, resourceGroup }];
}
