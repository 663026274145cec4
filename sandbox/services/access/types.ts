import { clientIdOf, principalIdOf } from "../../engine/arm/identities";
import { exactlyOne, guid, matches, oneOf, requires, resourceId } from "../../engine/azurerm/checks";
import { azureName } from "../../engine/azurerm/name-checks";
import { roleAssignmentValues, roleDefinitionBody, roleWithSubscription } from "./role-values";
import type { TypeTable } from "../../engine/azurerm/type-entry";

/** Identities and access: what azurerm 4.55.0 does with each type. */
export const accessTypes: TypeTable = {
  azurerm_user_assigned_identity: {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities",
    id: "{group}/Microsoft.ManagedIdentity/userAssignedIdentities/{name}",
    replaces: ["location", "name", "resource_group_name"],
    checks: [azureName("managedIdentity")],
    computed: ({ id, tenant }) => ({ principal_id: principalIdOf(id), client_id: clientIdOf(id), tenant_id: tenant }),
  },
  azurerm_federated_identity_credential: {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    id: "{parent_id}/federatedIdentityCredentials/{name}",
    replaces: ["name", "parent_id", "resource_group_name"],
    items: { audience: [0, 1] },
    checks: [
      azureName("federatedCredential"),
      resourceId("parent_id", "Microsoft.ManagedIdentity/userAssignedIdentities"),
      matches("issuer", /^https:\/\/\S+$/, "an https URL"),
      matches("subject", /^.{1,600}$/, "1 to 600 characters"),
    ],
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
    checks: [
      guid("name"),
      guid("principal_id"),
      oneOf("principal_type", "User", "Group", "ServicePrincipal"),
      oneOf("condition_version", "1.0", "2.0"),
      exactlyOne("role_definition_id", "role_definition_name"),
      requires("condition", "condition_version"),
      requires("condition_version", "condition"),
      matches(
        "role_definition_id",
        /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[^/]+$/,
        "a role definition's id",
      ),
      matches("scope", /^\/(subscriptions\/|providers\/|$)/, "a resource id"),
      resourceId("delegated_managed_identity_resource_id"),
    ],
    computed: roleAssignmentValues,
    returned: roleWithSubscription,
  },
  azurerm_role_definition: {
    arm: "Microsoft.Authorization/roleDefinitions",
    id: "{scope}/providers/Microsoft.Authorization/roleDefinitions/{role_definition_id}|{scope}",
    armId: (id) => id.split("|")[0]!,
    optionalComputed: ["assignable_scopes", "role_definition_id"],
    replaces: ["role_definition_id", "scope"],
    checks: [
      guid("role_definition_id"),
      ...["scope", "assignable_scopes"].map((path) =>
        matches(
          path,
          /^\/(subscriptions\/[^/]+(\/[^/]+\/[^/]+)*|providers\/Microsoft\.Management\/managementGroups\/[^/]+)$/,
          "the id of a subscription, of what lies in it, or of a management group",
        ),
      ),
    ],
    computed: ({ id, values }) => ({
      role_definition_resource_id: id.split("|")[0]!,
      assignable_scopes: [values["scope"]!],
    }),
    body: roleDefinitionBody,
  },
};
