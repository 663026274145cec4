import { attributes, matches, present } from "../../attributes";
import type { Rule } from "../../rule";

const userAssigned = matches(/^UserAssigned$/i, "UserAssigned");

export const workspaceUserIdentity: Rule = {
  title: "Workspaces run as an identity that is granted its roles beforehand",
  severity: "medium",
  upstream: ["AZR-000407", "Azure.ML.UserManagedIdentity", "Workspace_UAIEnabled_Audit"],
  why: "A system-assigned identity makes itself administrator of the whole resource group.",
  fix: "set the identity to UserAssigned and name it as the primary one",
  ...attributes({
    azurerm_machine_learning_workspace: [
      { path: "identity.type", is: userAssigned },
      { path: "primary_user_assigned_identity", is: present },
    ],
    "Microsoft.MachineLearningServices/workspaces": [
      { path: "identity.type", is: userAssigned },
      { path: "properties.primaryUserAssignedIdentity", is: present },
    ],
  }),
};
