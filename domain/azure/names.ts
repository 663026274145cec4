import { createHash } from "node:crypto";
import type { Problem } from "../problem/problem";
import { resourceId } from "./ids";
import type { Workflow } from "../access/access";
import { composeName, hasToken, type NamingScheme, type PatternKind } from "./naming";

/**
 * What Azure allows in the name of each kind of resource we make. `pattern` is the provider's or ARM's own check.
 * Sources: azurerm 4.55.0 validators, ARM type definitions at 2025-06-01, Azure resource name rules.
 */
export const nameRules = {
  resourceGroup: { min: 1, max: 90, pattern: /^[-\w._()]*[-\w_()]$/, unique: "subscription" },
  virtualNetwork: { min: 2, max: 64, pattern: /^[a-zA-Z0-9][\w.-]*\w$/, unique: "resource group" },
  virtualNetworkPeering: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "virtual network" },
  routeTable: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  natGateway: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  publicIpAddress: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  // Published is only how it begins; the rest is what every resource of a network may be called.
  gitHubNetworkSettings: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  // azurerm's own check of a Managed DevOps Pool; the two others are ARM's.
  agentPool: { min: 3, max: 44, pattern: /^[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9-]$/, unique: "resource group" },
  devCenter: { min: 3, max: 26, pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]+$/, unique: "resource group" },
  devCenterProject: { min: 3, max: 63, pattern: /^[a-zA-Z0-9][a-zA-Z0-9-_.]+$/, unique: "resource group" },
  // As long as a Linux machine's own name may be; what belongs to it is called after it.
  jumpHost: { min: 1, max: 64, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, unique: "resource group" },
  bastionPublicIpAddress: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  bastion: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  networkSecurityGroup: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
  privateEndpoint: { min: 2, max: 64, pattern: /^[a-zA-Z0-9][\w.-]*\w$/, unique: "resource group" },
  storageAccount: { min: 3, max: 24, pattern: /^[a-z0-9]+$/, unique: "Azure" },
  keyVault: { min: 3, max: 24, pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/, unique: "Azure" },
  containerRegistry: { min: 5, max: 50, pattern: /^[a-zA-Z0-9]+$/, unique: "Azure" },
  logAnalytics: { min: 4, max: 63, pattern: /^[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$/, unique: "resource group" },
  applicationInsights: { min: 1, max: 260, pattern: /^[^%&\\?/]*[^%&\\?/ .]$/, unique: "resource group" },
  workspace: { min: 3, max: 33, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]+$/, unique: "resource group" },
  registry: { min: 3, max: 32, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]+$/, unique: "Entra tenant" },
  computeCluster: {
    min: 3,
    max: 16,
    pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]*[a-zA-Z0-9]$/,
    unique: "workspace",
  },
  computeInstance: {
    min: 4,
    max: 24,
    pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]*[a-zA-Z0-9]$/,
    unique: "region",
  },
  onlineEndpoint: {
    min: 3,
    max: 32,
    pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/,
    unique: "Azure region",
  },
  onlineDeployment: { min: 3, max: 32, pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/, unique: "endpoint" },
  mlSchedule: { min: 1, max: 255, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, unique: "workspace" },
  mlAsset: { min: 1, max: 255, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, unique: "workspace or registry" },
  managedIdentity: { min: 3, max: 128, pattern: /^[a-zA-Z0-9][\w-]+$/, unique: "resource group" },
  actionGroup: { min: 1, max: 260, pattern: /^[^*#&+:<>?@%{}\\/]+$/, unique: "resource group" },
  actionGroupShort: { min: 1, max: 12, pattern: /^[a-zA-Z0-9-]+$/, unique: "nothing" },
  alertRule: { min: 1, max: 260, pattern: /^[^*#&+:<>?@%{}\\/]+$/, unique: "resource group" },
  budget: { min: 1, max: 63, pattern: /^[-\w]+$/, unique: "resource group" },
  systemTopic: { min: 3, max: 128, pattern: /^[-a-zA-Z0-9]+$/, unique: "resource group" },
  eventSubscription: { min: 3, max: 64, pattern: /^[-a-zA-Z0-9]+$/, unique: "topic" },
  logicApp: { min: 1, max: 80, pattern: /^[-()_.A-Za-z0-9]+$/, unique: "resource group" },
  federatedCredential: { min: 3, max: 120, pattern: /^[a-zA-Z0-9][\w-]+$/, unique: "identity" },
} as const satisfies Record<string, NameRule>;

interface NameRule {
  readonly min: number;
  readonly max: number;
  readonly pattern: RegExp;
  /** Within what the name must be unique. */
  readonly unique: string;
}

/** A kind of resource that {@link nameRules} knows. */
export type NameKind = keyof typeof nameRules;

/** What is wrong with `name` as the name of a `kind`, in words; undefined if nothing is. */
export function checkName(kind: NameKind, name: string): Pick<Problem, "message" | "given" | "allowed"> | undefined {
  const rule: NameRule = nameRules[kind];
  if (name.length >= rule.min && name.length <= rule.max && rule.pattern.test(name)) return undefined;
  return {
    message: `the composed name of the ${kind} is not one that Azure accepts`,
    given: `${name} (${name.length} characters)`,
    allowed: `${rule.min} to ${rule.max} characters matching ${rule.pattern.source}`,
  };
}

/** What names are composed from. */
export interface NamingContext {
  /** The organization's prefix, e.g. `pfs`. */
  readonly prefix: string;
  /** The environment, e.g. `dev`; for what is shared by all, `shared`. */
  readonly environment: string;
  /** Subscription GUID: part of what makes globally unique names unique. */
  readonly subscription: string;
  /**
   * Counts up to escape a soft-deleted name (workspace 14 days, key vault up to 90, log workspace 14).
   * @default 1
   */
  readonly generation?: number;
  /** Azure region, e.g. `westeurope`. @default - none, for names without it */
  readonly location?: string | undefined;
  /** What the company has of its own. @default - none, the names that are usual here */
  readonly naming?: NamingScheme | undefined;
  /** Name of a resource group that others made. @default - none, it is composed as others */
  readonly resourceGroup?: string | undefined;
  /** Whether it is the environment's second region, whose names are told apart from those of the first. @default false */
  readonly recovery?: boolean | undefined;
}

/** What tells the second region of an environment from the first, in names of stacks and of what no hash tells apart. */
const RECOVERY = "recovery";

/** The Terraform stack of an environment, or of its second region: that of no naming scheme. */
export const environmentStack = (environment: string, recovery = false): string =>
  recovery ? `${environment}-${RECOVERY}` : environment;

/**
 * Every composed name of one environment. A pure function of the configuration: two runs, two machines, the same
 * names. Names that must be unique in all of Azure carry eight hex digits of a hash of subscription, organization and
 * environment, unless the company's patterns leave it out. In a second region those of a resource group are as in the first,
 * whose group is another.
 */
export function environmentNames(context: NamingContext) {
  const { prefix, environment, subscription, naming, recovery = false } = context;
  const generation = context.generation ?? 1;
  const parts = [subscription, prefix, environment, ...(recovery ? [RECOVERY] : [])];
  const hash = shortHash(...parts);
  const suffix = generation === 1 ? "" : `-g${generation}`;
  const generationHash = generation === 1 ? hash : shortHash(...parts, String(generation));
  const common = { prefix, ...placeTokens(context) };
  const compose = (kind: PatternKind, more: Parameters<typeof composeName>[1] = {}): string =>
    composeName(kind, { ...common, hash, ...more }, naming);
  const of = (kind: PatternKind) => (use: string) => compose(kind, { use });
  /** What is unique beyond a resource group, where no hash tells the regions apart. */
  const apart = (name: string, dash = "-"): string => (recovery ? `${name}${dash}${RECOVERY}` : name);
  return {
    resourceGroup: context.resourceGroup ?? apart(compose("resourceGroup")),
    virtualNetwork: compose("virtualNetwork"),
    hubPeering: compose("virtualNetworkPeering"),
    routeTable: compose("routeTable"),
    natGateway: compose("natGateway"),
    publicIpAddress: compose("publicIpAddress"),
    gitHubNetworkSettings: compose("gitHubNetworkSettings"),
    agentPool: compose("agentPool"),
    devCenter: compose("devCenter"),
    devCenterProject: compose("devCenterProject"),
    jumpHost: compose("jumpHost"),
    bastion: compose("bastion"),
    bastionPublicIpAddress: compose("bastionPublicIpAddress"),
    networkSecurityGroup: of("networkSecurityGroup"),
    storageAccount: compose("storageAccount"),
    /** For what endpoints collect; as long as the other, whose check counts for both. */
    collectedStorageAccount: compose("storageAccount", {
      hash: shortHash(...parts, "collected"),
    }),
    /** Of the account that is made for a moment, to see that a key can be used. */
    keyProofStorageAccount: compose("storageAccount", { hash: shortHash(...parts, "key") }),
    keyVault: hasToken("keyVault", "hash", naming)
      ? compose("keyVault", { hash: generationHash })
      : `${apart(compose("keyVault"))}${suffix}`,
    containerRegistry: hasToken("containerRegistry", "hash", naming)
      ? compose("containerRegistry")
      : apart(compose("containerRegistry"), ""),
    logAnalytics: `${compose("logAnalytics")}${suffix}`,
    applicationInsights: compose("applicationInsights"),
    workspace: `${apart(compose("workspace"))}${suffix}`,
    identity: of("managedIdentity"),
    privateEndpoint: of("privateEndpoint"),
    actionGroup: of("actionGroup"),
    /** Ends in what is given. */
    alertRule: of("alertRule"),
    systemTopic: compose("systemTopic", { use: "workspace" }),
    storageTopic: compose("systemTopic", { use: "storage" }),
    budget: compose("budget"),
    useCaseBudget: (useCase: string) => compose("useCaseBudget", { useCase }),
  } as const;
}

/** What tokens say of where something is. */
export const placeTokens = ({
  environment,
  location = "",
  naming,
}: Pick<NamingContext, "environment" | "location" | "naming">) => ({
  environment: naming?.environments?.[environment] ?? environment,
  region: naming?.regions?.[location] ?? location,
});

/** The names {@link environmentNames} composes. */
export type EnvironmentNames = ReturnType<typeof environmentNames>;

/** A name with the rule it must meet, which is that of the pattern it is composed by but for a few. */
export type NamedByPattern = readonly [kind: NameKind, name: string, pattern?: PatternKind];

/**
 * Every name of an environment with the rule it must meet; names made for a use (an identity, an alert) stand for all
 * of their kind by the longest use we have.
 */
export const environmentNameKinds = (names: EnvironmentNames): readonly NamedByPattern[] => [
  ["resourceGroup", names.resourceGroup],
  ["virtualNetwork", names.virtualNetwork],
  ["virtualNetworkPeering", names.hubPeering],
  ["routeTable", names.routeTable],
  ["natGateway", names.natGateway],
  ["publicIpAddress", names.publicIpAddress],
  ["gitHubNetworkSettings", names.gitHubNetworkSettings],
  ["agentPool", names.agentPool],
  ["devCenter", names.devCenter],
  ["devCenterProject", names.devCenterProject],
  ["jumpHost", names.jumpHost],
  ["bastion", names.bastion],
  ["bastionPublicIpAddress", names.bastionPublicIpAddress],
  ["networkSecurityGroup", names.networkSecurityGroup("private-endpoints")],
  ["privateEndpoint", names.privateEndpoint("container-registry")],
  ["storageAccount", names.storageAccount],
  ["keyVault", names.keyVault],
  ["containerRegistry", names.containerRegistry],
  ["logAnalytics", names.logAnalytics],
  ["applicationInsights", names.applicationInsights],
  ["workspace", names.workspace],
  ["managedIdentity", names.identity("workspace")],
  ["actionGroup", names.actionGroup("informational")],
  ["alertRule", names.alertRule("model-deployment-failures")],
  ["systemTopic", names.systemTopic],
  ["budget", names.budget],
];

/** The same of what a use case has in an environment. */
export const useCaseNameKinds = (
  names: EnvironmentNames,
  useCase: string,
  own: { readonly endpoint: string; readonly workflow: (use: Workflow) => string },
): readonly NamedByPattern[] => [
  ["managedIdentity", names.identity(`${useCase}-endpoint`)],
  ["managedIdentity", names.identity(`${useCase}-rollback`)],
  ["actionGroup", names.actionGroup(useCase)],
  ["actionGroup", names.actionGroup(`${useCase}-rollback`)],
  ["alertRule", names.alertRule(`${useCase}-collected-data-missing`)],
  ["budget", names.useCaseBudget(useCase), "useCaseBudget"],
  ["logicApp", own.workflow("drift")],
  ["logicApp", own.workflow("rollback")],
  ["logicApp", own.workflow("notices")],
  ["onlineEndpoint", own.endpoint],
];

/** What decides where a name must be alone. */
export interface NamePlace {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** The same for two names that cannot both be, as Azure wants them unique there; undefined where names are free. */
export function placeOfName(kind: NameKind, name: string, place: NamePlace): string | undefined {
  const { unique }: NameRule = nameRules[kind];
  const within = {
    Azure: "",
    "Entra tenant": "",
    subscription: place.subscription,
    "Azure region": place.location,
    "resource group": `${place.subscription}/${place.resourceGroup}`,
  }[unique];
  return within === undefined ? undefined : `${kind} ${within}/${name}`.toLowerCase();
}

/** What names of what all environments share are composed from. */
export type SharedNamingContext = Omit<NamingContext, "environment" | "generation" | "resourceGroup">;

/** Names of what all environments share: the model registry and the Terraform state. */
export function sharedNames(context: SharedNamingContext) {
  const { prefix, naming } = context;
  const { region } = placeTokens({ ...context, environment: "shared" });
  const tokens = { prefix, region, hash: shortHash(context.subscription, prefix, "shared") };
  const compose = (kind: PatternKind): string => composeName(kind, tokens, naming);
  return {
    registryResourceGroup: compose("registryResourceGroup"),
    registry: compose("registry"),
    stateResourceGroup: compose("stateResourceGroup"),
    stateStorageAccount: compose("stateStorageAccount"),
    stateContainer: "tfstate",
    /** By no pattern: what these may do is told by what they are called. */
    pipelineIdentity: (environment: string, use: "plan" | "apply") => `id-${prefix}-${environment}-${use}`,
    /** What pipelines publish with; no environment's. */
    publishingIdentity: `id-${prefix}-publish`,
  } as const;
}

/** ARM id of the model registry that all environments share. */
export function modelRegistryId(context: SharedNamingContext): string {
  const { registryResourceGroup, registry } = sharedNames(context);
  const group = { subscriptionId: context.subscription, resourceGroup: registryResourceGroup };
  return resourceId(group, "Microsoft.MachineLearningServices/registries", registry);
}

/** The names of {@link sharedNames} with the rule each must meet, as {@link environmentNameKinds}. */
export const sharedNameKinds = (names: ReturnType<typeof sharedNames>): readonly NamedByPattern[] => [
  ["resourceGroup", names.registryResourceGroup, "registryResourceGroup"],
  ["registry", names.registry],
  ["resourceGroup", names.stateResourceGroup, "stateResourceGroup"],
  ["storageAccount", names.stateStorageAccount, "stateStorageAccount"],
];

/** Eight hex digits that differ when any part differs. */
function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0").toLowerCase()).digest("hex").slice(0, 8);
}
