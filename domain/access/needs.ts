import type { RoleName } from "./roles";

/** What its holder could not do without a role: one operation that shows it. */
export interface Need {
  /** Name of the operation; `%` stands for the type of what the role is granted on. */
  readonly operation: string;
  /** Where it shows something else, by ARM type of what the role is granted on. @default - `operation`, everywhere */
  readonly at?: Readonly<Record<string, string>>;
  /** Whether it is one on the data in a resource. @default false */
  readonly data?: true;
  /** What does not happen without it, in one clause without a full stop. */
  readonly without: string;
}

const ML = "Microsoft.MachineLearningServices/workspaces";
const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/**
 * What each role that this project grants is for, as an operation of Azure: the test of the access tables takes every grant
 * away in turn and asks for it. A grant whose loss nothing notices is one too many.
 */
export const needs: Readonly<Record<RoleName, Need>> = {
  acrPull: { operation: "Microsoft.ContainerRegistry/registries/pull/read", without: "no image is pulled" },
  acrPush: { operation: "Microsoft.ContainerRegistry/registries/push/write", without: "no image is pushed" },
  amlComputeOperator: { operation: `${ML}/computes/write`, without: "no compute is made" },
  amlDataScientist: { operation: `${ML}/onlineEndpoints/write`, without: "no endpoint is tried out" },
  amlMetricsWriter: { operation: `${ML}/metrics/resource/write`, without: "instances write no metrics" },
  amlRegistryUser: {
    operation: "Microsoft.MachineLearningServices/registries/assets/write",
    without: "nothing is published",
  },
  contributor: { operation: "%/write", without: "what it is granted on is neither made nor changed" },
  keyVaultAdministrator: {
    operation: "Microsoft.KeyVault/vaults/secrets/setSecret/action",
    data: true,
    without: "no secret is kept",
  },
  keyVaultCryptoServiceEncryptionUser: {
    operation: "Microsoft.KeyVault/vaults/keys/unwrap/action",
    data: true,
    without: "nothing that is encrypted with the environment's own key can be read",
  },
  keyVaultReader: {
    operation: "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    data: true,
    without: "nobody sees which secrets there are",
  },
  locksContributor: { operation: "Microsoft.Authorization/locks/write", without: "no delete lock is set or lifted" },
  logAnalyticsReader: {
    operation: "Microsoft.OperationalInsights/workspaces/analytics/query/action",
    without: "no log is queried",
  },
  managedIdentityOperator: {
    operation: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    without: "what runs as the identity is not written",
  },
  monitoringContributor: { operation: "Microsoft.Insights/metricAlerts/write", without: "no alert is tried out" },
  monitoringMetricsPublisher: {
    operation: "Microsoft.Insights/Telemetry/Write",
    data: true,
    without: "metrics and traces are turned away",
  },
  monitoringReader: { operation: "Microsoft.Insights/metrics/read", without: "no metric is seen" },
  networkConnectionApprover: {
    operation: "%/privateEndpointConnectionsApproval/action",
    without: "no private endpoint to it is approved",
  },
  rbacAdministrator: {
    operation: "Microsoft.Authorization/roleAssignments/write",
    without: "no role is granted or revoked",
  },
  reader: { operation: "%/read", without: "it is not seen" },
  storageBlobDataContributor: { operation: `${BLOBS}/write`, data: true, without: "no blob is written" },
  storageBlobDataOwner: {
    operation: `${BLOBS}/manageOwnership/action`,
    data: true,
    without: "nobody decides who owns blobs",
  },
  storageBlobDataReader: { operation: `${BLOBS}/read`, data: true, without: "no blob is read" },
  storageFileDataPrivilegedContributor: {
    operation: "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
    data: true,
    without: "no notebook is kept",
  },
  storageQueueDataMessageSender: {
    operation: "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
    data: true,
    without: "no message is sent",
  },
  virtualMachineUserLogin: {
    operation: "Microsoft.Compute/virtualMachines/login/action",
    data: true,
    without: "nobody signs in to the jump host",
  },
  restrictedDataScientist: { operation: `${ML}/jobs/write`, without: "no run is submitted" },
  endpointCaller: { operation: `${ML}/onlineEndpoints/score/action`, without: "no request is answered" },
  jobSubmitter: { operation: `${ML}/jobs/write`, without: "drift starts no training job" },
  jumpHostUser: {
    operation: "Microsoft.Compute/virtualMachines/start/action",
    without: "nobody starts the jump host in the morning",
  },
  agentNetworkJoiner: {
    operation: "Microsoft.Network/virtualNetworks/subnets/join/action",
    without: "no agent of Azure DevOps gets into the network",
  },
  modelPublisher: {
    operation: "Microsoft.MachineLearningServices/registries/assets/write",
    without: "no training publishes the version that it made",
  },
  trafficOperator: { operation: `${ML}/onlineEndpoints/write`, without: "no traffic is put back" },
  rollbackCaller: {
    operation: "Microsoft.Logic/workflows/triggers/run/action",
    at: { [`${ML}/onlineEndpoints`]: `${ML}/onlineEndpoints/read` },
    without: "nobody starts the rollback by hand, or sees what came of it",
  },
};

/** The operation that shows a role on something of a type. */
export const neededOperation = (role: RoleName, type: string): string =>
  needs[role].at?.[type] ?? needs[role].operation.replace("%", type);
