import { logged } from "../../belongings";
import type { Rule } from "../../rule";

export const endpointDiagnostics: Rule = {
  title: "Requests to endpoints are logged",
  severity: "medium",
  upstream: [],
  why: "Without its traffic log nobody can tell which callers got errors, nor from when on.",
  fix: "add an azurerm_monitor_diagnostic_setting with AmlOnlineEndpointTrafficLog",
  loosenedBy: ["logs.diagnostics"],
  ...logged(["Microsoft.MachineLearningServices/workspaces/onlineEndpoints"], ["AmlOnlineEndpointTrafficLog"]),
};
