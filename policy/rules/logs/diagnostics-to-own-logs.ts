import { fail, pass, type Rule, unknownAt } from "../../rule";
import { armTypeOf } from "../../world";

const LOGS = "Microsoft.OperationalInsights/workspaces";

export const diagnosticsToOwnLogs: Rule = {
  title: "Diagnostic settings send to a Log Analytics workspace, and send something",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "Alerts and audits query one workspace: what is sent elsewhere, or nothing at all, is seen by nobody.",
  fix: "set log_analytics_workspace_id and at least one enabled_log",
  kinds: ["azurerm_monitor_diagnostic_setting"],
  check: (setting, world) => {
    const path = "log_analytics_workspace_id";
    const logs = setting.entries("enabled_log");
    if (logs === "unknown") return unknownAt("enabled_log");
    if (logs.length === 0) return fail("sends no logs");
    const given = setting.at(path);
    if (given.state === "absent") return fail("sends to no Log Analytics workspace");
    const targets = world.targets(setting, path);
    if (targets === "unknown") return unknownAt(path);
    const fits = targets.every(
      ({ armType, id }) => (armType ?? armTypeOf(id ?? ""))?.toLowerCase() === LOGS.toLowerCase(),
    );
    return fits && targets.length > 0 ? pass : fail("sends to something else than a Log Analytics workspace");
  },
};
