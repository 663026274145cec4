import { severities, severityNumber } from "../../domain/alerts/environment";
import type { CloudResource, JsonObject } from "../../sandbox/engine/store/store";
import { type Deployed, lastSegment, propertiesOf, valuesOf } from "./deployed";

const ALERT = /^microsoft\.insights\/(metricalerts|activitylogalerts|scheduledqueryrules)$/i;

/** Alert rules: `[alert, severity, whom it tells]`, sorted. */
export function alertRows(resources: readonly CloudResource[], deployed: Deployed): string[][] {
  return resources
    .filter(({ type }) => ALERT.test(type))
    .map((alert) => {
      const groups = actionGroupsOf(alert);
      const receivers = groups.flatMap((id) => mailsOf(deployed.find(id)));
      return [lastSegment(alert.id), severityOf(alert, groups), [...new Set(receivers)].join(", ")];
    })
    .sort((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
}

/** Ids of the action groups a rule calls, in whichever way its kind of rule writes them. */
function actionGroupsOf(alert: CloudResource): string[] {
  const blocks = (valuesOf(alert)["action"] ?? []) as readonly JsonObject[];
  const actions = (propertiesOf(alert)["actions"] ?? []) as readonly JsonObject[];
  return [
    ...blocks.flatMap((block) => (block["action_groups"] ?? []) as readonly string[]),
    ...blocks.flatMap((block) => block["action_group_id"] ?? []),
    ...actions.flatMap((action) => action["actionGroupId"] ?? []),
  ].map(String);
}

/** Our name of the severity; rules on the activity log have none of their own and go by whom they tell. */
function severityOf(alert: CloudResource, groups: readonly string[]): string {
  const number = valuesOf(alert)["severity"] ?? propertiesOf(alert)["severity"];
  const found = severities.find(
    (name) => severityNumber[name] === number || groups.some((id) => id.endsWith(`-${name}`)),
  );
  return found ?? String(number ?? "");
}

function mailsOf(group: CloudResource | undefined): string[] {
  if (group === undefined) return [];
  const receivers = (valuesOf(group)["email_receiver"] ?? []) as readonly JsonObject[];
  return receivers.map((receiver) => String(receiver["email_address"]));
}
