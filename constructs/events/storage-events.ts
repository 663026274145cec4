import type { Construct } from "constructs";
import { SystemTopic, type SystemTopicProps } from "./system-topic";

export interface StorageEventsProps extends SystemTopicProps {
  /** ARM id of the storage account; a reference. */
  readonly storageId: string;
}

/**
 * What happens in a storage account, as events: files written, renamed and deleted. Use cases that train on new data
 * subscribe. Azure raises them inside its own network, so an account without public access tells of its files, too.
 */
export class StorageEvents extends SystemTopic {
  constructor(scope: Construct, id: string, props: StorageEventsProps) {
    super(scope, id, props, { id: props.storageId, topicType: "Microsoft.Storage.StorageAccounts" });
  }
}
