import { customRoleGuid, resourceGroupId, type ResourceGroupRef } from "../azure/ids";
import { customRoleTitle, type CustomRoleName } from "./roles";

/** Where custom roles live, and what tells them from the same roles elsewhere. */
export interface RoleHome {
  /** Part of the roles' names, e.g. `pfs-preprod`: role names are unique in a tenant. */
  readonly qualifier: string;
  readonly resourceGroup: ResourceGroupRef;
}

/** The GUID that a custom role has, for whoever must name it without making it, such as a condition on what may be granted. */
export const customRoleGuidOf = (role: CustomRoleName, qualifier: string, resourceGroup: ResourceGroupRef): string =>
  customRoleGuid(resourceGroupId(resourceGroup), customRoleTitle(role, qualifier));
