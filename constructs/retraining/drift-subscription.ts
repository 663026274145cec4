import type { ProblemCode } from "../../domain/problem/codes";
import type { Construct } from "constructs";
import { checkName } from "../../domain/azure/names";
import { BREACH_KEYS, BREACH_TEXT, CAMEL_SUBSCRIPTION } from "../../domain/monitors/breach";
import { MOST_BREACH_NAMES } from "../../domain/monitors/retraining-rules";
import type { Problem } from "../../domain/problem/problem";
import type { Rule } from "../rules";
import { type EventFilter, WorkflowSubscription, type WorkflowSubscriptionProps } from "./workflow-subscription";

export interface DriftSubscriptionProps extends WorkflowSubscriptionProps {
  /**
   * Names of the signals whose breaches are delivered, as their monitors carry them: `<monitor>_<signal>`, or what all
   * signals of several monitors begin with. 1–24.
   */
  readonly signals: readonly string[];
}

const MAX_VALUE_LENGTH = 512;

type Finding = Omit<Problem, "code" | "where">;
const rule = (code: ProblemCode, check: (props: DriftSubscriptionProps) => Finding | undefined) => ({ code, check });

const subscriptionRules: readonly Rule<DriftSubscriptionProps>[] = [
  rule("MLOPS-DRIFT-001", ({ name }) => checkName("eventSubscription", `${name}${CAMEL_SUBSCRIPTION}`)),
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
];

/**
 * Starts a workflow when one of these signals breaches its threshold. What a breach looks like is documented at
 * learn.microsoft.com/azure/machine-learning/how-to-monitor-model-performance, "Integrate with Event Grid".
 *
 * Azure calls the workflow while it makes the subscription and expects an answer, so trigger and actions come first.
 * Deliveries that fail are repeated with growing pauses for a day; what still fails, or is refused as malformed, lies
 * in the container as JSON.
 *
 * Azure documents the key of the tags in two spellings, and filters of one subscription must all hold: so there are two, with one
 * filter each. Should Event Grid take one spelling for the other, both deliver, and the workflow, which knows what it has
 * handled, does it once.
 *
 * Limitations: where somebody changed it by hand, Azure refuses to put it right without its address; `-replace` it.
 * Events come at least once and in any order; the workflow takes care of it. One event per delivery.
 */
export class DriftSubscription extends WorkflowSubscription<DriftSubscriptionProps> {
  constructor(scope: Construct, id: string, props: DriftSubscriptionProps) {
    const by = (key: string): EventFilter => ({
      includedEventTypes: ["Microsoft.MachineLearningServices.RunStatusChanged"],
      advancedFilters: [
        { operatorType: "StringContains", key, values: [BREACH_TEXT] },
        { operatorType: "StringContains", key, values: [...props.signals] },
      ],
    });
    super(scope, id, props, by(BREACH_KEYS.pascal), subscriptionRules);
    this.subscribe("CamelCaseEvents", `${props.name}${CAMEL_SUBSCRIPTION}`, by(BREACH_KEYS.camel));
  }
}
