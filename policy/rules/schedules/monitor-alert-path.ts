import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown, type Verdict } from "../../rule";
import { isTree, lookup } from "../../value";
import type { World } from "../../world";

const emails = "properties.action.monitorDefinition.alertNotificationSettings.emailNotificationSettings.emails";
const queries = "azurerm_monitor_scheduled_query_rules_alert_v2";

export const monitorAlertPath: Rule = {
  title: "Monitors tell somebody when they find drift",
  severity: "high",
  upstream: [],
  why: "A monitor that nobody hears from costs compute and protects nothing.",
  fix: "add alertNotificationSettings with addresses, or an alert rule whose query names the monitor's runs",
  kinds: ["Microsoft.MachineLearningServices/workspaces/schedules"],
  check: (monitor, world): Verdict | undefined => {
    const type = monitor.text("properties.action.actionType");
    if (type !== undefined && type !== "CreateMonitor") return undefined;
    const receivers = monitor.entries(emails);
    if (receivers !== "unknown" && receivers.length > 0) return pass;
    const queried = queriedBy(world, monitor);
    if (queried === true) return pass;
    if (type === undefined) return unknown("whether it is a monitor is known after apply only");
    if (receivers === "unknown") return unknown("its receivers are known after apply only");
    return queried === "unknown"
      ? unknown("the query of an alert rule is known after apply only")
      : fail(`notifies nobody, and no alert rule queries ${shown(monitor.text("name") ?? "its runs")}`);
  },
};

/** Whether an alert rule on logs names the runs of a monitor, which start with its name. */
function queriedBy(world: World, monitor: PolicyResource): boolean | "unknown" {
  const name = monitor.text("name");
  const found = world.in(monitor.stack, queries).flatMap((rule) => {
    const criteria = rule.entries("criteria");
    return criteria === "unknown" ? ["unknown" as const] : criteria.map((one) => (isTree(one) ? one : "unknown"));
  });
  const texts = found.map((one) => (one === "unknown" ? one : lookup(one, "query")));
  if (name === undefined) return texts.length > 0 ? "unknown" : false;
  if (texts.some((one) => one !== "unknown" && one.state === "known" && String(one.value).includes(`"${name}-"`))) {
    return true;
  }
  return texts.some((one) => one === "unknown" || one.state === "unknown") ? "unknown" : false;
}
