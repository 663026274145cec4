import { equals, expect } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, fail, type Rule, unknown, type Verdict } from "../../rule";

const paths = (workspace: PolicyResource) =>
  workspace.kind === "azurerm_machine_learning_workspace"
    ? { sensitive: "high_business_impact", storage: "storage_account_id" }
    : { sensitive: "properties.hbiWorkspace", storage: "properties.storageAccount" };

export const workspaceStoragePrivate: Rule = {
  title: "Workspaces for sensitive data keep it in storage without public access",
  severity: "high",
  upstream: ["CKV2_AZURE_50"],
  why: "The workspace promises care with its data, while the account that holds the data is open.",
  fix: "set public_network_access_enabled = false on the workspace's storage account",
  loosenedBy: ["network.inbound"],
  kinds: ["azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"],
  check: (workspace, world): Verdict | undefined => {
    const { sensitive, storage } = paths(workspace);
    const marked = expect(workspace, { path: sensitive, is: equals(false), absent: "pass" });
    if (marked?.result !== "fail") return marked;
    const targets = world.targets(workspace, storage);
    if (targets === "unknown") return unknown("its storage account is known after apply only");
    const here = targets.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
    if (here.length === 0) return unknown("its storage account is not among what is looked at");
    return every(
      here.map((account) => {
        const closed = expect(account, { path: "public_network_access_enabled", is: equals(false) });
        return closed?.result === "fail" ? fail(`its storage account ${account.address} is public`) : closed;
      }),
    );
  },
};
