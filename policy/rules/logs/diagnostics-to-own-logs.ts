import { sameId } from "../../../domain/azure/ids";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import { armTypeOf, type World } from "../../world";

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
    if (given.state === "absent") return isCopy(setting, world) ? pass : fail("sends to no Log Analytics workspace");
    const targets = world.targets(setting, path);
    if (targets === "unknown") return unknownAt(path);
    const fits = targets.every(
      ({ armType, id }) => (armType ?? armTypeOf(id ?? ""))?.toLowerCase() === LOGS.toLowerCase(),
    );
    return fits && targets.length > 0 ? pass : fail("sends to something else than a Log Analytics workspace");
  },
};

/** Whether a setting sends only where the configuration wants logs besides. */
function isCopy(setting: PolicyResource, world: World): boolean {
  const wanted = world.expected.connected?.[setting.stack] ?? [];
  const places = ["storage_account_id", "eventhub_authorization_rule_id"]
    .map((path) => setting.text(path))
    .filter((id) => id !== undefined);
  return places.length > 0 && places.every((id) => wanted.some((one) => sameId(one, id)));
}
