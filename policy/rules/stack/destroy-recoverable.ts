import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

const always = { absent: "pass" as const };

export const destroyRecoverable: Rule = {
  title: "What is destroyed can be restored for a while",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A workspace, vault or log that is purged as it is destroyed is gone with one mistaken apply.",
  fix: "leave softDelete.purgeWorkspaceOnDestroy off: purge nothing on destroy, and recover what was soft-deleted",
  loosenedBy: ["softDelete", "protection"],
  ...attributes({
    "stack.provider": [
      { path: "features.key_vault.purge_soft_delete_on_destroy", is: equals(false), ...ofAzurerm() },
      { path: "features.key_vault.recover_soft_deleted_key_vaults", is: equals(true), ...always, ...ofAzurerm() },
      { path: "features.log_analytics_workspace.permanently_delete_on_destroy", is: equals(false), ...always },
      { path: "features.machine_learning.purge_soft_deleted_workspace_on_destroy", is: equals(false), ...always },
      { path: "features.resource_group.prevent_deletion_if_contains_resources", is: equals(true), ...always },
    ],
    "Microsoft.MachineLearningServices/workspaces": {
      path: "delete_query_parameters.forceToPurge",
      is: { wanted: "nothing", holds: (value) => ![value].flat().includes("true") },
      ...always,
    },
  }),
};

/** azurerm purges vaults unless it is told not to. */
function ofAzurerm() {
  return { when: (provider: { text(path: string): string | undefined }) => provider.text("type") === "azurerm" };
}
