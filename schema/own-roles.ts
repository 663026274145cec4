import { customRoleGuidOf, type RoleHome } from "../domain/access/role-home";
import { customRoles, customRoleTitle, type CustomRoleName } from "../domain/access/roles";
import type { Configuration, Environment, Organization } from "./configuration";
import { namesOf, sharedNamesOf, stackOfEnvironment } from "./names";
import { withRecovery } from "./recovery";

/** Where the custom roles of an environment live. */
export const roleHomeOf = (organization: Organization, environment: Environment): RoleHome => ({
  qualifier: `${organization.prefix}-${stackOfEnvironment(environment)}`,
  resourceGroup: {
    subscriptionId: environment.subscription,
    resourceGroup: namesOf(organization, environment).resourceGroup,
  },
});

/** Where the role of trainings that publish lives: one beside the registry is enough for all environments. */
export const publisherHomeOf = (organization: Organization): RoleHome => ({
  qualifier: organization.prefix,
  resourceGroup: {
    subscriptionId: organization.platform.subscription,
    resourceGroup: sharedNamesOf(organization).registryResourceGroup,
  },
});

/** A custom role as stacks make it. */
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
export const ownRolesOf = ({
  organization,
  environments,
}: Pick<Configuration, "organization" | "environments">): readonly OwnRole[] =>
  [publisherHomeOf(organization), ...withRecovery(environments).map((one) => roleHomeOf(organization, one))].flatMap(
    ({ qualifier, resourceGroup }) =>
      (Object.keys(customRoles) as CustomRoleName[]).map((role) => ({
        guid: customRoleGuidOf(role, qualifier, resourceGroup),
        role,
        title: customRoleTitle(role, qualifier),
      })),
  );
