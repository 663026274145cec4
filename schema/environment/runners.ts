import { z } from "zod";
import { agentCount, agentImages, businessIdPattern } from "../../domain/network/runners";
import { matching, vmSize } from "../fields";

const WHOSE =
  "Whose runners: `github` (runners of GitHub) or `azure-devops` (a Managed DevOps Pool), as the repository has it. Each job gets one made for it, which is taken away after it.";

const github = z.strictObject({
  type: z.literal("github").describe(WHOSE),
  businessId: matching(businessIdPattern, "1 to 19 digits, in quotes", { examples: ["9919"] }).describe(
    "`databaseId` of the GitHub organization, or of its enterprise where that keeps the runners, in quotes.",
  ),
});

const azureDevops = z.strictObject({
  type: z.literal("azure-devops").describe(WHOSE),
  size: vmSize()
    .default("Standard_D2ads_v5")
    .describe("VM size of each agent. Its cores are a quota of Managed DevOps Pools' own: five of a family at first."),
  image: z
    .enum(agentImages)
    .default("ubuntu-24.04")
    .describe("What is installed on agents: an image that Azure keeps, always its latest version."),
  maxAgents: z
    .number()
    .int()
    .min(agentCount.min)
    .max(agentCount.max)
    .default(2)
    .describe(
      "Agents at once, 1 to 10000, at most as many as the subnet has addresses. Azure DevOps runs as many jobs as it has parallel jobs of self-hosted agents, one without pay.",
    ),
});

/** Runners that a service puts into the network. */
export const runners = z
  .discriminatedUnion("type", [github, azureDevops])
  .describe(
    "Runners in the environment's network, in a subnet of their own, which reach what is private there. They go out through `firewall`, or through a NAT gateway that is made. `deployment.runner` names their label or pool. Default: none.",
  );
