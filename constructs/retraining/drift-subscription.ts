import type { ProblemCode } from "../../domain/problem/codes";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { BREACH_TEXT, STEP_TAG } from "../../domain/monitors/breach";
import { MOST_BREACH_NAMES } from "../../domain/monitors/retraining-rules";
import { checkName } from "../../domain/azure/names";
import type { Problem } from "../../domain/problem/problem";
import { AzapiResource } from "../azapi";
import { range, requireValid, type Rule } from "../rules";
import type { LogicApp } from "../workflow";

export interface DriftSubscriptionProps {
  /** Name of the subscription. 3–64 letters, digits and hyphens. A change replaces it. */
  readonly name: string;
  /** ARM id of the workspace's system topic, which lets its own identity write dead letters. */
  readonly systemTopicId: string;
  /**
   * Names of the signals whose breaches are delivered, as their monitors carry them: `<monitor>_<signal>`, or what all
   * signals of several monitors begin with. 1–24.
   */
  readonly signals: readonly string[];
  /** What is started by a breach. */
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

/** Source: Azure ML, how-to-monitor-model-performance, "Integrate with Event Grid". */
const BREACH_KEY = `data.RunTags.${STEP_TAG}`;

const MAX_VALUE_LENGTH = 512;

type Finding = Omit<Problem, "code" | "where">;
const rule = (code: ProblemCode, check: (props: DriftSubscriptionProps) => Finding | undefined) => ({ code, check });

const subscriptionRules: readonly Rule<DriftSubscriptionProps>[] = [
  rule("MLOPS-DRIFT-001", ({ name }) => checkName("eventSubscription", name)),
  rule("MLOPS-DRIFT-002", ({ signals }) =>
    signals.length >= 1 && signals.length <= MOST_BREACH_NAMES
      ? undefined
      : {
          message: "that many signals do not fit into one subscription",
          given: String(signals.length),
          allowed: `1 to ${MOST_BREACH_NAMES}`,
        },
  ),
  rule("MLOPS-DRIFT-003", ({ signals }) => {
    const long = signals.find((signal) => signal.length > MAX_VALUE_LENGTH || !/^[^_].*_[^_]*$/.test(signal));
    if (long === undefined) return undefined;
    return {
      message: "that is no signal's full name",
      given: long,
      allowed: "<monitor>_<signal>, or what several begin with up to an underscore; at most 512 characters",
    };
  }),
  rule("MLOPS-DRIFT-004", ({ signals }) => {
    const inner = signals.find((one) => signals.some((other) => other !== one && other.includes(one)));
    if (inner === undefined) return undefined;
    return {
      message: "a signal's name is part of another's, and the filter could not tell them apart",
      given: inner,
      fix: "rename the signal",
    };
  }),
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
 * Starts a workflow when one of these signals breaches its threshold. What a breach looks like is documented at
 * learn.microsoft.com/azure/machine-learning/how-to-monitor-model-performance, "Integrate with Event Grid".
 *
 * Azure calls the workflow while it makes the subscription and expects an answer, so trigger and actions come first.
 * Deliveries that fail are repeated with growing pauses for a day; what still fails, or is refused as malformed, lies
 * in the container as JSON.
 *
 * Limitations: where somebody changed it by hand, Azure refuses to put it right without its address; `-replace` it.
 * Events come at least once and in any order; the workflow takes care of it. One event per delivery.
 */
export class DriftSubscription extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: DriftSubscriptionProps) {
    super(scope, id);
    requireValid(this, subscriptionRules, props);
    const container = new StorageContainer(this, "DeadLetters", {
      name: props.deadLetters.container,
      storageAccountId: props.deadLetters.storageAccountId,
      containerAccessType: "private",
    });
    this.resource = new AzapiResource(this, "Events", {
      type: "Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15",
      name: props.name,
      parentId: props.systemTopicId,
      body: {
        properties: {
          eventDeliverySchema: "EventGridSchema",
          filter: {
            includedEventTypes: ["Microsoft.MachineLearningServices.RunStatusChanged"],
            advancedFilters: [
              { operatorType: "StringContains", key: BREACH_KEY, values: [BREACH_TEXT] },
              { operatorType: "StringContains", key: BREACH_KEY, values: [...props.signals] },
            ],
          },
          destination: { endpointType: "WebHook", properties: { maxEventsPerBatch: 1 } },
          retryPolicy: {
            maxDeliveryAttempts: props.maxDeliveryAttempts ?? 30,
            eventTimeToLiveInMinutes: props.eventTimeToLiveMinutes ?? 1440,
          },
          deadLetterWithResourceIdentity: {
            identity: { type: "SystemAssigned" },
            deadLetterDestination: {
              endpointType: "StorageBlob",
              properties: { resourceId: props.deadLetters.storageAccountId, blobContainerName: container.name },
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
