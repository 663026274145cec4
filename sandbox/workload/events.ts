import { randomUUID } from "node:crypto";
import { sameId } from "../../domain/azure/ids";
import { valueAt } from "../../domain/json/tree";
import { BLOB_CREATED } from "../../domain/monitors/new-data";
import { isWithin } from "../engine/arm/arm-id";
import type { Cloud } from "../engine/arm/cloud";
import type { CloudResource, Json, JsonObject } from "../engine/store/store";
import { subscriptionOf } from "../services/event-grid/subscriptions";
import type { BlobId } from "../services/storage/blobs";
import type { RunResult, Value } from "../workflow";
import { callWorkflow } from "../services/logic/call";
import { type RunHost, type Runner, whyNoBlobs } from "../services/network/runner";

/** A sandbox, as far as letting things happen in it needs one. */
export interface WorkloadHost extends RunHost {
  readonly cloud: Cloud;
  /** Base URL of the ARM face in this process, without TLS. */
  readonly loopbackUrl: string;
}

/** Something that happened to a resource, as Event Grid tells it. */
export interface CloudEvent {
  /** ARM id of the resource. */
  readonly source: string;
  readonly eventType: string;
  readonly subject: string;
  readonly data: JsonObject;
}

/** An event that reached a workflow. */
export interface Delivery {
  /** ARM id of the subscription that asked for it. */
  readonly subscription: string;
  readonly result: RunResult;
  /** Where it is kept if the workflow turned it away, as the topic's identity; undefined if the workflow took it. */
  readonly deadLetter?: DeadLetter;
}

/** What became of an event that nobody took. */
export type DeadLetter =
  | { readonly kept: true; /** ARM id of the storage account. */ readonly account: string; readonly container: string }
  | { readonly kept: false; /** Why it is lost. */ readonly reason: string };

const TOPIC = "Microsoft.EventGrid/systemTopics";

/**
 * Raises the event of a blob that has been written.
 * Source: learn.microsoft.com/azure/event-grid/event-schema-blob-storage.
 */
export async function blobWritten(
  host: WorkloadHost,
  { account, container, path }: BlobId,
): Promise<readonly Delivery[]> {
  const source = host.cloud.ofType("Microsoft.Storage/storageAccounts").find(({ name }) => name === account);
  if (source === undefined) return [];
  return deliverEvent(host, {
    source: source.id,
    eventType: BLOB_CREATED,
    subject: `/blobServices/default/containers/${container}/blobs/${path}`,
    data: {
      api: "PutBlob",
      blobType: "BlockBlob",
      url: `https://${account}.blob.core.windows.net/${container}/${path}`,
    },
  });
}

/**
 * Delivers an event to every deployed subscription whose topic and filters ask for it, which runs the workflow behind the
 * subscription's address. Delivered once: what a workflow refuses is not repeated.
 */
export async function deliverEvent(host: WorkloadHost, event: CloudEvent): Promise<readonly Delivery[]> {
  const { cloud } = host;
  const all = cloud.store.all();
  const topics = all.filter(
    ({ type, azurerm }) =>
      sameId(type, TOPIC) &&
      sameId(text(azurerm?.values["source_resource_id"] ?? azurerm?.values["source_arm_resource_id"]), event.source),
  );
  const subscriptions = all.filter(
    ({ id, type }) => sameId(type, `${TOPIC}/eventSubscriptions`) && topics.some((topic) => isWithin(id, topic.id)),
  );
  const deliveries: Delivery[] = [];
  for (const subscription of subscriptions.filter((one) => asksFor(one, event))) {
    for (const url of subscriptionOf(subscription).urls) {
      const body = [
        {
          id: randomUUID(),
          topic: event.source,
          subject: event.subject,
          eventType: event.eventType,
          eventTime: cloud.now().toISOString(),
          data: event.data,
          dataVersion: "1.0",
          metadataVersion: "1",
        },
      ] as unknown as Value;
      const result = await callWorkflow(host, url, { body });
      const refused = result.response.statusCode >= 400;
      const topic = topics.find(({ id }) => isWithin(subscription.id, id))!;
      deliveries.push({
        subscription: subscription.id,
        result,
        ...(refused && { deadLetter: deadLetterOf(host, topic.id, subscription) }),
      });
    }
  }
  return deliveries;
}

/**
 * Keeps an event that was turned away. Event Grid writes as a trusted service, which only a system-assigned identity of the
 * topic's makes it.
 */
function deadLetterOf(host: WorkloadHost, topic: string, subscription: CloudResource): DeadLetter {
  const [place] = subscriptionOf(subscription).deadLetters;
  if (place === undefined) return { kept: false, reason: "the subscription keeps no dead letters" };
  const kind = String(host.cloud.show(topic)?.identity?.["type"] ?? "");
  const writer: Runner = {
    as: host.access.identity(topic),
    from: {
      from: "azure",
      service: TOPIC,
      resource: topic,
      identity: /system/i.test(kind) ? "system" : kind === "" ? "none" : "user",
    },
  };
  const { account, container } = place;
  const reason = whyNoBlobs(
    host,
    writer,
    { account, container, store: `${account.split("/").at(-1)!}/${container}` },
    { parts: ["blob"], verbs: ["write"] },
  );
  return reason === undefined ? { kept: true, account, container } : { kept: false, reason };
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Kinds of filters must all hold, values of one filter are alternatives; texts compare without regard to case. */
function asksFor(resource: CloudResource, event: CloudEvent): boolean {
  const { types, subject, filters } = subscriptionOf(resource);
  if (types.length > 0 && !types.includes(event.eventType)) return false;
  const about = event.subject.toLowerCase();
  if (!about.startsWith(subject.begins.toLowerCase()) || !about.endsWith(subject.ends.toLowerCase())) return false;
  return filters.every(({ kind, key, values }) => {
    if (kind !== "string_contains")
      throw new Error(`${resource.id}: the sandbox delivers by string_contains alone, not by ${kind}`);
    const found = textAt(event, key).toLowerCase();
    return values.some((value) => found.includes(value.toLowerCase()));
  });
}

/**
 * A field of the event, which Azure calls `Subject` and `Data` in filters whatever the event spells; what is inside of its data
 * only as the event spells it: nothing says that Event Grid takes another casing for that.
 * Source: learn.microsoft.com/azure/event-grid/event-filtering, "Advanced filtering".
 */
function textAt(event: CloudEvent, path: string): string {
  const [field = "", ...inside] = path.split(".");
  const [, whole] = Object.entries(event).find(([name]) => sameId(name, field)) ?? [];
  const found = valueAt(whole, ...inside);
  return typeof found === "string" ? found : "";
}
