import { isStorageHost, partsOf } from "../managed-network";
import type { Isolation, ManagedNetwork, OutboundRule, Target } from "./model";

/**
 * Service tags that Azure ML lets an approved-only network reach by itself.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-managed-network, "Required rules".
 */
export const REQUIRED_TAGS = [
  "AzureActiveDirectory",
  "AzureMachineLearning",
  "BatchNodeManagement",
  "AzureResourceManager",
  "AzureFrontDoor.FirstParty",
  "MicrosoftContainerRegistry",
  "AzureMonitor",
  "VirtualNetwork",
] as const;

/** What a workspace stands on, as its managed network may lead to it. */
export interface WorkspaceTargets {
  readonly workspace: Target;
  readonly storage: Target;
  readonly vault: Target;
  readonly containerRegistry: Target;
}

/** The parts that Azure makes private endpoints to by itself, and whether serverless Spark gets them, too. No `dfs`. */
const automatic = [
  ["workspace", "amlworkspace", true],
  ["storage", "blob", true],
  ["storage", "file", true],
  // Seen without Spark in 2024 and with it in 2025: taken to be without.
  ["vault", "vault", false],
  ["containerRegistry", "registry", false],
] as const satisfies readonly (readonly [keyof WorkspaceTargets, string, boolean])[];

/**
 * The private endpoints that Azure makes when it provisions a managed network: in `approved-only` to all that the workspace
 * stands on, in `internet` only to what has no public access at that time. Access from selected networks is public access.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-managed-network.
 */
export function automaticRules(isolation: Isolation, targets: WorkspaceTargets): readonly OutboundRule[] {
  if (isolation === "none") return [];
  return automatic.flatMap(([what, subresource, spark]): OutboundRule[] => {
    const { id, publicAccess } = targets[what];
    // A public workspace gets no endpoint of its own, whatever the isolation.
    const made = what === "workspace" ? !publicAccess : isolation === "approved-only" || !publicAccess;
    return id === undefined || !made ? [] : [{ type: "private-endpoint", resource: id, subresource, spark }];
  });
}

/** Why Azure refuses a rule in a managed network; undefined if it takes it. In one clause without a full stop. */
export function outboundRuleProblem(
  rule: OutboundRule,
  { isolation, rules }: Pick<ManagedNetwork, "isolation" | "rules">,
): string | undefined {
  if (isolation === "none") return "the workspace has no managed network";
  if (rule.type !== "private-endpoint" && isolation === "internet") {
    return 'only "PrivateEndpoint" outbound rules can be specified when managed network isolation mode is "AllowInternetOutbound"';
  }
  switch (rule.type) {
    case "fqdn":
      return isStorageHost(rule.host) ? "storage is reached by private endpoints, not by its host name" : undefined;
    case "private-endpoint": {
      if (partsOf(rule.resource) === undefined) return "Azure ML makes no private endpoint to this";
      const twin = rules.some(
        (other) =>
          other.type === "private-endpoint" &&
          other.resource.toLowerCase() === rule.resource.toLowerCase() &&
          other.subresource.toLowerCase() === rule.subresource.toLowerCase(),
      );
      return twin ? "there is a rule to the same part of the same resource" : undefined;
    }
    default:
      return undefined;
  }
}

/** Why a workspace's monitors cannot run whatever they reach; undefined if they can. */
export const monitorProblem = ({ isolation }: Pick<ManagedNetwork, "isolation">): string | undefined =>
  isolation === "approved-only" ? "Azure ML runs no monitors in an approved-only network" : undefined;

/** Why a compute cannot join a virtual network; a managed one is always its workspace's own. */
export const joinProblem = (compute: { readonly region: string }, network: { readonly region: string }) =>
  compute.region.toLowerCase() === network.region.toLowerCase()
    ? undefined
    : "a compute joins only networks of its workspace's region";

/** The name at the end of a model registry's id; undefined if the id is of something else. */
const registryIn = (id: string): string | undefined =>
  /\/providers\/Microsoft\.MachineLearningServices\/registries\/([^/]+)$/i.exec(id)?.[1];

/** Whether an id is one model registry's; `*` in place of a name is every registry's. */
export const isModelRegistry = (id: string): boolean => ![undefined, "*"].includes(registryIn(id));

/**
 * Why what a workspace has cannot be published to a registry, which fetches it from the workspace's storage.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-share-models-pipelines-across-workspaces-with-registries.
 */
export function publishProblem(storage: Target, registry: string): string | undefined {
  if (!storage.publicAccess)
    return "the workspace's storage has no public access, and a registry fetches from no other";
  if ((storage.defaultAction ?? "Allow") === "Allow") return undefined;
  const isNamed = (storage.resources ?? []).some(
    (rule) => registryIn(rule) === "*" || (isModelRegistry(rule) && rule.toLowerCase() === registry.toLowerCase()),
  );
  return isNamed ? undefined : "the firewall of the workspace's storage has no resource instance rule for the registry";
}
