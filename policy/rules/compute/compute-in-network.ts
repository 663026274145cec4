import { noneOf, expect, present } from "../../attributes";
import { parentOf } from "../../belongings";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown, type Verdict } from "../../rule";

const subnets = (compute: PolicyResource) =>
  compute.kind.startsWith("azurerm_") ? "subnet_resource_id" : "properties.properties.subnet.id";
const workspaceOf = (compute: PolicyResource) =>
  compute.kind.startsWith("azurerm_") ? "machine_learning_workspace_id" : "parent_id";
const isolation = (workspace: PolicyResource) =>
  workspace.kind === "azurerm_machine_learning_workspace"
    ? "managed_network.isolation_mode"
    : "properties.managedNetwork.isolationMode";

export const computeInNetwork: Rule = {
  title: "Compute stands in a network",
  severity: "high",
  upstream: ["AZR-000405", "Azure.ML.ComputeVnet", "Vnet_Audit"],
  why: "Nodes outside of one are reached, and reach out, past every rule of the environment's network.",
  fix: "give the workspace a managed network, or the compute a subnet",
  kinds: [
    "azurerm_machine_learning_compute_cluster",
    "azurerm_machine_learning_compute_instance",
    "Microsoft.MachineLearningServices/workspaces/computes",
  ],
  check: (compute, world): Verdict | undefined => {
    const subnet = compute.at(subnets(compute));
    // Azure fills the subnet in when there is none: what is not known may be nothing.
    if (subnet.state === "known" && expect(compute, { path: subnets(compute), is: present })?.result === "pass") {
      return pass;
    }
    if (subnet.state === "unknown" && subnet.references.length > 0) return pass;
    const workspace = parentOf(compute, world, workspaceOf(compute));
    if (workspace === undefined) return unknown("its workspace's network is not among what is looked at");
    const managed = expect(workspace, { path: isolation(workspace), is: noneOf("Disabled") });
    return managed?.result === "fail" ? fail("has no subnet, and its workspace no managed network") : managed;
  },
};
