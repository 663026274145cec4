import { customRoles, customRoleTitle, type CustomRoleName } from "../domain/access/roles";
import { customRoleGuid, resourceGroupId } from "../domain/azure/ids";
import type { Configuration } from "../schema/configuration";
import { namesOf, sharedNamesOf } from "../schema/names";

/** A custom role as the stacks of a configuration make it. */
export interface OwnRole {
  readonly guid: string;
  readonly role: CustomRoleName;
  /** As Azure shows it: `ML Job Submitter (pfs-prod)`. */
  readonly title: string;
}

/**
 * Every custom role that could be made in an environment's group or beside the registry. Who plans one stack sees only the
 * GUIDs of roles that another stack makes.
 */
export function ownRolesOf({ organization, environments }: Configuration): readonly OwnRole[] {
  const { prefix, platform } = organization;
  const homes = [
    ...environments.map((environment) => ({
      qualifier: `${prefix}-${environment.name}`,
      subscriptionId: environment.subscription,
      resourceGroup: namesOf(organization, environment).resourceGroup,
    })),
    {
      qualifier: prefix,
      subscriptionId: platform.subscription,
      resourceGroup: sharedNamesOf(organization).registryResourceGroup,
    },
  ];
  return homes.flatMap(({ qualifier, ...group }) =>
    (Object.keys(customRoles) as CustomRoleName[]).map((role) => {
      const title = customRoleTitle(role, qualifier);
      return { guid: customRoleGuid(resourceGroupId(group), title), role, title };
    }),
  );
}
