import type { Json, JsonObject } from "../../engine/store/store";

const asset: JsonObject = { isArchived: false, isAnonymous: false, tags: {}, properties: {} };
const probe: JsonObject = {
  initialDelay: "PT10S",
  period: "PT10S",
  timeout: "PT2S",
  failureThreshold: 30,
  successThreshold: 1,
};

/**
 * What Azure ML answers though nobody sent it, by lower-case type below the provider: clients read it without asking whether it
 * is there. Source: ARM type definitions at 2025-06-01 and what azure-ai-ml 1.35 reads.
 */
const byType: Readonly<Record<string, JsonObject>> = {
  workspaces: { properties: { hbiWorkspace: false, v1LegacyMode: false, enableDataIsolation: false } },
  "workspaces/onlineendpoints": {
    properties: { properties: {}, traffic: {}, mirrorTraffic: {}, publicNetworkAccess: "Enabled" },
  },
  "workspaces/onlineendpoints/deployments": {
    sku: { name: "Default", capacity: 1 },
    properties: {
      properties: {},
      environmentVariables: {},
      appInsightsEnabled: false,
      egressPublicNetworkAccess: "Enabled",
      scaleSettings: { scaleType: "Default" },
      requestSettings: { requestTimeout: "PT5S", maxConcurrentRequestsPerInstance: 1, maxQueueWait: "PT0.5S" },
      livenessProbe: probe,
      readinessProbe: probe,
    },
  },
  "workspaces/models/versions": { properties: { ...asset, flavors: {} } },
  "workspaces/data/versions": { properties: asset },
  "workspaces/codes/versions": { properties: asset },
  "workspaces/components/versions": { properties: asset },
  "workspaces/environments/versions": { properties: { ...asset, environmentType: "UserCreated", osType: "Linux" } },
  "workspaces/schedules": { properties: { isEnabled: true, tags: {}, properties: {} } },
  "workspaces/jobs": { properties: { isArchived: false, tags: {}, properties: {}, services: {} } },
  "workspaces/datastores": { properties: { tags: {}, properties: {}, isDefault: false } },
};

const ML = "microsoft.machinelearningservices/";

/** What is under everything that somebody sent of a resource of Azure ML; undefined for other types. */
export function mlDefaults(type: string): Json | undefined {
  const lower = type.toLowerCase();
  if (!lower.startsWith(ML)) return undefined;
  return byType[lower.slice(ML.length).replace(/^registries\//, "workspaces/")];
}
