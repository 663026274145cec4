import type { Construct } from "constructs";
import type { Rule } from "../rules";
import { BLOB_CREATED, SUBJECT_PREFIX, subjectPart } from "../../domain/monitors/new-data";
import { type EventFilter, WorkflowSubscription, type WorkflowSubscriptionProps } from "./workflow-subscription";

export interface NewDataSubscriptionProps extends WorkflowSubscriptionProps {
  /** Folder below the workspace's own store, ending in a slash, e.g. `customer-churn/training/`. */
  readonly folder: string;
  /** What a file's path must end in to count, e.g. `_SUCCESS`. @default - every file counts */
  readonly endsWith?: string;
}

const newDataRules: readonly Rule<NewDataSubscriptionProps>[] = [
  {
    code: "MLOPS-DRIFT-008",
    check: ({ folder }) =>
      /^([^\s/]+\/)+$/.test(folder)
        ? undefined
        : {
            message: "that is no folder",
            given: folder,
            allowed: "<folder>/, ending in a slash and not starting with one",
          },
  },
];

/**
 * Starts a workflow when a file has been written into a folder of the workspace's own store. Its container carries an id
 * that only Azure knows, so the filter asks for the beginning of the container's name and for the folder.
 * Source: learn.microsoft.com/azure/event-grid/event-schema-blob-storage.
 *
 * Limitations: events come at least once and in any order, and one for every file; the workflow takes care of both.
 */
export class NewDataSubscription extends WorkflowSubscription<NewDataSubscriptionProps> {
  constructor(scope: Construct, id: string, props: NewDataSubscriptionProps) {
    const filter: EventFilter = {
      includedEventTypes: [BLOB_CREATED],
      subjectBeginsWith: SUBJECT_PREFIX,
      ...(props.endsWith !== undefined && { subjectEndsWith: props.endsWith }),
      advancedFilters: [{ operatorType: "StringContains", key: "Subject", values: [subjectPart(props.folder)] }],
    };
    super(scope, id, props, filter, newDataRules);
  }
}
