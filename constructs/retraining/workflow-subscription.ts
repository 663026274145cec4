import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { checkName } from "../../domain/azure/names";
import type { ProblemCode } from "../../domain/problem/codes";
import type { Problem } from "../../domain/problem/problem";
import { AzapiResource } from "../azapi";
import { range, requireValid, type Rule } from "../rules";
import type { LogicApp } from "../workflow";

/** What every subscription that starts a workflow has. */
export interface WorkflowSubscriptionProps {
  /** Name of the subscription. 3–64 letters, digits and hyphens. A change replaces it. */
  readonly name: string;
  /** ARM id of the system topic, which lets its own identity write dead letters. */
  readonly systemTopicId: string;
  /** What is started by an event. */
  readonly workflow: LogicApp;
  /** Where events go that could not be delivered. */
  readonly deadLetters: {
    /** ARM id of a storage account that the topic's identity may write blobs to. */
    readonly storageAccountId: string;
    /** Name of the container that is made for them. 3–63 lower-case letters, digits and hyphens. */
    readonly container: string;
  };
  /** How often delivery is tried. 1–30. @default 30 */
  readonly maxDeliveryAttempts?: number;
  /** How long delivery is tried. Minutes, 1–1440. @default 1440 */
  readonly eventTimeToLiveMinutes?: number;
}

/** What is delivered, as Event Grid takes it. All parts must hold; values of one filter are alternatives. */
export interface EventFilter {
  readonly includedEventTypes: readonly string[];
  readonly subjectBeginsWith?: string;
  readonly subjectEndsWith?: string;
  readonly advancedFilters: readonly {
    readonly operatorType: "StringContains";
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

type Finding = Omit<Problem, "code" | "where">;
const rule = (code: ProblemCode, check: (props: WorkflowSubscriptionProps) => Finding | undefined) => ({ code, check });

const subscriptionRules: readonly Rule<WorkflowSubscriptionProps>[] = [
  rule("MLOPS-DRIFT-001", ({ name }) => checkName("eventSubscription", name)),
  rule("MLOPS-DRIFT-005", ({ deadLetters: { container } }) =>
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(container)
      ? undefined
      : {
          message: "the name of the container is not one that Azure accepts",
          given: container,
          allowed: "3 to 63 lower-case letters, digits and single hyphens",
        },
  ),
  range("MLOPS-DRIFT-006", "maxDeliveryAttempts", (props) => props.maxDeliveryAttempts, { min: 1, max: 30 }),
  range("MLOPS-DRIFT-007", "eventTimeToLiveMinutes", (props) => props.eventTimeToLiveMinutes, { min: 1, max: 1440 }),
];

/**
 * Starts a workflow for each event of a system topic that a filter lets through, one event per delivery.
 *
 * Azure calls the workflow while it makes the subscription and expects an answer, so trigger and actions come first.
 */
export abstract class WorkflowSubscription<Props extends WorkflowSubscriptionProps> extends Construct {
  readonly resource: AzapiResource;
  /** Asks for events by another filter as well; a name as {@link WorkflowSubscriptionProps.name}. */
  protected readonly subscribe: (id: string, name: string, filter: EventFilter) => AzapiResource;

  /** @param rules - what must hold of `props` beyond what must of every subscription */
  protected constructor(
    scope: Construct,
    id: string,
    props: Props,
    filter: EventFilter,
    rules: readonly Rule<Props>[],
  ) {
    super(scope, id);
    requireValid(this, [...subscriptionRules, ...rules], props);
    const container = new StorageContainer(this, "DeadLetters", {
      name: props.deadLetters.container,
      storageAccountId: props.deadLetters.storageAccountId,
      containerAccessType: "private",
    });
    this.subscribe = (id, name, filter) => this.define(id, { ...props, name }, filter, container.name);
    this.resource = this.subscribe("Events", props.name, filter);
  }

  private define(id: string, props: Props, filter: EventFilter, container: string): AzapiResource {
    return new AzapiResource(this, id, {
      type: "Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15",
      name: props.name,
      parentId: props.systemTopicId,
      body: {
        properties: {
          eventDeliverySchema: "EventGridSchema",
          filter,
          destination: { endpointType: "WebHook", properties: { maxEventsPerBatch: 1 } },
          retryPolicy: {
            maxDeliveryAttempts: props.maxDeliveryAttempts ?? 30,
            eventTimeToLiveInMinutes: props.eventTimeToLiveMinutes ?? 1440,
          },
          deadLetterWithResourceIdentity: {
            identity: { type: "SystemAssigned" },
            deadLetterDestination: {
              endpointType: "StorageBlob",
              properties: { resourceId: props.deadLetters.storageAccountId, blobContainerName: container },
            },
          },
        },
      },
      ignoreCasing: true,
      // azurerm reads the address back with an action that plans have no right to, and keeps it in the state.
      ...props.workflow.delivery("properties.destination.properties.endpointUrl"),
      dependsOn: [props.workflow.resource],
    });
  }
}
