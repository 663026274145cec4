import { equals, expect, present } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, type Rule, unknown, type Verdict } from "../../rule";

const paths = (workspace: PolicyResource) =>
  workspace.kind === "azurerm_machine_learning_workspace"
    ? { registry: "container_registry_id", compute: "image_build_compute_name" }
    : { registry: "properties.containerRegistry", compute: "properties.imageBuildCompute" };

export const workspaceImageBuild: Rule = {
  title: "Workspaces with a private container registry name the compute that builds images",
  severity: "high",
  upstream: [],
  why: "Azure's own builders cannot reach a private registry: the first new environment fails, in production.",
  fix: "set image_build_compute_name (imageBuildCompute) to a cluster of the workspace",
  kinds: ["azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"],
  check: (workspace, world): Verdict | undefined => {
    const { registry, compute } = paths(workspace);
    if (workspace.at(registry).state === "absent") return undefined;
    const named = expect(workspace, { path: compute, is: present });
    if (named?.result !== "fail") return named;
    const targets = world.targets(workspace, registry);
    const registries = targets === "unknown" ? [] : targets.flatMap(({ resource }) => resource ?? []);
    if (registries.length === 0) return unknown("whether its container registry is private cannot be told from here");
    const isPrivate = registries.map((one) =>
      expect(one, { path: "public_network_access_enabled", is: equals(false) }),
    );
    if (isPrivate.some((one) => one?.result === "unknown")) {
      return unknown("whether its container registry is private is known after apply only");
    }
    return isPrivate.some((one) => one?.result === "pass") ? fail(`${compute} is not set`) : undefined;
  },
};
