import { readRoles } from "./access/lists";
import { readActivityLog, readLocations, readSubscriptions, readTenants } from "../engine/arm/reads/directory";
import type { ArmRead } from "../engine/arm/model";
import { readMachineSizes, readMachineUsages } from "./compute/sizes";
import { readRuns } from "./logic/runs";
import { readAlerts } from "./monitor/alerts";
import { readQuotas, readUsages, readVmSizes } from "./machine-learning/compute-limits";
import { refuseDenied } from "../engine/arm/reads/denied";
import { readMetrics } from "./monitor/metrics";
import { readDailyCap, readParts } from "./parts";
import { listWorkspaces, readDeletedLogs, readDeletedVault } from "../engine/arm/reads/names";
import { readPermissions, readProviders, readResourceTypes, readSubscription } from "../engine/arm/reads/subscriptions";
import { readTagNames, readTags } from "../engine/arm/tags";
import { readStorageServices, readStorageUsages } from "./storage/services-of-account";

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
  readResourceTypes,
  readTags,
  readTagNames,
  readPermissions,
  readVmSizes,
  readUsages,
  readQuotas,
  readMachineSizes,
  readMachineUsages,
  readStorageServices,
  readStorageUsages,
  readDeletedVault,
  readDeletedLogs,
  listWorkspaces,
  readAlerts,
  readRuns,
  readDailyCap,
  readParts,
];
