import { type BuiltInRole, type RoleName } from "./roles";

/**
 * Who may do what, and why: the one place where it stands. Constructs grant what is written here, and reports and
 * documentation print it. The reasons are for people; they are not sent to Azure.
 */

/** How much people may do in an environment. */
export const accessLevels = ["full", "restricted", "read-only"] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** What people are to an environment. */
interface PersonaDefinition {
  /** What the key says in the reference of the configuration. */
  readonly meaning: string;
  /** Which Entra group `mlops init` asks for, behind "Entra group". */
  readonly asked: string;
  /** What one of them is called, in lower case with hyphens: `dev-data-scientist`. */
  readonly one: string;
}

/**
 * What people are to an environment, by the key of `access` in the configuration; each persona is one or more Entra groups. A
 * persona that is added here is a key there and a question and an option of `mlops init`, and does not compile until
 * {@link personaAccess} says which roles it has at each level.
 */
export const personaDefinitions = {
  dataScientists: {
    meaning: "Groups of data scientists.",
    asked: "of the data scientists",
    one: "data-scientist",
  },
  mlEngineers: {
    meaning: "Groups of ML engineers: like data scientists, and they operate compute.",
    asked: "of the ML engineers",
    one: "ml-engineer",
  },
  auditors: {
    meaning: "Groups that read everything but data, at every level.",
    asked: "that reads everything and changes nothing",
    one: "auditor",
  },
} as const satisfies Readonly<Record<string, PersonaDefinition>>;
export type Persona = keyof typeof personaDefinitions;
export const personas = Object.keys(personaDefinitions) as readonly Persona[];

/** What a role can be granted on. */
export type AccessTarget =
  | "resourceGroup"
  | "workspace"
  | "storage"
  | "collected"
  | "vault"
  | "containerRegistry"
  | "insights"
  | "logs"
  | "modelRegistry"
  | "endpoint"
  | "endpointIdentity"
  | "privateEndpoint"
  | "rollbackWorkflow"
  | "jumpHost"
  | "jumpHostInterface"
  | "bastion"
  | "virtualNetwork";

/** A role on a target, and why it is needed. */
export interface Access<Target extends AccessTarget = AccessTarget, Role extends RoleName = RoleName> {
  readonly role: Role;
  readonly target: Target;
  /** What it is needed for, in one clause without a full stop. */
  readonly reason: string;
}

/** What people are granted roles on. */
export type PersonaTarget = "resourceGroup" | "workspace" | "storage" | "logs";
type PersonaRole = Exclude<RoleName, "contributor" | "rbacAdministrator">;

const submitData = "submitting a run uploads its code, and datastores take each user's own identity";
const auditors: readonly Access<PersonaTarget, PersonaRole>[] = [
  { role: "reader", target: "resourceGroup", reason: "sees every resource, its settings and who has access" },
  { role: "logAnalyticsReader", target: "logs", reason: "queries the audit and diagnostic logs" },
];

/**
 * People's access by level and persona.
 *
 * - `full`: build and experiment with everything but compute and the workspace itself. AzureML Data Scientist starts, stops
 *   and connects to compute; making and deleting it is all that AzureML Compute Operator would add.
 * - `restricted`: submit and inspect runs; endpoints, schedules, datastores and connections change by pipeline only.
 * - `read-only`: look, change nothing, and read no business data. Reader shows datastores, but there is no secret to
 *   see: datastores take identities.
 *
 * Nobody gets a key vault role (secrets are the workspace's own), AcrPush (images are built by the workspace's
 * identity) or a privileged role.
 */
export const personaAccess: Readonly<
  Record<AccessLevel, Readonly<Record<Persona, readonly Access<PersonaTarget, PersonaRole>[]>>>
> = {
  full: {
    dataScientists: [
      { role: "amlDataScientist", target: "workspace", reason: "runs experiments, uses compute, tries endpoints" },
      { role: "storageBlobDataContributor", target: "storage", reason: submitData },
      {
        role: "storageFileDataPrivilegedContributor",
        target: "storage",
        reason: "notebooks live on the workspace's file share, which has no shared key",
      },
    ],
    mlEngineers: [
      { role: "amlDataScientist", target: "workspace", reason: "builds pipelines, schedules and endpoints" },
      { role: "storageBlobDataContributor", target: "storage", reason: submitData },
      {
        role: "storageFileDataPrivilegedContributor",
        target: "storage",
        reason: "notebooks live on the workspace's file share, which has no shared key",
      },
      {
        role: "monitoringContributor",
        target: "resourceGroup",
        reason: "tries out alert rules before they become code",
      },
    ],
    auditors,
  },
  restricted: {
    dataScientists: [
      { role: "restrictedDataScientist", target: "workspace", reason: "submits and inspects runs before a release" },
      { role: "storageBlobDataContributor", target: "storage", reason: submitData },
      { role: "logAnalyticsReader", target: "logs", reason: "finds out why a run failed" },
    ],
    mlEngineers: [
      { role: "restrictedDataScientist", target: "workspace", reason: "submits and inspects runs before a release" },
      { role: "storageBlobDataContributor", target: "storage", reason: submitData },
      { role: "monitoringReader", target: "resourceGroup", reason: "sees resources, metrics, alerts and logs" },
    ],
    auditors,
  },
  "read-only": {
    dataScientists: [
      { role: "reader", target: "workspace", reason: "sees runs, models, endpoints and monitors" },
      { role: "logAnalyticsReader", target: "logs", reason: "finds out how a model behaves" },
    ],
    mlEngineers: [
      { role: "monitoringReader", target: "resourceGroup", reason: "sees resources, metrics, alerts and logs" },
    ],
    auditors,
  },
};

/** What the workspace's own identity is granted roles on before the workspace is made. */
export type WorkspaceIdentityTarget =
  "storage" | "collected" | "vault" | "containerRegistry" | "insights" | "modelRegistry";

/**
 * Roles of the workspace's user-assigned identity, which must be there before the workspace is made: Azure ML checks
 * them then. Microsoft's documented set, which is also the least that is known to work, plus the file share's role
 * for storage without shared keys. Granted per resource: the system-assigned alternative would be administrator of
 * the whole resource group.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication.
 */
export const workspaceIdentityAccess: readonly Access<WorkspaceIdentityTarget, BuiltInRole>[] = [
  { role: "contributor", target: "storage", reason: "sets up the workspace's containers and file share" },
  { role: "storageBlobDataContributor", target: "storage", reason: "keeps snapshots, logs and outputs of runs" },
  { role: "storageFileDataPrivilegedContributor", target: "storage", reason: "keeps notebooks without a shared key" },
  { role: "storageBlobDataContributor", target: "collected", reason: "monitors read what endpoints collect" },
  {
    role: "networkConnectionApprover",
    target: "collected",
    reason: "approves the private endpoints of the managed network to the account of collected data",
  },
  {
    role: "networkConnectionApprover",
    target: "modelRegistry",
    reason: "approves the private endpoint of the managed network to a registry without public access; to no other",
  },
  { role: "contributor", target: "vault", reason: "reads the vault's settings and approves private endpoints" },
  { role: "keyVaultAdministrator", target: "vault", reason: "keeps the workspace's own secrets" },
  { role: "contributor", target: "containerRegistry", reason: "builds and stores environment images" },
  { role: "contributor", target: "insights", reason: "reads where metrics and traces of endpoints go" },
  {
    role: "monitoringMetricsPublisher",
    target: "insights",
    reason: "sends metrics and traces, which these insights take from identities only",
  },
];

/** Roles of the workspace's identity that wait for the workspace. */
export const workspaceIdentityAccessAfterwards: readonly Access<"workspace", BuiltInRole>[] = [
  { role: "contributor", target: "workspace", reason: "acts for the workspace: managed network, image builds, jobs" },
];

/**
 * Roles of the workspace's identity on the private endpoints of its storage, where there are some.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network.
 */
export const workspaceIdentityPrivateAccess: readonly Access<"privateEndpoint", BuiltInRole>[] = [
  { role: "reader", target: "privateEndpoint", reason: "shows data in studio, which looks up how storage is reached" },
];

/** All roles of the workspace's identity, whenever they are granted. */
export const wholeWorkspaceIdentityAccess: readonly Access<
  WorkspaceIdentityTarget | "workspace" | "privateEndpoint",
  BuiltInRole
>[] = [...workspaceIdentityAccess, ...workspaceIdentityAccessAfterwards, ...workspaceIdentityPrivateAccess];

/**
 * Roles of the identity by which storage, registry and workspace ask for the environment's own key, where it has one.
 * Source: Azure Storage, customer-managed-keys-configure-new-account; Azure Container Registry,
 * tutorial-enable-customer-managed-keys.
 */
export const encryptionIdentityAccess: readonly Access<"vault", BuiltInRole>[] = [
  {
    role: "keyVaultCryptoServiceEncryptionUser",
    target: "vault",
    reason: "wraps and unwraps with the environment's key what storage, registry and workspace are encrypted with",
  },
];

/** What the identity of compute clusters is granted roles on. */
export type ComputeIdentityTarget = "storage" | "collected" | "containerRegistry" | "modelRegistry";

/** Roles of the identity that compute clusters run as. */
export const computeIdentityAccess: readonly Access<ComputeIdentityTarget, BuiltInRole>[] = [
  { role: "storageBlobDataContributor", target: "storage", reason: "runs read data and write outputs" },
  { role: "storageBlobDataReader", target: "collected", reason: "retraining reads what the model was asked" },
  { role: "acrPull", target: "containerRegistry", reason: "nodes pull the images of environments" },
  { role: "reader", target: "modelRegistry", reason: "runs read shared models, components and environments" },
];

/**
 * Roles of the same identity where an environment says that its trainings publish (`compute.publishesModels`). Granted by
 * whoever owns the registry, not by pipelines.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-manage-registries, "Add users to registry".
 */
export const publishingComputeAccess: readonly Access<"modelRegistry", "modelPublisher">[] = [
  {
    role: "modelPublisher",
    target: "modelRegistry",
    reason: "a training writes its version into the registry, which fetches none from closed storage",
  },
];

/** What the identity of a use case's endpoint is granted roles on. */
export type EndpointIdentityTarget = "workspace" | "storage" | "collected" | "containerRegistry" | "modelRegistry";

/**
 * Roles of the identity that an endpoint's deployments run as. Azure ML checks them when it makes a deployment.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities.
 */
export const endpointIdentityAccess: readonly Access<EndpointIdentityTarget, BuiltInRole>[] = [
  { role: "acrPull", target: "containerRegistry", reason: "instances pull the image they run" },
  { role: "storageBlobDataReader", target: "storage", reason: "instances read the model" },
  {
    role: "storageBlobDataContributor",
    target: "collected",
    reason: "the data collector writes what monitors look at",
  },
  { role: "reader", target: "modelRegistry", reason: "the model comes from the registry that environments share" },
  {
    role: "amlMetricsWriter",
    target: "workspace",
    reason: "instances write their metrics; Azure grants it by itself to system-assigned identities only",
  },
];

/** What a use case's people are granted roles on. */
export type UseCaseTarget = "endpoint";

/** Roles of the team that owns a use case, in every environment. Whatever else it may do there, its persona says. */
export const useCaseTeamAccess: readonly Access<UseCaseTarget, "reader">[] = [
  {
    role: "reader",
    target: "endpoint",
    reason: "sees deployments, traffic and metrics, and queries the endpoint's logs",
  },
];

/** Roles of whoever calls a use case's endpoint. */
export const endpointCallerAccess: readonly Access<UseCaseTarget, "endpointCaller">[] = [
  { role: "endpointCaller", target: "endpoint", reason: "sends requests, and nothing else" },
];

/** What whoever gets in by a jump host is granted roles on. */
export type JumpHostTarget = "jumpHost" | "jumpHostInterface" | "bastion";

/**
 * Roles of whoever gets in by an environment's jump host. On the machine nobody is an administrator, and nothing there is more
 * than what people may do anyway: it has no rights of its own.
 * Source: Microsoft Entra, howto-vm-sign-in-azure-ad-linux; Azure Bastion, bastion-connect-vm-ssh-linux, "Required roles".
 */
export const jumpHostAccess: readonly Access<JumpHostTarget, "virtualMachineUserLogin" | "jumpHostUser" | "reader">[] =
  [
    { role: "virtualMachineUserLogin", target: "jumpHost", reason: "signs in to the machine as an ordinary user" },
    { role: "jumpHostUser", target: "jumpHost", reason: "finds the machine, and starts it after it was shut down" },
    { role: "reader", target: "jumpHostInterface", reason: "Bastion looks up by it where the machine is" },
    { role: "reader", target: "bastion", reason: "connects through it" },
  ];

/**
 * Roles of the service `DevOpsInfrastructure` of Azure DevOps, which puts agents into an environment's network. Microsoft names
 * Network Contributor, or a role of these actions beside Reader: the narrower of the two.
 * Source: Managed DevOps Pools, configure-networking.
 */
export const agentServiceAccess: readonly Access<"virtualNetwork", "reader" | "agentNetworkJoiner">[] = [
  { role: "reader", target: "virtualNetwork", reason: "looks up the network that agents are put into" },
  {
    role: "agentNetworkJoiner",
    target: "virtualNetwork",
    reason: "joins agents to the subnet that is delegated to it",
  },
];

/** What those who read data of a use case are granted their role on. */
export type DataReaderTarget = "storage" | "collected";

/** Roles of whoever reads what a use case's batches write; a condition lets through the folders of its outputs, and no others. */
export const batchReaderAccess: readonly Access<"storage", "storageBlobDataReader">[] = [
  { role: "storageBlobDataReader", target: "storage", reason: "reads the lists that a batch writes, by their folder" },
];

/** Roles of whoever compares live answers with labels; conditions let through these, and nothing else. */
export const liveReaderAccess: readonly Access<DataReaderTarget, "storageBlobDataReader">[] = [
  {
    role: "storageBlobDataReader",
    target: "collected",
    reason: "reads what one endpoint answered, by its folder, to decide gates.live",
  },
  { role: "storageBlobDataReader", target: "storage", reason: "reads the labels of one use case, by their folder" },
];

/** What whoever may roll a use case back is granted its role on. */
export type RollbackCallerTarget = "rollbackWorkflow" | "endpoint";

/** Roles of whoever may roll a use case back at once, on the workflow that does it and on what it changes. */
export const rollbackCallerAccess: readonly Access<RollbackCallerTarget, "rollbackCaller">[] = [
  {
    role: "rollbackCaller",
    target: "rollbackWorkflow",
    reason: "starts the rollback that is deployed, and writes nothing",
  },
  {
    role: "rollbackCaller",
    target: "endpoint",
    reason: "sees what answers, and whether it has moved",
  },
];

/** Roles of the identity of each event topic: the workspace's, and the storage account's where it has one. */
export const eventTopicAccess: readonly Access<"storage", BuiltInRole>[] = [
  { role: "storageBlobDataContributor", target: "storage", reason: "keeps events that could not be delivered" },
];

/** A workflow that acts for a use case: one submits training jobs, one puts traffic back, one tells the owner what went well. */
export type Workflow = "drift" | "rollback" | "notices";

/** What the identity of a workflow is granted roles on. */
export type WorkflowTarget = "workspace" | "modelRegistry" | "endpoint" | "endpointIdentity";

/** Roles of the identity of each workflow. */
export const workflowAccess = {
  drift: [
    {
      role: "jobSubmitter",
      target: "workspace",
      reason: "submits the training job when drift or new data is reported",
    },
    {
      role: "reader",
      target: "modelRegistry",
      reason: "the job names a component of the registry, which whoever submits it must be able to read",
    },
  ],
  rollback: [
    { role: "trafficOperator", target: "endpoint", reason: "puts traffic back on the version before when one fails" },
    {
      role: "managedIdentityOperator",
      target: "endpointIdentity",
      reason: "Azure asks for it of whoever writes an endpoint that runs as this identity",
    },
  ],
  notices: [
    {
      role: "reader",
      target: "workspace",
      reason: "reads a new version's metrics, and how an endpoint shares its requests",
    },
    {
      role: "reader",
      target: "modelRegistry",
      reason: "reads which model the live version is, to compare a new one with it",
    },
  ],
} as const satisfies Readonly<Record<Workflow, readonly Access<WorkflowTarget>[]>>;

/**
 * Roles of the identity that deploys an environment, on a registry without public access: Azure asks whoever makes a private
 * endpoint for them, and the workspace's identity as well.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-managed-network, "Approval of private endpoints".
 */
export const registryDeployerAccess: readonly Access<"modelRegistry", BuiltInRole>[] = [
  {
    role: "networkConnectionApprover",
    target: "modelRegistry",
    reason: "makes private endpoints from an environment's networks to a registry without public access",
  },
];

/** Roles of those who promote models, on the registry that all environments share. */
export const promoterAccess: readonly Access<"modelRegistry", "amlRegistryUser">[] = [
  { role: "amlRegistryUser", target: "modelRegistry", reason: "publishes models, components and environments" },
];

/** Roles of the identity that pipelines publish with, where they do: on the registry, and nowhere else. */
export const publisherAccess: readonly Access<"modelRegistry", "amlRegistryUser">[] = [
  {
    role: "amlRegistryUser",
    target: "modelRegistry",
    reason: "publishes what ml/ holds before an environment is deployed that names it",
  },
];

/** What a deployment pipeline's identity is granted roles on. */
export type PipelineTarget = "environment" | "environmentBefore" | "firstEnvironment" | "platform" | "state";

/** A role of a deployment pipeline's identity. */
export interface PipelineAccess {
  readonly role: BuiltInRole;
  readonly target: PipelineTarget;
  readonly reason: string;
}

/** Roles of the two identities each environment is deployed with. `plan` changes nothing; pull requests may use it. */
export const pipelineAccess: Readonly<Record<"plan" | "apply", readonly PipelineAccess[]>> = {
  plan: [
    { role: "reader", target: "environment", reason: "compares the environment with the configuration" },
    {
      role: "reader",
      target: "platform",
      reason: "reads back which identities may read the model registry, and what is promoted from there",
    },
    {
      role: "reader",
      target: "environmentBefore",
      reason: "a promotion asks how the version did in the environment before",
    },
    {
      role: "reader",
      target: "firstEnvironment",
      reason: "a promotion asks what the training run in the first environment says of the version",
    },
    { role: "storageBlobDataReader", target: "state", reason: "reads the state, without locking it" },
  ],
  apply: [
    { role: "contributor", target: "environment", reason: "makes and changes the environment" },
    {
      role: "rbacAdministrator",
      target: "environment",
      reason: "grants the roles that use cases and clusters need; a condition forbids all others",
    },
    { role: "locksContributor", target: "environment", reason: "sets and lifts the delete locks" },
    {
      role: "rbacAdministrator",
      target: "platform",
      reason: "lets the environment's identities read the model registry; a condition forbids all else",
    },
    { role: "storageBlobDataContributor", target: "state", reason: "writes and locks the environment's own state" },
  ],
};

const each = (tables: readonly (readonly { readonly role: RoleName }[])[]): readonly RoleName[] =>
  [...new Set(tables.flatMap((table) => table.map(({ role }) => role)))].sort();

/** Roles that people and calling systems hold at a level, use cases included, each once. */
export const rolesOfPeople = (level: AccessLevel): readonly RoleName[] =>
  each([...Object.values(personaAccess[level]), useCaseTeamAccess, endpointCallerAccess, rollbackCallerAccess]);

/** Roles that readers of data hold where use cases name some, each once. */
export const rolesOfDataReaders = (): readonly RoleName[] => each([batchReaderAccess, liveReaderAccess]);

/** Roles that whoever gets in by a jump host holds where there is one, each once. */
export const rolesOfJumpHostUsers = (): readonly RoleName[] => each([jumpHostAccess]);

/** What an owner grants when an environment is deployed the first time, and no pipeline afterwards. */
const grantedByOwner = [
  workspaceIdentityAccess,
  workspaceIdentityAccessAfterwards,
  workspaceIdentityPrivateAccess,
  publishingComputeAccess,
  encryptionIdentityAccess,
  agentServiceAccess,
];
/** What comes and goes with use cases and clusters. */
const grantedByPipelines = [
  computeIdentityAccess,
  eventTopicAccess,
  endpointIdentityAccess,
  Object.values(workflowAccess).flat(),
];

/** Roles that identities of an environment or its use cases hold, each once. */
export const rolesOfIdentities = (): readonly RoleName[] => each([...grantedByOwner, ...grantedByPipelines]);

/**
 * Roles that a deployment pipeline may grant to identities, each once. The workspace's own identity gets its roles from the
 * owner who deploys an environment the first time: they reach secrets and settings, and no deployment afterwards needs to
 * grant them again.
 */
export const rolesGrantedByPipelines = (): readonly RoleName[] => each(grantedByPipelines);
