import { attributes, present } from "../../attributes";
import type { Rule } from "../../rule";

export const workspaceContainerRegistry: Rule = {
  title: "Workspaces have their container registry from the start",
  severity: "medium",
  upstream: [],
  why: "Azure ML makes a public one at the first build otherwise, and naming one later replaces the workspace.",
  fix: "set container_registry_id (containerRegistry)",
  ...attributes({
    azurerm_machine_learning_workspace: { path: "container_registry_id", is: present },
    "Microsoft.MachineLearningServices/workspaces": { path: "properties.containerRegistry", is: present },
  }),
};
