import { connected } from "../../belongings";
import type { Rule } from "../../rule";

export const workspacePrivateEndpoint: Rule = {
  title: "Workspaces have a private endpoint",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [
    "CKV_AZURE_243",
    "Workspace_PrivateEndpoint_Audit",
    "Workspace_PrivateEndpoint_Audit_V2",
    "Workspace_PrivateLinkEnabled_Audit",
  ],
  why: "Without one the only way to the workspace is through its public address.",
  fix: "add an azurerm_private_endpoint for amlworkspace",
  loosenedBy: ["network.inbound"],
  ...connected("azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"),
};
