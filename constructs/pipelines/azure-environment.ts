import { Construct } from "constructs";
import {
  AzureCheckApproval,
  AzureCheckBranchControl,
  AzureCheckExclusiveLock,
  AzureDevopsEnvironment,
  type AzurePipeline,
  type DataAzureDevopsGroup,
} from "../azure-devops";
import { allowPipelines } from "./azure-authorizations";

export interface AzureEnvironmentProps {
  /** GUID of the project. */
  readonly projectId: string;
  /** Name of the environment, as jobs name it. */
  readonly name: string;
  /** Branch whose runs alone may deploy. */
  readonly branch: string;
  /** Who may approve. Without any, nobody is asked. */
  readonly approvers: readonly DataAzureDevopsGroup[];
  /** Whether whoever started a deployment may approve it. @default false */
  readonly selfApproval?: boolean;
  /** The pipelines that may deploy, by a name of the address. No other may. */
  readonly pipelines: Readonly<Record<string, AzurePipeline>>;
}

/**
 * An environment of Azure Pipelines that deployments go through: only runs of one branch and of one pipeline get in, one
 * after another, and only after one of its approvers agreed.
 *
 * Limitations: a group counts as one approver, whoever of it approves; Azure DevOps has no check that waits a time.
 */
export class AzureEnvironment extends Construct {
  readonly resource: AzureDevopsEnvironment;

  constructor(scope: Construct, id: string, props: AzureEnvironmentProps) {
    super(scope, id);
    const { projectId, name, branch, approvers } = props;
    this.resource = new AzureDevopsEnvironment(this, "Resource", { projectId, name });
    const target = { projectId, targetResourceId: this.resource.id, targetResourceType: "environment" } as const;
    if (approvers.length > 0) {
      new AzureCheckApproval(this, "Approval", {
        ...target,
        approvers: approvers.map(({ groupId }) => groupId),
        minimumRequiredApprovers: 1,
        requesterCanApprove: props.selfApproval ?? false,
        instructions: `Read the review in the summary of this run: it is of exactly the plan of ${name} that will be applied.`,
      });
    }
    new AzureCheckBranchControl(this, "Branch", {
      ...target,
      displayName: `Only ${branch}`,
      allowedBranches: [`refs/heads/${branch}`],
      verifyBranchProtection: true,
    });
    new AzureCheckExclusiveLock(this, "Lock", target);
    allowPipelines(this, "Allowed", props.pipelines, { projectId, resourceId: this.resource.id, type: "environment" });
  }
}
