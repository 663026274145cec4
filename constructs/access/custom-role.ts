import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { Construct } from "constructs";
import { customRoleGuidOf, type RoleHome } from "../../domain/access/role-home";
import { builtInRoleId, type ResourceGroupRef } from "../../domain/azure/ids";
import { customRoles, customRoleTitle, type CustomRoleName } from "../../domain/access/roles";
import type { CustomRoleRef } from "./role-grant";

export interface CustomRoleProps {
  /** Which role of the table in `domain/access/roles.ts`. */
  readonly role: CustomRoleName;
  /** What tells it from the same role elsewhere in the tenant, e.g. `pfs-preprod`: role names are unique in a tenant. */
  readonly qualifier: string;
  /** The resource group's ARM id; a reference to the resource group, so that Terraform makes it first. */
  readonly scope: string;
  /** The same resource group from the configuration. The role can be granted inside it and nowhere else. */
  readonly resourceGroup: ResourceGroupRef;
}

/**
 * A role that Azure does not offer, assignable inside one resource group.
 *
 * Limitations: azurerm waits three minutes after a change and over three minutes after a deletion. Creating it needs
 * Owner or User Access Administrator, or a role with `Microsoft.Authorization/roleDefinitions/write`.
 */
export class CustomRole extends Construct implements CustomRoleRef {
  /** The role definition. */
  readonly resource: RoleDefinition;
  readonly guid: string;
  readonly roleDefinitionId: string;

  constructor(scope: Construct, id: string, props: CustomRoleProps) {
    super(scope, id);
    const { purpose, actions } = customRoles[props.role];
    this.guid = customRoleGuidOf(props.role, props.qualifier, props.resourceGroup);
    this.resource = new RoleDefinition(this, "Resource", {
      name: customRoleTitle(props.role, props.qualifier),
      roleDefinitionId: this.guid,
      scope: props.scope,
      description: purpose,
      permissions: [{ actions: [...actions] }],
      assignableScopes: [props.scope],
    });
    this.roleDefinitionId = this.resource.roleDefinitionResourceId;
  }
}

/** Such a role, for whoever grants it from another stack than the one that makes it. */
export function customRoleRef(role: CustomRoleName, { qualifier, resourceGroup }: RoleHome): CustomRoleRef {
  const guid = customRoleGuidOf(role, qualifier, resourceGroup);
  return { guid, roleDefinitionId: builtInRoleId(resourceGroup.subscriptionId, guid) };
}
