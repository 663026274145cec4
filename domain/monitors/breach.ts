/**
 * Where Azure ML writes down what a monitor's run found, and how a run is told to be a monitor's: the one place where that
 * stands. Gates, status, alerts, workflows and the sandbox go by it.
 *
 * A run of a monitor is a pipeline: one root run, and below it one evaluating step for each signal. A step that finds a
 * threshold passed tags *itself* with {@link STEP_TAG}, which Event Grid tells in an event of its own, and, if the monitor
 * mails anybody, the root run with {@link ROOT_TAG} and the signal's name. Neither fails: steps and root end as `Completed`,
 * and `Failed` means that the run is broken. Source: Azure/azureml-assets, assets/model_monitoring/components/src:
 * model_monitor_evaluate_metrics_threshold and shared_utilities/event_utils.py.
 */

/** The tag of a step that found a threshold passed; its text names the signal. */
export const STEP_TAG = "azureml_modelmonitor_threshold_breached";

/**
 * Where an event of Event Grid has that tag. It is documented in two spellings, and nothing says whether filters tell them apart:
 * who listens by both hears a breach under either. Sources: Azure ML, how-to-monitor-model-performance, "Integrate with Event
 * Grid"; learn.microsoft.com/azure/event-grid/event-schema-machine-learning.
 */
export const BREACH_KEYS = { pascal: `data.RunTags.${STEP_TAG}`, camel: `data.runTags.${STEP_TAG}` } as const;

/** What the subscription by the second of them is called beyond the one by the first, which is asked for the same. */
export const CAMEL_SUBSCRIPTION = "-camel";

/** What the text of a breach always holds. */
export const BREACH_TEXT = "has failed due to one or more features violating metric thresholds";

/** What the tags of the root run begin with, followed by the signal's name. Only runs of monitors that mail have them. */
export const ROOT_TAG = "azureml.modelmonitor.threshold.breached.";

/** The tag of the root run with the addresses that are mailed, separated by commas. */
export const MAIL_TAG = "azureml.notification.email.address";

type Tags = Readonly<Record<string, string | null | undefined>>;

/** The text that Azure ML writes about a signal whose threshold was passed. */
export const breachText = (signal: string): string => `The signal '${signal}' ${BREACH_TEXT}.`;

/** Names of the signals whose thresholds a run passed, by the tags of its root; sorted. */
export const breachedSignals = (tags: Tags): readonly string[] =>
  Object.keys(tags)
    .filter((tag) => tag.startsWith(ROOT_TAG) && tag.length > ROOT_TAG.length)
    .map((tag) => tag.slice(ROOT_TAG.length))
    .sort();

/**
 * Whether a run passed the threshold of this signal. Azure ML documents the name both as the monitor has it and with the
 * monitor's name in front, so that either counts.
 */
export const hasBreached = (tags: Tags, signal: string): boolean =>
  breachedSignals(tags).some((found) => found === signal || found.endsWith(`_${signal}`));

/** What is known of a job that may be a run of a schedule. */
export interface RunIdentity {
  /** Its id. */
  readonly name?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly experimentName?: string | null | undefined;
}

/** `<schedule>-20261216T043030Z`: what follows the schedule's name. */
const STAMP = /^-\d{8}T?\d{6}/i;

/**
 * Whether a job is a run of this schedule. Documented is its display name (`<schedule>-YYYYMMDDThhmmssZ`; Azure ML,
 * how-to-schedule-pipeline-job, "Query triggered jobs"); its id is Azure's own choice. Runs that carry the schedule's name
 * in their id, or stand in an experiment named after it, count as well, in case Azure does that.
 */
export function isRunOf(schedule: string, { name, displayName, experimentName }: RunIdentity): boolean {
  const wanted = schedule.toLowerCase();
  const begins = (text: string | null | undefined): boolean => {
    const found = (text ?? "").toLowerCase();
    return found.startsWith(wanted) && STAMP.test(found.slice(wanted.length));
  };
  return begins(displayName) || begins(name) || experimentName?.toLowerCase() === wanted;
}

/**
 * Rows of `AmlRunStatusChangedEvent` about a schedule's runs, in KQL. The table has neither display name nor experiment
 * (Azure Monitor, table reference): what it has that can carry a name is asked for it.
 */
export const runsOf = (schedule: string): readonly string[] => [
  "AmlRunStatusChangedEvent",
  `| where RunId startswith "${schedule}-" or RootRunId startswith "${schedule}-" or Message has "${schedule}"`,
];
