import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const workspaceNoPublicNetwork: Rule = {
  title: "Workspaces are closed to public networks",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [
    "CKV_AZURE_144",
    "CKV2_AZURE_49",
    "AZR-000406",
    "Azure.ML.PublicAccess",
    "Workspace_PublicNetworkAccessDisabled_Audit",
  ],
  why: "Every address on the internet may try a stolen token on the studio, the jobs and the registered models.",
  fix: "switch public network access off and reach the workspace through a private endpoint",
  loosenedBy: ["network.inbound"],
  ...attributes({
    azurerm_machine_learning_workspace: { path: "public_network_access_enabled", is: equals(false) },
    "Microsoft.MachineLearningServices/workspaces": [
      { path: "properties.publicNetworkAccess", is: equals("Disabled") },
      { path: "properties.allowPublicAccessWhenBehindVnet", is: equals(false), absent: "pass" },
    ],
  }),
};
