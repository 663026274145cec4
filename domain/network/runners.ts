/** The number by which GitHub's GraphQL API knows an organization or enterprise: `databaseId`. */
export const businessIdPattern = /^[1-9]\d{0,18}$/;

/** Who puts runners into a network, by what `network.runners.type` calls them. */
export const runnerServices = ["github", "azure-devops"] as const;
export type RunnerService = (typeof runnerServices)[number];

/** What the subnet of runners is delegated to, and nobody else's machines stand in it. */
export const runnerDelegations = {
  github: "GitHub.Network/networkSettings",
  "azure-devops": "Microsoft.DevOpsInfrastructure/pools",
} as const satisfies Record<RunnerService, string>;

/**
 * Images of agents that Azure keeps, by the names it has for them. The pipelines' steps are written for Linux.
 * Source: Managed DevOps Pools, configure-images, "Azure Pipelines images".
 */
export const agentImages = ["ubuntu-24.04", "ubuntu-22.04"] as const;
export type AgentImage = (typeof agentImages)[number];

/** Agents that a pool may have at once. Source: Microsoft.DevOpsInfrastructure/pools@2025-09-20, `maximumConcurrency`. */
export const agentCount = { min: 1, max: 10_000 } as const;

/** Addresses of every subnet that Azure keeps for itself. */
const KEPT_BY_AZURE = 5;

/** How many agents a subnet has addresses for, by the length of its block. Source: Managed DevOps Pools, configure-networking. */
export const agentsIn = (prefix: number): number => Math.max(0, 2 ** (32 - prefix) - KEPT_BY_AZURE);

/** What decides which service's runners fit a repository. */
export interface RunnersSource {
  /** Undefined if it was not told, or wrongly. */
  readonly type: RunnerService | undefined;
  /** Who runs the pipelines. */
  readonly pipelines: RunnerService;
}

/** Runners of a service that does not run the pipelines, in words after `network.runners.type`; undefined if they fit. */
export const checkRunners = ({ type, pipelines }: RunnersSource) =>
  type === undefined || type === pipelines
    ? undefined
    : {
        says:
          type === "github"
            ? "asks for runners of GitHub, and the repository is in Azure DevOps"
            : "asks for agents of Azure DevOps, and the repository is on GitHub",
        allowed: pipelines,
        fix: `write type: ${pipelines}, and its keys`,
      };
