import { logged } from "../../belongings";
import type { Rule } from "../../rule";

/** What alerts, runbooks and audits of this project read. */
const categories = ["AmlRunStatusChangedEvent", "AmlComputeClusterEvent", "ModelsChangeEvent", "DataStoreChangeEvent"];

export const workspaceDiagnostics: Rule = {
  title: "Runs, models, datastores and clusters of a workspace are logged",
  severity: "high",
  upstream: ["AuditDiagnosticLog_Audit"],
  why: "Alerts on failed monitors read these logs: without them a dead monitor looks like a healthy model.",
  fix: `add an azurerm_monitor_diagnostic_setting with ${categories.join(", ")}, or the category group allLogs`,
  loosenedBy: ["logs.diagnostics"],
  ...logged(["azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"], categories),
};
