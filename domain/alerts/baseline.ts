import { Duration } from "../time/duration";
import type { AlertDefinition } from "./environment";
import { metric } from "./metrics";

/**
 * What a baseline alert looks at: a resource that every environment has, or what the activity log says of the resource
 * group. Of storage accounts and event topics there may be several, each with a rule of its own.
 */
export type BaselineTarget = "vault" | "storage" | "topics" | "containerRegistry" | "activity" | "logsActivity";

/** An alert of Azure's baseline set. */
export interface BaselineAlertDefinition extends AlertDefinition {
  readonly of: BaselineTarget;
}

const VAULT = "Microsoft.KeyVault/vaults";
const STORAGE = "Microsoft.Storage/storageAccounts";
const GIBIBYTE = 1024 ** 3;
const soon = { window: Duration.minutes(5), every: Duration.minutes(1) } as const;
const often = { window: Duration.minutes(5), every: Duration.minutes(5) } as const;

/**
 * The alerts of Azure Monitor's baseline set on what a workspace stands on, by id. An environment has all of them with
 * `alerts.baseline: true`. Metrics, aggregations, thresholds, windows and frequencies are those of
 * github.com/Azure/azure-monitor-baseline-alerts, `services/{KeyVault/vaults, Storage/storageAccounts,
 * EventGrid/systemTopics, ContainerRegistry/registries, OperationalInsights/workspaces}/alerts.yaml`; where one differs, it
 * says so. Severity 0 and 1 there are critical here, 2 is a warning, 3 informational.
 */
export const baselineAlerts = {
  "vault-unavailable": {
    what: "the key vault refuses requests that it should answer",
    severity: "critical",
    of: "vault",
    condition: {
      kind: "metric",
      metric: metric(VAULT, "Availability", "Average"),
      operator: "LessThan",
      threshold: 90,
      ...soon,
    },
  },
  "vault-saturated": {
    what: "the key vault gets nearly as many requests as it takes",
    severity: "critical",
    of: "vault",
    condition: {
      kind: "metric",
      metric: metric(VAULT, "SaturationShoebox", "Average"),
      operator: "GreaterThan",
      threshold: 75,
      ...soon,
    },
  },
  "vault-slow": {
    what: "the key vault takes more than a second to answer",
    severity: "informational",
    of: "vault",
    condition: {
      kind: "metric",
      // Milliseconds.
      metric: metric(VAULT, "ServiceApiLatency", "Average"),
      operator: "GreaterThan",
      threshold: 1000,
      ...often,
    },
  },
  "vault-deleted": {
    what: "the key vault was deleted",
    severity: "critical",
    of: "activity",
    condition: { kind: "operation", operation: `${VAULT}/delete` },
  },
  "storage-unavailable": {
    what: "a storage account fails requests by its own fault",
    severity: "critical",
    of: "storage",
    condition: {
      kind: "metric",
      metric: metric(STORAGE, "Availability", "Average"),
      operator: "LessThan",
      threshold: 100,
      ...often,
    },
  },
  "storage-slow": {
    what: "a storage account takes more than a second for a request, without the way there",
    severity: "warning",
    of: "storage",
    condition: {
      kind: "metric",
      // Milliseconds. Not SuccessE2ELatency: a training that reads a file of gigabytes takes its time on the way, and that
      // counts there. The baseline has this one of blobs; of the account, file shares count as well.
      metric: metric(STORAGE, "SuccessServerLatency", "Average"),
      operator: "GreaterThan",
      threshold: 1000,
      ...soon,
    },
  },
  "dead-letters": {
    what: "an event that should have started a workflow could not be delivered",
    // Informational in the baseline. Here a lost event is a model that drifted and is not trained again.
    severity: "warning",
    of: "topics",
    condition: {
      kind: "metric",
      // By subscription, so that the alert says whose event was lost.
      metric: metric("Microsoft.EventGrid/systemTopics", "DeadLetteredCount", "Total", {
        EventSubscriptionName: ["*"],
      }),
      operator: "GreaterThan",
      threshold: 0,
      ...often,
    },
  },
  "registry-filling": {
    what: "the container registry holds more than 400 GiB of images",
    severity: "informational",
    of: "containerRegistry",
    condition: {
      kind: "metric",
      // Bytes. A Premium registry has 500 GiB in its price.
      metric: metric("Microsoft.ContainerRegistry/registries", "StorageUsed", "Average"),
      operator: "GreaterThan",
      threshold: 400 * GIBIBYTE,
      window: Duration.hours(1),
      every: Duration.minutes(5),
    },
  },
  "registry-deleted": {
    what: "the container registry was deleted",
    // Not in the baseline: without images no endpoint starts another instance.
    severity: "critical",
    of: "activity",
    condition: { kind: "operation", operation: "Microsoft.ContainerRegistry/registries/delete" },
  },
  "logs-deleted": {
    what: "the Log Analytics workspace was deleted",
    severity: "critical",
    of: "logsActivity",
    condition: { kind: "operation", operation: "Microsoft.OperationalInsights/workspaces/delete" },
  },
} as const satisfies Record<string, BaselineAlertDefinition>;
