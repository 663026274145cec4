import { EventgridSystemTopic } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic";
import { Construct } from "constructs";

export interface WorkspaceEventsProps {
  /** Name of the topic. 3–128 letters, digits and hyphens. */
  readonly name: string;
  /** Azure region of the workspace. */
  readonly location: string;
  /** Name of the workspace's resource group; a reference to it. */
  readonly resourceGroupName: string;
  /** ARM id of the workspace; a reference. A workspace can have one topic. */
  readonly workspaceId: string;
}

/**
 * What happens in a workspace, as events: models registered and deployed, runs completed, runs whose status changed.
 * Drift is among the last: a monitor's run carries the tag `azureml_modelmonitor_threshold_breached`. Use cases
 * subscribe; delivery uses the topic's own identity, so no secret is stored.
 */
export class WorkspaceEvents extends Construct {
  /** The system topic. */
  readonly resource: EventgridSystemTopic;

  constructor(scope: Construct, id: string, props: WorkspaceEventsProps) {
    super(scope, id);
    this.resource = new EventgridSystemTopic(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      sourceResourceId: props.workspaceId,
      topicType: "Microsoft.MachineLearningServices.Workspaces",
      identity: { type: "SystemAssigned" },
    });
  }

  /** Object id of the topic's identity: what delivery targets grant roles to. */
  get principalId(): string {
    return this.resource.identity.principalId;
  }
}
