import type { Cloud } from "../engine/arm/cloud";
import type { Json } from "../engine/store/store";
import { readRuns } from "./logic/runs";
import { readAlerts } from "./monitor/alerts";
import { readUsages, readVmSizes } from "./machine-learning/compute-limits";
import { refuseDenied } from "../engine/arm/reads/denied";
import { readMetrics } from "./monitor/metrics";
import { listWorkspaces, readDeletedLogs, readDeletedVault } from "../engine/arm/reads/names";
import { readPermissions, readProviders, readSubscription } from "../engine/arm/reads/subscriptions";

/**
 * A read of ARM that is more than showing what was stored: metrics, quotas, what a region offers. Undefined if the path
 * is not its own; throws `ArmError` to refuse.
 */
export type ArmRead = (cloud: Cloud, path: string, query: URLSearchParams) => Json | undefined;

/** All of them; the first that answers counts. */
export const armReads: readonly ArmRead[] = [
  refuseDenied,
  readMetrics,
  readSubscription,
  readProviders,
  readPermissions,
  readVmSizes,
  readUsages,
  readDeletedVault,
  readDeletedLogs,
  listWorkspaces,
  readAlerts,
  readRuns,
];
