import type { TypeTable } from "../type-entry";

/** Identities and access: what azurerm 4.55.0 does with each type. */
export const accessTypes: TypeTable = {
  azurerm_user_assigned_identity: {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities",
    id: "{group}/Microsoft.ManagedIdentity/userAssignedIdentities/{name}",
    replaces: ["location", "name", "resource_group_name"],
  },
  azurerm_federated_identity_credential: {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    id: "{parent_id}/federatedIdentityCredentials/{name}",
    replaces: ["name", "parent_id", "resource_group_name"],
    items: { audience: [0, 1] },
  },
  azurerm_role_assignment: {
    arm: "Microsoft.Authorization/roleAssignments",
    id: "{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
    optionalComputed: [
      "condition_version",
      "name",
      "principal_type",
      "role_definition_id",
      "role_definition_name",
      "skip_service_principal_aad_check",
    ],
    replaces: [
      "condition",
      "condition_version",
      "delegated_managed_identity_resource_id",
      "description",
      "name",
      "principal_id",
      "principal_type",
      "role_definition_id",
      "role_definition_name",
      "scope",
    ],
  },
  azurerm_role_definition: {
    arm: "Microsoft.Authorization/roleDefinitions",
    id: "{scope}/providers/Microsoft.Authorization/roleDefinitions/{role_definition_id}|{scope}",
    armId: (id) => id.split("|")[0]!,
    optionalComputed: ["assignable_scopes", "role_definition_id"],
    replaces: ["role_definition_id", "scope"],
  },
};
