import { builtInRoleId, resourceId } from "../../domain/azure/ids";
import type { TrafficRollbackProps } from "../../constructs/promotion/rollback";
import { alertFactory, GROUP, LOGS, OWNER, ROLE, STORAGE, WORKSPACE } from "./use-case-props";

export const ENDPOINT = `${WORKSPACE}/onlineEndpoints/customer-churn-prod-abcd`;
export const ENDPOINT_IDENTITY = resourceId(GROUP, "Microsoft.ManagedIdentity/userAssignedIdentities", "id-churn");

/** The role of whoever rolls back by hand. */
export const CALLER_ROLE = {
  guid: "3b1f2c77-0b1c-4b6f-9f0e-5a5d3f4b8c21",
  roleDefinitionId: builtInRoleId(GROUP.subscriptionId, "3b1f2c77-0b1c-4b6f-9f0e-5a5d3f4b8c21"),
};

/** A rollback of `model-13` to `model-12`, on alerts alone. */
export const rollbackProps: TrafficRollbackProps = {
  name: "logic-prod-customer-churn-rollback",
  identityName: "id-prod-customer-churn-rollback",
  actionGroupName: "ag-prod-customer-churn-rollback",
  actionGroupShortName: "rollback",
  resourceGroup: GROUP,
  location: "westeurope",
  endpoint: { id: ENDPOINT, key: ENDPOINT, identity: { key: ENDPOINT_IDENTITY, resource: { id: ENDPOINT_IDENTITY } } },
  deployments: { live: "model-12", candidate: "model-13" },
  monitors: "drift_customer-churn_",
  callerRole: CALLER_ROLE,
  role: ROLE,
  logs: LOGS,
  alerts: { factory: alertFactory, owner: OWNER },
};

export const candidateDrift: NonNullable<TrafficRollbackProps["drift"]> = {
  name: "evgs-customer-churn-rollback",
  systemTopicId: resourceId(GROUP, "Microsoft.EventGrid/systemTopics", "evgt-pfs-prod-workspace"),
  signals: ["drift_customer-churn_"],
  deadLetters: { storageAccountId: STORAGE, container: "dead-letters-customer-churn-rollback" },
};
