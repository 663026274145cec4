import { isWithin, sameId } from "../engine/arm/arm-id";
import type { Cloud } from "../engine/arm/cloud";
import type { CloudResource, Json, JsonObject } from "../engine/store/store";
import { subscriptionOf } from "../services/event-grid/subscriptions";
import type { RunResult, Value } from "../workflow";
import { callWorkflow } from "../services/logic/call";

/** A sandbox, as far as letting things happen in it needs one. */
export interface WorkloadHost {
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
}

const TOPIC = "Microsoft.EventGrid/systemTopics";

/**
 * Delivers an event to every deployed subscription whose topic and filters ask for it, which runs the workflow behind the
 * subscription's address. Delivered once: what a workflow refuses is not repeated.
 */
export async function deliverEvent(host: WorkloadHost, event: CloudEvent): Promise<readonly Delivery[]> {
  const { cloud } = host;
  const all = cloud.store.all();
  const topics = all.filter(
    ({ type, azurerm }) => sameId(type, TOPIC) && sameId(text(azurerm?.values["source_arm_resource_id"]), event.source),
  );
  const subscriptions = all.filter(
    ({ id, type }) => sameId(type, `${TOPIC}/eventSubscriptions`) && topics.some((topic) => isWithin(id, topic.id)),
  );
  const deliveries: Delivery[] = [];
  for (const subscription of subscriptions.filter((one) => asksFor(one, event))) {
    for (const url of subscriptionOf(subscription).urls) {
      const body = [
        {
          id: `${event.subject}/${deliveries.length}`,
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
      deliveries.push({ subscription: subscription.id, result });
    }
  }
  return deliveries;
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Kinds of filters must all hold, values of one filter are alternatives; texts compare without regard to case. */
function asksFor(resource: CloudResource, event: CloudEvent): boolean {
  const { types, filters } = subscriptionOf(resource);
  if (types.length > 0 && !types.includes(event.eventType)) return false;
  return filters.every(({ kind, key, values }) => {
    if (kind !== "string_contains")
      throw new Error(`${resource.id}: the sandbox delivers by string_contains alone, not by ${kind}`);
    const found = valueAt(event, key).toLowerCase();
    return values.some((value) => found.includes(value.toLowerCase()));
  });
}

/** Azure documents the event's keys in two casings, so either is found. */
function valueAt(event: CloudEvent, path: string): string {
  const found = path.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.entries(value).find(([name]) => sameId(name, key))?.[1];
  }, event);
  return typeof found === "string" ? found : "";
}
