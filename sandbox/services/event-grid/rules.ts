import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { subscriptionOf } from "./subscriptions";
import { workflowAt } from "../logic/triggers";
import { badRequest, objects, requireExisting } from "../../engine/arm/rules/helpers";

const topicType = "Microsoft.EventGrid/systemTopics";

export const eventRules: RuleTable = {
  "microsoft.eventgrid/systemtopics": { write: [topicSource] },
  "microsoft.eventgrid/systemtopics/eventsubscriptions": { write: [subscriptionTargets] },
};

function topicSource(context: WriteContext): void {
  const { properties, location } = context.resource;
  const source = properties["sourceResourceId"] ?? properties["sourceArmResourceId"];
  requireExisting(context, "Source", [source]);
  const emitter = context.cloud.show(String(source));
  if (emitter?.location !== undefined && !sameId(emitter.location, location ?? "")) {
    throw badRequest(
      context,
      "InvalidRequest",
      `a system topic must be in its source's location, '${emitter.location}'.`,
    );
  }
  const rival = context.cloud
    .ofType(topicType)
    .find(
      (topic) =>
        !sameId(topic.id, context.id.id) && sameId(String(topic.properties["sourceResourceId"]), String(source)),
    );
  if (rival === undefined) return;
  throw new ArmError(
    409,
    "Conflict",
    `Only one system topic is allowed per source; '${rival.id}' exists for '${String(source)}'.`,
  );
}

function subscriptionTargets(context: WriteContext): void {
  const { properties } = context.resource;
  for (const queue of objects(properties["storageQueueEndpoint"])) {
    const account = String(queue["storageAccountId"]);
    requireExisting(context, "Storage account", [account]);
    requireExisting(context, "Queue", [`${account}/queueServices/default/queues/${String(queue["queueName"])}`]);
  }
  const { urls, deadLetters, identities } = subscriptionOf(context.stored);
  for (const { account, container } of deadLetters) {
    requireExisting(context, "Storage account", [account]);
    requireExisting(context, "Container", [`${account}/blobServices/default/containers/${container}`]);
  }
  for (const url of urls) {
    // Azure calls the address before it accepts the subscription; a workflow that is not there cannot answer.
    if (url !== "" && (!/\.logic\.azure\.com(:443)?\//.test(url) || workflowAt(context.cloud, url) !== undefined))
      continue;
    throw badRequest(context, "URL validation", "the webhook did not answer the validation request.");
  }
  const topic = context.cloud.show(context.id.parent)!;
  for (const kind of identities) {
    const offered = String(topic.identity?.["type"] ?? "None");
    if (offered.includes(kind)) continue;
    throw badRequest(
      context,
      "InvalidRequest",
      `system topic '${parseArmId(topic.id)!.name}' has no ${kind} identity to deliver with.`,
    );
  }
}
