import { Construct } from "constructs";
import { AzureCheckBranchControl, type AzurePipeline, DataAzureDevopsAgentQueue } from "../azure-devops";
import { allowPipelines } from "./azure-authorizations";

export interface AzureAgentsProps {
  /** GUID of the project. */
  readonly projectId: string;
  /** Name of the agent pool, which has to be there: Azure DevOps knows it in the project by the same name. */
  readonly name: string;
  /** The pipelines whose jobs may run there, by a name of the address. No other's may. At least one. */
  readonly pipelines: Readonly<Record<string, AzurePipeline>>;
  /** Branch whose runs alone may: what runs on an agent in a network reaches what is private there. */
  readonly branch: string;
}

/** Lets some pipelines at a pool of agents, in runs of one branch. Without this a run waits until somebody permits it. */
export class AzureAgents extends Construct {
  constructor(scope: Construct, id: string, { projectId, name, pipelines, branch }: AzureAgentsProps) {
    super(scope, id);
    const queue = new DataAzureDevopsAgentQueue(this, "Queue", { projectId, name });
    new AzureCheckBranchControl(this, "Branch", {
      projectId,
      targetResourceId: queue.id,
      targetResourceType: "queue",
      displayName: `Only ${branch}`,
      allowedBranches: [`refs/heads/${branch}`],
      verifyBranchProtection: true,
    });
    allowPipelines(this, "Allowed", pipelines, { projectId, resourceId: queue.id, type: "queue" });
  }
}
