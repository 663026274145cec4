import { destinationKey, receivers } from "../../../domain/alerts/channels";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { lookup } from "../../value";
import type { World } from "../../world";

/** Where the address of a workflow comes from; of what it asks, `ephemeral-known` speaks. */
const ADDRESS = /^ephemeral\.azapi_resource_action\./;

/** Where ARM has the addresses that a subscription or an action group calls. */
const URLS = [
  "properties.destination.properties.endpointUrl",
  "properties.logicAppReceivers.callbackUrl",
  "properties.webhookReceivers.serviceUri",
  "properties.azureFunctionReceivers.httpTriggerUrl",
];
const WORKFLOWS = "properties.logicAppReceivers";

export const eventGoesToWorkflow: Rule = {
  title: "Events and alerts start workflows of the stack, and call nothing else that the configuration does not name",
  severity: "critical",
  upstream: [],
  why: "Events carry names of models, data and people; an address written into a subscription or receiver may be anyone's.",
  fix: "take the address from the workflow's listCallbackUrl, as LogicApp does",
  kinds: [
    "azurerm_eventgrid_system_topic_event_subscription",
    "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    "azurerm_monitor_action_group",
    "Microsoft.Insights/actionGroups",
  ],
  check: (resource, world) => {
    const stranger = strangeWebhook(resource, world);
    if (stranger !== undefined) return stranger;
    const paths = [
      "webhook_endpoint.url",
      "logic_app_receiver.callback_url",
      "azure_function_receiver.http_trigger_url",
      ...URLS.flatMap((url) => [`sensitive_body.${url}`, url]),
    ];
    const used = paths
      .map((path) => ({ path, found: resource.at(path) }))
      .filter(({ found }) => found.state !== "absent");
    for (const { path, found } of used) {
      if (found.state === "known") return fail(`${path} is written out`);
      if (found.state !== "unknown") continue;
      if (found.references.length === 0) return unknownAt(path);
      const fits = found.references.every(
        (address) => ADDRESS.test(address) && world.at(resource.stack, address) !== undefined,
      );
      if (!fits) return fail(`${path} is no address of a workflow in the stack`);
    }
    const workflows = resource.entries(WORKFLOWS);
    if (workflows === "unknown") return unknownAt(WORKFLOWS);
    if (workflows.length > 0) {
      const own = world.targets(resource, `${WORKFLOWS}.resourceId`);
      if (own === "unknown") return unknownAt(`${WORKFLOWS}.resourceId`);
      const strange = own.find((target) => target.armType?.toLowerCase() !== "microsoft.logic/workflows");
      if (strange !== undefined) return fail(`${WORKFLOWS} names what is no workflow`);
      const named = world.expected.channels?.[resource.stack] ?? [];
      const other = own.find(
        (target) => target.resource === undefined && !named.includes(destinationKey("logicApp", [target.id ?? ""])),
      );
      if (world.expected.channels !== undefined && other !== undefined)
        return fail(`${WORKFLOWS} names a workflow that is neither the stack's nor a channel of the configuration`);
    }
    if (used.length === 0) return /eventgrid/i.test(resource.kind) ? elsewhere(resource) : undefined;
    return pass;
  },
};

/** A web address of an action group that the configuration does not name. */
function strangeWebhook(resource: PolicyResource, world: World): Verdict | undefined {
  const [block, key] = receivers.webhook.azurerm as readonly [string, string];
  const entries = resource.entries(block);
  if (entries === "unknown") return unknownAt(block);
  const named = world.expected.channels?.[resource.stack] ?? [];
  const strange = entries
    .map((entry) => lookup(entry, key))
    .filter((url) => url.state !== "known" || !named.includes(destinationKey("webhook", [String(url.value)])));
  if (strange.some(({ state }) => state === "known")) return fail(`${block}.${key} is written out`);
  return strange.some(({ state }) => state === "unknown") ? unknownAt(`${block}.${key}`) : undefined;
}

/** Where a subscription through azapi delivers, its address apart. */
const KIND = "properties.destination.endpointType";

/** Queues, hubs and functions are not what any construct here delivers to. */
const elsewhere = (subscription: PolicyResource) =>
  // Where only values are at hand, nothing shows an address that Terraform keeps nowhere.
  subscription.text(KIND) === "WebHook"
    ? undefined
    : subscription.isUnknown("webhook_endpoint")
      ? unknownAt("webhook_endpoint")
      : fail("delivers to no workflow");
