import { EventgridSystemTopic } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic";
import { Construct } from "constructs";

export interface SystemTopicProps {
  /** Name of the topic. 3–128 letters, digits and hyphens. */
  readonly name: string;
  /** Azure region of what the events are about. */
  readonly location: string;
  /** Name of its resource group; a reference to it. */
  readonly resourceGroupName: string;
}

/** What happens to a resource, as events. A resource can have one topic. */
export abstract class SystemTopic extends Construct {
  /** The system topic. */
  readonly resource: EventgridSystemTopic;

  protected constructor(
    scope: Construct,
    id: string,
    { name, location, resourceGroupName }: SystemTopicProps,
    source: { readonly id: string; readonly topicType: string },
  ) {
    super(scope, id);
    this.resource = new EventgridSystemTopic(this, "Resource", {
      name,
      location,
      resourceGroupName,
      sourceResourceId: source.id,
      topicType: source.topicType,
      identity: { type: "SystemAssigned" },
    });
  }

  /** ARM id of the topic; a reference. */
  get id(): string {
    return this.resource.id;
  }

  /** Object id of the topic's identity: what delivery targets grant roles to. */
  get principalId(): string {
    return this.resource.identity.principalId;
  }
}
