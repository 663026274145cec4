import { readRoles } from "./access/lists";
import { readActivityLog, readLocations, readSubscriptions, readTenants } from "../engine/arm/reads/directory";
import type { ArmRead } from "../engine/arm/model";
import { readRuns } from "./logic/runs";
import { readAlerts } from "./monitor/alerts";
import { readUsages, readVmSizes } from "./machine-learning/compute-limits";
import { refuseDenied } from "../engine/arm/reads/denied";
import { readMetrics } from "./monitor/metrics";
import { readDailyCap, readParts } from "./parts";
import { listWorkspaces, readDeletedLogs, readDeletedVault } from "../engine/arm/reads/names";
import { readPermissions, readProviders, readSubscription } from "../engine/arm/reads/subscriptions";

/** All of them; the first that answers counts. */
export const armReads: readonly ArmRead[] = [
  refuseDenied,
  readMetrics,
  readSubscription,
  readSubscriptions,
  readTenants,
  readLocations,
  readActivityLog,
  readRoles,
  readProviders,
  readPermissions,
  readVmSizes,
  readUsages,
  readDeletedVault,
  readDeletedLogs,
  listWorkspaces,
  readAlerts,
  readRuns,
  readDailyCap,
  readParts,
];
