import type { Construct } from "constructs";
import { SystemTopic, type SystemTopicProps } from "./system-topic";

export interface WorkspaceEventsProps extends SystemTopicProps {
  /** ARM id of the workspace; a reference. */
  readonly workspaceId: string;
}

/**
 * What happens in a workspace, as events: models registered and deployed, runs completed, runs whose status changed.
 * Drift is among the last: a monitor's run carries the tag `azureml_modelmonitor_threshold_breached`. Use cases
 * subscribe; delivery uses the topic's own identity, so no secret is stored.
 */
export class WorkspaceEvents extends SystemTopic {
  constructor(scope: Construct, id: string, props: WorkspaceEventsProps) {
    super(scope, id, props, { id: props.workspaceId, topicType: "Microsoft.MachineLearningServices.Workspaces" });
  }
}
