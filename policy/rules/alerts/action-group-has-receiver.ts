import { destinationKey, receivers } from "../../../domain/alerts/channels";
import type { PolicyResource } from "../../resource";
import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknown, type Verdict } from "../../rule";
import { lookup } from "../../value";
import type { World } from "../../world";

const paths = (prefix: string, names: readonly string[]) => names.map((name) => `${prefix}${name}`);
const azurerm = paths("", [
  "email_receiver",
  "sms_receiver",
  "webhook_receiver",
  "logic_app_receiver",
  "azure_function_receiver",
  "azure_app_push_receiver",
  "arm_role_receiver",
  "automation_runbook_receiver",
  "event_hub_receiver",
  "itsm_receiver",
  "voice_receiver",
]);
const arm = paths("properties.", [
  "emailReceivers",
  "smsReceivers",
  "webhookReceivers",
  "logicAppReceivers",
  "azureFunctionReceivers",
  "azureAppPushReceivers",
  "armRoleReceivers",
  "automationRunbookReceivers",
  "eventHubReceivers",
  "itsmReceivers",
  "voiceReceivers",
]);

/** The group that only looks on may have nobody, as an environment without receivers for information has. */
export const actionGroupHasReceiver: Rule = {
  title: "Action groups reach somebody, and tell nobody whom the configuration does not name",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "Every alert that names the group would reach nobody.",
  fix: "add a receiver, in alerts.receivers or alerts.channels of the environment",
  kinds: ["azurerm_monitor_action_group", "Microsoft.Insights/actionGroups"],
  check: (group, world) => every([hasAny(group), ...strangers(group, world), ...strangeChannels(group, world)]),
};

function hasAny(group: PolicyResource): Verdict {
  const lists = (group.kind === "azurerm_monitor_action_group" ? azurerm : arm).map((path) => group.entries(path));
  if (lists.some((list) => list !== "unknown" && list.length > 0)) return pass;
  return lists.includes("unknown") ? unknown("its receivers are known after apply only") : fail("has no receiver");
}

/** Alerts that go to another address are heard by whoever has it, and by nobody here. */
function strangers(group: PolicyResource, world: World): readonly Verdict[] {
  const { emails } = world.expected;
  const [list, key] =
    group.kind === "azurerm_monitor_action_group"
      ? (["email_receiver", "email_address"] as const)
      : (["properties.emailReceivers", "emailAddress"] as const);
  const entries = group.entries(list);
  if (emails === undefined || entries === "unknown") return [];
  return entries.flatMap((entry) => {
    const address = lookup(entry, key);
    if (address.state !== "known" || emails.includes(String(address.value).toLowerCase())) return [];
    return [fail(`writes to ${shown(address.value)}, whom the configuration does not name`)];
  });
}

/** Telephones, roles, event hubs and functions; of web addresses and workflows, `event-goes-to-workflow` speaks. */
function strangeChannels(group: PolicyResource, world: World): readonly Verdict[] {
  const { channels } = world.expected;
  if (channels === undefined) return [];
  const isArm = group.kind !== "azurerm_monitor_action_group";
  return Object.entries(receivers).flatMap(([type, { azurerm: ofAzurerm, arm: ofArm, inWords }]) => {
    const [list, ...keys] = isArm ? ofArm : ofAzurerm;
    const entries = group.entries(isArm ? `properties.${list}` : list);
    if (["webhook", "logicApp"].includes(type) || entries === "unknown") return [];
    return entries.flatMap((entry) => {
      const found = keys.map((key) => lookup(entry, key));
      if (found.some(({ state }) => state === "unknown")) return [unknown("whom it tells is known after apply only")];
      if (found.some(({ state }) => state !== "known")) return [];
      const values = found.map((one) => (one.state === "known" ? String(one.value) : ""));
      if ((channels[group.stack] ?? []).includes(destinationKey(type, values))) return [];
      return [fail(`tells ${inWords(...values)}, which the configuration does not name`)];
    });
  });
}
