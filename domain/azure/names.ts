import { createHash } from "node:crypto";
import type { Problem } from "../problem/problem";
import { resourceId } from "./ids";

/**
 * What Azure allows in the name of each kind of resource we make. `pattern` is the provider's or ARM's own check.
 * Sources: azurerm 4.55.0 validators, ARM type definitions at 2025-06-01, Azure resource name rules.
 */
export const nameRules = {
  resourceGroup: { min: 1, max: 90, pattern: /^[-\w._()]*[-\w_()]$/, unique: "subscription" },
  virtualNetwork: { min: 2, max: 64, pattern: /^[a-zA-Z0-9][\w.-]*\w$/, unique: "resource group" },
  virtualNetworkPeering: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "virtual network" },
  routeTable: { min: 1, max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, unique: "resource group" },
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
}

/**
 * Every composed name of one environment. A pure function of the configuration: two runs, two machines, the same
 * names. Names that must be unique in all of Azure carry eight hex digits of a hash of subscription, organization and
 * environment.
 */
export function environmentNames(context: NamingContext) {
  const { prefix, environment } = context;
  const generation = context.generation ?? 1;
  const base = `${prefix}-${environment}`;
  const compact = base.replaceAll("-", "");
  const hash = shortHash(context.subscription, prefix, environment);
  const suffix = generation === 1 ? "" : `-g${generation}`;
  const generationHash =
    generation === 1 ? hash : shortHash(context.subscription, prefix, environment, String(generation));
  return {
    resourceGroup: `rg-${base}-ml`,
    virtualNetwork: `vnet-${base}`,
    hubPeering: `peer-${base}-hub`,
    routeTable: `rt-${base}`,
    networkSecurityGroup: (subnet: string) => `nsg-${base}-${subnet}`,
    storageAccount: `st${compact}${hash}`,
    /** For what endpoints collect; as long as the other, whose check counts for both. */
    collectedStorageAccount: `st${compact}${shortHash(context.subscription, prefix, environment, "collected")}`,
    keyVault: `kv-${base}-${generationHash}`,
    containerRegistry: `cr${compact}${hash}`,
    logAnalytics: `log-${base}${suffix}`,
    applicationInsights: `appi-${base}`,
    workspace: `mlw-${base}${suffix}`,
    identity: (use: string) => `id-${base}-${use}`,
    privateEndpoint: (target: string) => `pep-${base}-${target}`,
    actionGroup: (severity: string) => `ag-${base}-${severity}`,
    alertRule: (alert: string) => `${base}-${alert}`,
    systemTopic: `evgt-${base}-workspace`,
    storageTopic: `evgt-${base}-storage`,
    budget: `budget-${base}`,
    useCaseBudget: (useCase: string) => `budget-${base}-${useCase}`,
  } as const;
}

/** The names {@link environmentNames} composes. */
export type EnvironmentNames = ReturnType<typeof environmentNames>;

/**
 * Every name of an environment with the rule it must meet; names made for a use (an identity, an alert) stand for all
 * of their kind by the longest use we have.
 */
export const environmentNameKinds = (names: EnvironmentNames): readonly (readonly [NameKind, string])[] => [
  ["resourceGroup", names.resourceGroup],
  ["virtualNetwork", names.virtualNetwork],
  ["virtualNetworkPeering", names.hubPeering],
  ["routeTable", names.routeTable],
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

/** Names of what all environments share: the model registry and the Terraform state. */
export function sharedNames(context: Omit<NamingContext, "environment" | "generation">) {
  const { prefix } = context;
  const hash = shortHash(context.subscription, prefix, "shared");
  return {
    registryResourceGroup: `rg-${prefix}-ml-registry`,
    registry: `mlr-${prefix}`,
    registryLogAnalytics: `log-${prefix}-ml-registry`,
    stateResourceGroup: `rg-${prefix}-ml-state`,
    stateStorageAccount: `st${prefix}tf${hash}`,
    stateContainer: "tfstate",
    pipelineIdentity: (environment: string, use: "plan" | "apply") => `id-${prefix}-${environment}-${use}`,
  } as const;
}

/** ARM id of the model registry that all environments share. */
export function modelRegistryId(context: Omit<NamingContext, "environment" | "generation">): string {
  const { registryResourceGroup, registry } = sharedNames(context);
  const group = { subscriptionId: context.subscription, resourceGroup: registryResourceGroup };
  return resourceId(group, "Microsoft.MachineLearningServices/registries", registry);
}

/** The names of {@link sharedNames} with the rule each must meet, as {@link environmentNameKinds}. */
export const sharedNameKinds = (names: ReturnType<typeof sharedNames>): readonly (readonly [NameKind, string])[] => [
  ["resourceGroup", names.registryResourceGroup],
  ["registry", names.registry],
  ["logAnalytics", names.registryLogAnalytics],
  ["resourceGroup", names.stateResourceGroup],
  ["storageAccount", names.stateStorageAccount],
];

/** Eight hex digits that differ when any part differs. */
function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0").toLowerCase()).digest("hex").slice(0, 8);
}
