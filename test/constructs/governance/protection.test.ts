import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { DeleteLock } from "../../../constructs/governance/delete-lock";
import { hangingOn } from "../../../constructs/governance/hanging-on";
import { preventDestroy } from "../../../constructs/governance/prevent-destroy";
import { synth } from "../../support/synth";

describe("DeleteLock", () => {
  it("forbids deletion, comes after what lies under it, and so is lifted before it", () => {
    const { onlyArm } = synth((stack) => {
      const group = new ResourceGroup(stack, "Group", { name: "rg", location: "westeurope" });
      const inside = new UserAssignedIdentity(stack, "Inside", {
        name: "id-a",
        location: "westeurope",
        resourceGroupName: group.name,
      });
      new DeleteLock(stack, "Lock", { scope: group.id, after: [inside] });
    });
    expect(onlyArm("Microsoft.Authorization/locks")).toEqual({
      type: "Microsoft.Authorization/locks@2020-05-01",
      name: "do-not-delete",
      parent_id: "${azurerm_resource_group.Group.id}",
      body: { properties: { level: "CanNotDelete", notes: expect.stringContaining("switch protection off") } },
      ignore_casing: true,
      depends_on: ["azurerm_user_assigned_identity.Inside"],
    });
  });
});

describe("hangingOn", () => {
  it("finds the role assignments and diagnostic settings of a resource and its parts, and no others", () => {
    const { onlyArm } = synth((stack) => {
      const common = { location: "westeurope", accountTier: "Standard", accountReplicationType: "LRS" };
      const mine = new StorageAccount(stack, "Mine", { name: "mine", resourceGroupName: "rg", ...common });
      const other = new StorageAccount(stack, "Other", { name: "other", resourceGroupName: "rg", ...common });
      const role = { principalId: "p", roleDefinitionId: "r" };
      new RoleAssignment(stack, "OnMine", { scope: mine.id, ...role });
      new RoleAssignment(stack, "OnOther", { scope: other.id, ...role });
      new MonitorDiagnosticSetting(stack, "OfBlobs", {
        name: "logs",
        targetResourceId: `${mine.id}/blobServices/default`,
        logAnalyticsWorkspaceId: "log",
      });
      new DeleteLock(stack, "Lock", { scope: mine.id, after: hangingOn(mine, stack) });
    });
    expect(onlyArm("Microsoft.Authorization/locks")["depends_on"]).toEqual([
      "azurerm_role_assignment.OnMine",
      "azurerm_monitor_diagnostic_setting.OfBlobs",
    ]);
  });
});

describe("preventDestroy", () => {
  it("has Terraform refuse to destroy the resource, and keeps what its lifecycle says otherwise", () => {
    const { all } = synth((stack) => {
      const kept = new ResourceGroup(stack, "Kept", {
        name: "kept",
        location: "westeurope",
        lifecycle: { ignoreChanges: ["tags"] },
      });
      new ResourceGroup(stack, "Other", { name: "other", location: "westeurope" });
      preventDestroy(kept);
    });
    const [kept, other] = all(ResourceGroup);
    expect(kept!["lifecycle"]).toEqual({ ignore_changes: ["tags"], prevent_destroy: true });
    expect(other).not.toHaveProperty("lifecycle");
  });
});
