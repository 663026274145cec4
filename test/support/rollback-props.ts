import { resourceId } from "../../core/azure-ids";
import type { CandidateRollbackProps } from "../../constructs/promotion/rollback";
import { alertFactory, GROUP, LOGS, OWNER, ROLE, STORAGE, WORKSPACE } from "./use-case-props";

export const ENDPOINT = `${WORKSPACE}/onlineEndpoints/customer-churn-prod-abcd`;
export const ENDPOINT_IDENTITY = resourceId(GROUP, "Microsoft.ManagedIdentity/userAssignedIdentities", "id-churn");

/** A rollback of `model-13` to `model-12`, on alerts alone. */
export const rollbackProps: CandidateRollbackProps = {
  name: "logic-prod-customer-churn-rollback",
  identityName: "id-prod-customer-churn-rollback",
  actionGroupName: "ag-prod-customer-churn-rollback",
  actionGroupShortName: "rollback",
  resourceGroup: GROUP,
  location: "westeurope",
  endpoint: { id: ENDPOINT, key: ENDPOINT, identity: { key: ENDPOINT_IDENTITY, resource: { id: ENDPOINT_IDENTITY } } },
  live: "model-12",
  candidate: "model-13",
  role: ROLE,
  logs: LOGS,
  alerts: { factory: alertFactory, owner: OWNER },
};

export const candidateDrift: NonNullable<CandidateRollbackProps["drift"]> = {
  name: "evgs-customer-churn-rollback",
  systemTopic: "evgt-pfs-prod-workspace",
  signals: ["drift_customer-churn_model-13_data-drift"],
  deadLetters: { storageAccountId: STORAGE, container: "dead-letters-customer-churn-rollback" },
};
