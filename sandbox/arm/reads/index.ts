import type { Cloud } from "../cloud";
import type { Json } from "../../store/store";
import { readRuns } from "../workflow-runs";
import { readAlerts } from "./alerts";
import { readUsages, readVmSizes } from "./compute-limits";
import { refuseDenied } from "./denied";
import { readMetrics } from "./metrics";
import { listWorkspaces, readDeletedLogs, readDeletedVault } from "./names";
import { readPermissions, readProviders, readSubscription } from "./subscriptions";

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
