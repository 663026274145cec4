import { items, present, type ShapeTable } from "../../engine/azurerm/shape";
import { parseArmId } from "../../engine/arm/arm-id";

/** Identities and grants, as Microsoft.ManagedIdentity and Microsoft.Authorization answer. */
export const accessShapes: ShapeTable = {
  azurerm_user_assigned_identity: ({ values }) => ({
    properties: {
      tenantId: values["tenant_id"]!,
      principalId: values["principal_id"]!,
      clientId: values["client_id"]!,
    },
  }),
  azurerm_federated_identity_credential: ({ values }) => ({
    properties: {
      issuer: values["issuer"]!,
      subject: values["subject"]!,
      audiences: items(values, "audience"),
    },
  }),
  azurerm_role_assignment: ({ id, values }) => ({
    properties: {
      roleDefinitionId: values["role_definition_id"]!,
      principalId: values["principal_id"]!,
      principalType: values["principal_type"] ?? "ServicePrincipal",
      scope: parseArmId(id)!.parent || "/",
      ...present({
        description: values["description"],
        condition: values["condition"],
        conditionVersion: values["condition_version"],
        delegatedManagedIdentityResourceId: values["delegated_managed_identity_resource_id"],
      }),
    },
  }),
};
