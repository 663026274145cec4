import type { Environment, Organization } from "../../schema/configuration";
import { useCaseRole, useCaseRoles } from "../../constructs/access";
import { customRoles, customRoleTitle } from "../../domain/access/roles";
import type { Sandbox } from "../../sandbox";
import type { UseCasePlace } from "../../stacks/use-case-place";

const ML = "Microsoft.MachineLearningServices/workspaces";

/** What the environment's and the registry's stacks made before. */
export function environmentIsThere(
  { store }: Sandbox,
  place: UseCasePlace,
  organization: Organization,
  environment: Environment,
): void {
  const { ids, resourceGroup, environment: names } = place;
  const home = { qualifier: `${organization.prefix}-${environment.name}`, resourceGroup };
  const put = (id: string, type: string, body: object = {}) =>
    store.put({ id, type, body: { location: "westeurope", properties: {}, ...body }, readOnly: {} });
  const group = ids.workspace.split("/providers/")[0]!;
  put(group, "Microsoft.Resources/resourceGroups");
  put(ids.modelRegistry.split("/providers/")[0]!, "Microsoft.Resources/resourceGroups");
  put(ids.workspace, ML);
  put(`${ids.workspace}/computes/cpu`, `${ML}/computes`);
  put(ids.storage, "Microsoft.Storage/storageAccounts");
  put(ids.collected, "Microsoft.Storage/storageAccounts");
  put(ids.containerRegistry, "Microsoft.ContainerRegistry/registries");
  put(ids.modelRegistry, "Microsoft.MachineLearningServices/registries");
  put(place.logs.id, "Microsoft.OperationalInsights/workspaces");
  put(ids.workspaceIdentity, "Microsoft.ManagedIdentity/userAssignedIdentities");
  for (const severity of ["critical", "warning", "informational"]) {
    put(ids.actionGroup(severity), "Microsoft.Insights/actionGroups");
  }
  put(`${group}/providers/Microsoft.EventGrid/systemTopics/${names.systemTopic}`, "Microsoft.EventGrid/systemTopics", {
    identity: { type: "SystemAssigned" },
  });
  for (const role of useCaseRoles)
    put(useCaseRole(role, home).roleDefinitionId, "Microsoft.Authorization/roleDefinitions", {
      properties: {
        roleName: customRoleTitle(role, home.qualifier),
        permissions: [{ actions: customRoles[role].actions }],
        assignableScopes: [group],
      },
    });
}
