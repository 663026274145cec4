import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";

/** Where the address of a workflow comes from. */
const ADDRESS = "azapi_resource_action";

/** Where ARM has the address of a subscription; it is not among what a plan shows of the body. */
const URL = "properties.destination.properties.endpointUrl";

export const eventGoesToWorkflow: Rule = {
  title: "Events and alerts start workflows of the stack, and nothing else by web address",
  severity: "critical",
  upstream: [],
  why: "Events carry names of models, data and people; an address written into a subscription or receiver may be anyone's.",
  fix: "take the address from the workflow's listCallbackUrl, as LogicApp does",
  kinds: [
    "azurerm_eventgrid_system_topic_event_subscription",
    "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    "azurerm_monitor_action_group",
  ],
  check: (resource, world) => {
    const paths = [
      "webhook_endpoint.url",
      "logic_app_receiver.callback_url",
      "webhook_receiver.service_uri",
      `sensitive_body.${URL}`,
      URL,
    ];
    const used = paths
      .map((path) => ({ path, found: resource.at(path) }))
      .filter(({ found }) => found.state !== "absent");
    if (used.length === 0) return /eventgrid/i.test(resource.kind) ? elsewhere(resource) : undefined;
    for (const { path, found } of used) {
      if (found.state === "known") return fail(`${path} is written out`);
      if (found.state !== "unknown") continue;
      if (found.references.length === 0) return unknownAt(path);
      const fits = found.references.every((address) => world.at(resource.stack, address)?.type === ADDRESS);
      if (!fits) return fail(`${path} is no address of a workflow in the stack`);
    }
    return pass;
  },
};

/** Where a subscription through azapi delivers, its address apart. */
const KIND = "properties.destination.endpointType";

/** Queues, hubs and functions are not what any construct here delivers to. */
const elsewhere = (subscription: PolicyResource) =>
  // A plan shows nothing of a write-only address; the stack that it was made of does.
  subscription.text(KIND) === "WebHook"
    ? undefined
    : subscription.isUnknown("webhook_endpoint")
      ? unknownAt("webhook_endpoint")
      : fail("delivers to no workflow");
