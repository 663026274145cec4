import { BREACH_KEYS, BREACH_TEXT } from "../../../domain/monitors/breach";
import { BLOB_CREATED, SUBJECT_PREFIX } from "../../../domain/monitors/new-data";
import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { leaves, lookup, Unknown } from "../../value";

const EVENT = "Microsoft.MachineLearningServices.RunStatusChanged";
const KEYS: readonly unknown[] = Object.values(BREACH_KEYS);

/** Where each way to make a subscription has what is asked about. */
const AZURERM = {
  types: "included_event_types",
  filters: "advanced_filter.string_contains",
  begins: "subject_filter.subject_begins_with",
  ends: "subject_filter.subject_ends_with",
  attempts: "retry_policy.max_delivery_attempts",
  minutes: "retry_policy.event_time_to_live",
  deadLetters: "storage_blob_dead_letter_destination.storage_account_id",
};
const ARM = {
  types: "properties.filter.includedEventTypes",
  filters: "properties.filter.advancedFilters",
  begins: "properties.filter.subjectBeginsWith",
  ends: "properties.filter.subjectEndsWith",
  attempts: "properties.retryPolicy.maxDeliveryAttempts",
  minutes: "properties.retryPolicy.eventTimeToLiveInMinutes",
  deadLetters: "properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.resourceId",
};

export const eventSubscriptionHears: Rule = {
  title:
    "Subscriptions hear every breach of their monitors, or every file of their folder, try for a day, and keep what was not delivered",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A filter that fits nothing is a retraining that never comes, and no error says so.",
  fix: "define it by DriftSubscription (event RunStatusChanged, filters on the breach and the monitors' signals) or NewDataSubscription (event BlobCreated, filter on a folder); both keep dead letters",
  kinds: ["azurerm_eventgrid_system_topic_event_subscription", "Microsoft.EventGrid/systemTopics/eventSubscriptions"],
  check: (subscription, world) => {
    const paths = subscription.kind.startsWith("azurerm_") ? AZURERM : ARM;
    const types = subscription.at(paths.types);
    const filters = subscription.entries(paths.filters);
    const retry = [
      [paths.attempts, 10],
      [paths.minutes, 60],
    ] as const;
    const dead = subscription.at(paths.deadLetters);
    const hearsFiles = types.state === "known" && leaves(types.value).includes(BLOB_CREATED);
    return every([
      types.state === "unknown"
        ? unknownAt(paths.types)
        : types.state === "known" && !hearsFiles && !leaves(types.value).includes(EVENT)
          ? fail(`does not listen to ${EVENT.split(".").at(-1)!}`)
          : pass,
      filters === "unknown"
        ? unknownAt(paths.filters)
        : hearsFiles
          ? every([beginsOf(subscription.at(paths.begins), paths.begins), foldersOf(filters)])
          : every([
              filtersOf(filters, signalsIn(subscription.stack, world)),
              ...[paths.begins, paths.ends].map((path) => anyOf(subscription.at(path), path)),
            ]),
      ...retry.map(([path, least]) => {
        const found = subscription.at(path);
        if (found.state === "unknown") return unknownAt(path);
        return found.state === "known" && Number(found.value) < least ? fail(`${path} is ${shown(found.value)}`) : pass;
      }),
      dead.state === "unknown" && dead.references.length === 0 ? unknownAt(paths.deadLetters) : undefined,
      dead.state === "absent" ? fail("keeps no dead letters") : undefined,
    ]);
  },
};

/** Files of training data are in the workspace's own store, below a folder: other events would start trainings for nothing. */
function beginsOf(begins: ReturnType<PolicyResource["at"]>, path: string) {
  if (begins.state === "unknown") return unknownAt(path);
  if (begins.state === "known" && String(begins.value) === SUBJECT_PREFIX) return pass;
  return fail(`hears of blobs that begin with ${shown(begins.state === "known" ? begins.value : "anything")}`);
}

/** A run's subject is an id that nobody knows in advance: a filter by it hears nothing. */
function anyOf(subject: ReturnType<PolicyResource["at"]>, path: string) {
  if (subject.state === "unknown") return unknownAt(path);
  if (subject.state === "absent" || subject.value === "") return pass;
  return fail(`hears only of subjects with ${shown(subject.value)}`);
}

function foldersOf(filters: readonly unknown[]) {
  if (filters.length === 0) return fail("hears of every file of the workspace's store");
  return every(
    filters.map((filter) => {
      if (filter instanceof Unknown) return unknownAt("advanced_filter");
      const [key, values] = [lookup(filter, "key"), lookup(filter, "values")];
      if (key.state === "unknown" || values.state === "unknown") return unknownAt("advanced_filter");
      const folders = values.state === "known" ? leaves(values.value).map(String) : [];
      const fits = key.state === "known" && /^subject$/i.test(String(key.value)) && folders.length > 0;
      return fits && folders.every((folder) => /^\/blobs\/([^\s/]+\/)+$/.test(folder))
        ? pass
        : fail(`has a filter that is no folder: ${shown(values.state === "known" ? values.value : "nothing")}`);
    }),
  );
}

/** Each filter must fit the text of a breach, or the name of a signal that a monitor of the stack has. */
function filtersOf(filters: readonly unknown[], signals: readonly string[] | "unknown" | "none") {
  return every(
    filters.map((filter) => {
      if (filter instanceof Unknown) return unknownAt("advanced_filter");
      const [key, values] = [lookup(filter, "key"), lookup(filter, "values")];
      if (key.state === "unknown" || values.state === "unknown") return unknownAt("advanced_filter");
      if (key.state === "absent" || !KEYS.includes(key.value))
        return fail(`filters by ${shown(key.state === "known" ? key.value : "nothing")}`);
      const texts = values.state === "known" ? leaves(values.value).map(String) : [];
      if (texts.length === 1 && texts[0] === BREACH_TEXT) return pass;
      if (signals === "none") return pass;
      if (signals === "unknown") return unknownAt("the signals of its monitors");
      // A filter asks for a part of the name: a workflow that lives longer than a version asks for the use case's prefix.
      const strange = texts.find((text) => text === "" || !signals.some((signal) => signal.includes(text)));
      if (texts.length === 0) return fail("has a filter that fits nothing");
      return strange === undefined ? pass : fail(`filters by ${shown(strange)}, which no monitor has`);
    }),
  );
}

/** Full names of the signals of all monitors in a stack. */
const signalsIn = (stack: string, world: Parameters<Rule["check"]>[1]): readonly string[] | "unknown" | "none" => {
  const monitors = world
    .in(stack, "Microsoft.MachineLearningServices/workspaces/schedules")
    .filter(({ partial }) => !partial)
    .map((schedule) => schedule.at("properties.action.monitorDefinition.signals"));
  // Whoever listens before there is a monitor hears the first one, too.
  if (monitors.every(({ state }) => state === "absent")) return "none";
  if (monitors.some(({ state }) => state === "unknown")) return "unknown";
  return monitors.flatMap((found) => (found.state === "known" ? Object.keys(found.value as object) : []));
};
