import type { CloudResource, Json, JsonObject } from "../../engine/store/store";
import { at, objects, strings } from "../../engine/arm/rules/helpers";

/** A subscription to events, whoever made it. */
export interface EventSubscription {
  readonly types: readonly string[];
  /** What an event's subject begins and ends with; empty: anything. */
  readonly subject: { readonly begins: string; readonly ends: string };
  /** All must hold; values of one are alternatives. */
  readonly filters: readonly { readonly kind: string; readonly key: string; readonly values: readonly string[] }[];
  /** Addresses that events are posted to. */
  readonly urls: readonly string[];
  /** Where undeliverable events go. */
  readonly deadLetters: readonly { readonly account: string; readonly container: string }[];
  /** Kinds of identity of its topic that it delivers as. */
  readonly identities: readonly string[];
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** What a stored subscription says. */
export function subscriptionOf({ azurerm, body }: CloudResource): EventSubscription {
  return azurerm === undefined ? ofArm((body["properties"] ?? {}) as JsonObject) : ofAzurerm(azurerm.values);
}

function ofAzurerm(values: JsonObject): EventSubscription {
  return {
    types: strings(values["included_event_types"]),
    subject: {
      begins: text(objects(values["subject_filter"])[0]?.["subject_begins_with"]),
      ends: text(objects(values["subject_filter"])[0]?.["subject_ends_with"]),
    },
    filters: objects(values["advanced_filter"])
      .flatMap((filter) => Object.entries(filter))
      .flatMap(([kind, entries]) =>
        objects(entries).map((entry) => ({ kind, key: text(entry["key"]), values: strings(entry["values"]) })),
      ),
    urls: objects(values["webhook_endpoint"]).map((hook) => text(hook["url"])),
    deadLetters: objects(values["storage_blob_dead_letter_destination"]).map((one) => ({
      account: text(one["storage_account_id"]),
      container: text(one["storage_blob_container_name"]),
    })),
    identities: [...objects(values["delivery_identity"]), ...objects(values["dead_letter_identity"])].map((one) =>
      text(one["type"]),
    ),
  };
}

/** `StringContains` → `string_contains` */
const snake = (name: string): string => name.replaceAll(/(?<!^)([A-Z])/g, "_$1").toLowerCase();

function ofArm(properties: JsonObject): EventSubscription {
  const destination = at(properties, "destination");
  const letters = at(properties, "deadLetterWithResourceIdentity.deadLetterDestination.properties");
  const kinds = [
    at(properties, "deliveryWithResourceIdentity.identity.type"),
    at(properties, "deadLetterWithResourceIdentity.identity.type"),
  ];
  return {
    types: strings(at(properties, "filter.includedEventTypes")),
    subject: {
      begins: text(at(properties, "filter.subjectBeginsWith")),
      ends: text(at(properties, "filter.subjectEndsWith")),
    },
    filters: objects(at(properties, "filter.advancedFilters")).map((filter) => ({
      kind: snake(text(filter["operatorType"])),
      key: text(filter["key"]),
      values: strings(filter["values"]),
    })),
    urls: at(destination, "endpointType") === "WebHook" ? [text(at(destination, "properties.endpointUrl"))] : [],
    deadLetters:
      letters === undefined
        ? []
        : [{ account: text(at(letters, "resourceId")), container: text(at(letters, "blobContainerName")) }],
    identities: kinds.filter((kind) => typeof kind === "string"),
  };
}
