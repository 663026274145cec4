import { azureRoles } from "./roles";
import { sameId } from "../../../domain/azure/ids";
import { managedPrincipals } from "./rules";
import type { JsonObject } from "../../engine/store/store";
import { ProviderError } from "../../engine/terraform/provider";
import type { ComputeContext, Values } from "../../engine/azurerm/type-entry";

/** Role, kind of principal, and condition version as Azure returns them for an assignment. */
export function roleAssignmentValues({ values, cloud, subscription }: ComputeContext): Values {
  const custom = cloud
    .ofType("Microsoft.Authorization/roleDefinitions")
    .map((role) => [role.name.toLowerCase(), String(role.properties["roleName"])] as const);
  const roles = [...azureRoles, ...custom];
  const { role_definition_id: givenId, role_definition_name: givenName, principal_id: principal } = values;
  const guid =
    typeof givenId === "string"
      ? givenId.split("/").at(-1)!.toLowerCase()
      : roles.find(([, title]) => sameId(title, String(givenName)))?.[0];
  if (guid === undefined) {
    throw new ProviderError(`loading Role Definition List: could not find role '${String(givenName)}'`, "");
  }
  const managed = managedPrincipals(cloud).has(String(principal).toLowerCase());
  return {
    role_definition_id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    role_definition_name: roles.find(([known]) => known === guid)?.[1] ?? "",
    principal_type: managed ? "ServicePrincipal" : "User",
    condition_version: "",
    skip_service_principal_aad_check: false,
  };
}

/** Azure returns a built-in role's id with the subscription in front, however it was written. */
export function roleWithSubscription(values: Values, { subscription }: Pick<ComputeContext, "subscription">): Values {
  const written = String(values["role_definition_id"]);
  return written.startsWith("/providers/") ? { role_definition_id: `/subscriptions/${subscription}${written}` } : {};
}

/** ARM's body of a role definition. */
export function roleDefinitionBody(values: Values): JsonObject {
  const permissions = (values["permissions"] ?? []) as readonly JsonObject[];
  return {
    properties: {
      roleName: values["name"]!,
      description: values["description"] ?? "",
      type: "CustomRole",
      assignableScopes: values["assignable_scopes"] ?? [],
      permissions: permissions.map((permission) => ({
        actions: permission["actions"] ?? [],
        notActions: permission["not_actions"] ?? [],
        dataActions: permission["data_actions"] ?? [],
        notDataActions: permission["not_data_actions"] ?? [],
      })),
    },
  };
}
