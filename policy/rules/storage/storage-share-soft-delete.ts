import { atLeast, attributes } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, type Rule } from "../../rule";

const retention = attributes({
  azurerm_storage_account: { path: "share_properties.retention_policy.days", is: atLeast(7) },
});

/**
 * Of accounts that a workspace keeps its notebooks on; of others only what is written, as they have no file share to lose.
 */
export const storageShareSoftDelete: Rule = {
  title: "Deleted file shares of a workspace can be brought back for a week",
  severity: "medium",
  upstream: ["Azure.Storage.FileShareSoftDelete"],
  why: "Notebooks live on the workspace's file share, and nowhere else until someone commits them.",
  fix: "set share_properties.retention_policy.days to 7 or more",
  kinds: retention.kinds,
  check: (account, world) => {
    const belongs = (workspace: PolicyResource, path: string) => world.pointsAt(workspace, path, account) === true;
    const azurerm = world.in(account.stack, "azurerm_machine_learning_workspace");
    const azapi = world.in(account.stack, "Microsoft.MachineLearningServices/workspaces");
    const used =
      azurerm.some((workspace) => belongs(workspace, "storage_account_id")) ||
      azapi.some((workspace) => belongs(workspace, "properties.storageAccount"));
    return used || account.at("share_properties.retention_policy.days").state === "known"
      ? every([retention.check(account, world)])
      : undefined;
  },
};
