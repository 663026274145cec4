/**
 * Azure built-in roles that this project grants, by our name for them. The one place their identifiers stand:
 * roles are never looked up by name at plan time, so a plan needs no directory or role-definition read.
 * Source: Azure built-in roles reference, learn.microsoft.com/azure/role-based-access-control/built-in-roles.
 */
export const builtInRoles = {
  acrPull: { id: "7f951dda-4ed3-4680-a7ca-43fe172d538d", title: "AcrPull" },
  acrPush: { id: "8311e382-0749-4cb8-b61a-304f252e45ec", title: "AcrPush" },
  amlComputeOperator: { id: "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815", title: "AzureML Compute Operator" },
  amlDataScientist: { id: "f6c7c914-8db3-469d-8ca1-694a8f32e121", title: "AzureML Data Scientist" },
  amlMetricsWriter: { id: "635dd51f-9968-44d3-b7fb-6d9a6bd613ae", title: "AzureML Metrics Writer (preview)" },
  amlRegistryUser: { id: "1823dd4f-9b8c-4ab6-ab4e-7397a3684615", title: "AzureML Registry User" },
  contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", title: "Contributor" },
  keyVaultAdministrator: { id: "00482a5a-887f-4fb3-b363-3b7fe8e74483", title: "Key Vault Administrator" },
  keyVaultCryptoServiceEncryptionUser: {
    id: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    title: "Key Vault Crypto Service Encryption User",
  },
  keyVaultReader: { id: "21090545-7ca7-4776-b22c-e363652d74d2", title: "Key Vault Reader" },
  locksContributor: { id: "28bf596f-4eb7-45ce-b5bc-6cf482fec137", title: "Locks Contributor" },
  logAnalyticsReader: { id: "73c42c96-874c-492b-b04d-ab87d138a893", title: "Log Analytics Reader" },
  managedIdentityOperator: { id: "f1a07417-d97a-45cb-824c-7a7467783830", title: "Managed Identity Operator" },
  monitoringContributor: { id: "749f88d5-cbae-40b8-bcfc-e573ddc772fa", title: "Monitoring Contributor" },
  monitoringMetricsPublisher: { id: "3913510d-42f4-4e42-8a64-420c390055eb", title: "Monitoring Metrics Publisher" },
  monitoringReader: { id: "43d0d8ad-25c7-4714-9337-8ba259a9fe05", title: "Monitoring Reader" },
  networkConnectionApprover: {
    id: "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
    title: "Azure AI Enterprise Network Connection Approver",
  },
  rbacAdministrator: {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    title: "Role Based Access Control Administrator",
  },
  reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", title: "Reader" },
  storageBlobDataContributor: { id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", title: "Storage Blob Data Contributor" },
  storageBlobDataOwner: { id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", title: "Storage Blob Data Owner" },
  storageBlobDataReader: { id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", title: "Storage Blob Data Reader" },
  storageFileDataPrivilegedContributor: {
    id: "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    title: "Storage File Data Privileged Contributor",
  },
  storageQueueDataMessageSender: {
    id: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
    title: "Storage Queue Data Message Sender",
  },
  virtualMachineUserLogin: { id: "fb879df8-f326-4884-b1cf-06f3ad86be52", title: "Virtual Machine User Login" },
} as const satisfies Record<string, { readonly id: string; readonly title: string }>;

/** Our name of a built-in role. */
export type BuiltInRole = keyof typeof builtInRoles;

/** What a custom role of ours allows. */
interface CustomRoleDefinition {
  /** As people see it in the portal; the construct adds organization and environment, for it must be unique in a tenant. */
  readonly title: string;
  /** What it is for, in one sentence. */
  readonly purpose: string;
  /** Control-plane actions, in full: no `notActions`, which would let through what Azure adds later. */
  readonly actions: readonly string[];
}

const workspace = (action: string) => `Microsoft.MachineLearningServices/workspaces/${action}`;
const registry = (action: string) => `Microsoft.MachineLearningServices/registries/${action}`;

/**
 * Roles that Azure does not offer and this project defines.
 *
 * `restrictedDataScientist` is AzureML Data Scientist without what decides over serving, scheduling and secrets: it
 * writes no endpoint, schedule, datastore, connection or compute and lists no datastore's or connection's secrets.
 * The one secret it reads is an environment's registry password, which Azure ML asks for on every submitted run; the
 * environments here have none. The first action must hold no wildcard: scanners judge a role by it (CKV_AZURE_39).
 *
 * `modelPublisher` is what AzureML Registry User has beyond Reader, without deleting. Azure knows one right to write for all
 * kinds of assets: its holder could write a component or an environment, too, but changes none that is there, and whatever runs
 * names an exact version.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-assign-roles, "Common scenarios".
 */
export const customRoles = {
  restrictedDataScientist: {
    title: "ML Restricted Data Scientist",
    purpose: "Submits and inspects runs and registers models; touches no endpoint, schedule, datastore or connection.",
    actions: [
      workspace("read"),
      workspace("*/read"),
      workspace("jobs/*"),
      workspace("experiments/write"),
      workspace("experiments/runs/write"),
      workspace("experiments/runs/submit/action"),
      workspace("metadata/artifacts/write"),
      workspace("metadata/snapshots/write"),
      workspace("metadata/codes/*/write"),
      workspace("codes/*/write"),
      workspace("environments/write"),
      workspace("environments/*/write"),
      workspace("environments/build/action"),
      workspace("environments/readSecrets/action"),
      workspace("components/*/write"),
      workspace("data/*/write"),
      workspace("models/*/write"),
    ],
  },
  endpointCaller: {
    title: "ML Endpoint Caller",
    purpose: "Sends requests to an online endpoint; sees and changes nothing of it.",
    actions: [workspace("onlineEndpoints/score/action")],
  },
  jobSubmitter: {
    title: "ML Job Submitter",
    purpose: "Submits jobs from existing components and sees what jobs there are; for machines that retrain on drift.",
    actions: [
      workspace("read"),
      workspace("*/read"),
      workspace("jobs/*"),
      workspace("environments/write"),
      workspace("environments/build/action"),
      workspace("environments/readSecrets/action"),
      workspace("metadata/artifacts/write"),
    ],
  },
  trafficOperator: {
    title: "ML Traffic Operator",
    purpose: "Reads and writes online endpoints, and sees their deployments; for machines that roll back a candidate.",
    actions: [
      workspace("onlineEndpoints/read"),
      workspace("onlineEndpoints/write"),
      workspace("onlineEndpoints/deployments/read"),
    ],
  },
  rollbackCaller: {
    title: "ML Rollback Caller",
    purpose: "Starts the workflow that rolls back, sees how its runs end and what answers; writes nothing itself.",
    actions: [
      "Microsoft.Logic/workflows/read",
      "Microsoft.Logic/workflows/triggers/read",
      "Microsoft.Logic/workflows/triggers/run/action",
      "Microsoft.Logic/workflows/runs/read",
      "Microsoft.Logic/workflows/runs/actions/read",
      workspace("onlineEndpoints/read"),
      workspace("onlineEndpoints/deployments/read"),
    ],
  },
  jumpHostUser: {
    title: "ML Jump Host User",
    purpose: "Finds a jump host and starts it in the morning; stops, changes and deletes nothing.",
    actions: [
      "Microsoft.Compute/virtualMachines/read",
      "Microsoft.Compute/virtualMachines/instanceView/read",
      "Microsoft.Compute/virtualMachines/start/action",
    ],
  },
  agentNetworkJoiner: {
    title: "ML Agent Network Joiner",
    purpose:
      "Joins agents of Azure DevOps to a subnet that is delegated to them, beside a role that reads the network.",
    actions: [
      "Microsoft.Network/virtualNetworks/subnets/join/action",
      "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/validate/action",
      "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/write",
      "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/delete",
    ],
  },
  modelPublisher: {
    title: "ML Model Publisher",
    purpose: "Writes new versions into the model registry, beside a role that reads it; deletes none. For trainings.",
    actions: [registry("assets/write"), registry("assets/stage/write")],
  },
} as const satisfies Record<string, CustomRoleDefinition>;

/** Our name of a custom role. */
export type CustomRoleName = keyof typeof customRoles;

/** Any role that is granted anywhere in this project. */
export type RoleName = BuiltInRole | CustomRoleName;

export const isCustomRole = (role: RoleName): role is CustomRoleName => role in customRoles;

/** The role as people know it. */
export const roleTitle = (role: RoleName): string =>
  isCustomRole(role) ? customRoles[role].title : builtInRoles[role].title;

/** The full name of a custom role, e.g. `ML Restricted Data Scientist (pfs-preprod)`: role names are unique in a tenant. */
export const customRoleTitle = (role: CustomRoleName, qualifier: string): string =>
  `${customRoles[role].title} (${qualifier})`;

/**
 * Roles that let their holder change or give away access to whatever they cover: never a person's, never at a scope
 * that several environments share.
 */
export const privilegedRoles = ["contributor", "rbacAdministrator"] as const satisfies readonly BuiltInRole[];
