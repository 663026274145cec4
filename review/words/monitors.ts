import { difference, listed } from "./json";
import { tendency, type Describe, type StackWords } from "./draft";
import { monitorState, type MonitorState, type SignalState, type Threshold } from "./monitor-state";
import { firstInWords, isSchedule, moveInWords, nextInWords, zonesOf } from "./retraining";
import { servingState } from "./serving-state";
import { useCaseSettingOf } from "./where";

/** A change with the path in the use case's file, below `monitors`. */
interface Change {
  readonly text: string;
  readonly path: string;
  readonly loosens?: boolean;
}

/**
 * What is watched for drift. A version brings a monitor of its own; it is compared with the one of the version before,
 * so that a new model alone is no change of what is watched.
 */
export const describeMonitors: Describe = (stack) => {
  const monitors = stack.resources.filter((resource) => isSchedule(resource, "CreateMonitor"));
  const zones = zonesOf(stack);
  const before = monitors.flatMap(({ before: values }) => (values === undefined ? [] : [monitorState(values, zones)]));
  const after = monitors.flatMap(({ after: values }) => (values === undefined ? [] : [monitorState(values, zones)]));
  const changes = changesOf(before, after, stack);
  return [...new Map(changes.map((one) => [one.text, one])).values()].map(({ text, path, loosens }) => ({
    topic: "monitor",
    text,
    loosens,
    where: useCaseSettingOf(stack.context, stack, path === "" ? "monitors" : `monitors.${path}`),
  }));
};

function changesOf(
  before: readonly MonitorState[],
  after: readonly MonitorState[],
  stack: StackWords,
): readonly Change[] {
  const live = servingState(stack.resources, "before").live?.name;
  const becomes = servingState(stack.resources, "after").live?.name;
  const former = (name: string): MonitorState | undefined =>
    before.find((one) => one.name === name) ??
    before.find((one) => live !== undefined && one.name.endsWith(`_${live}`)) ??
    before[0];
  if (after.length === 0) {
    // With the last version goes what could be watched; that is said of the version.
    const retired = servingState(stack.resources, "after").live === undefined;
    return before.length === 0 || retired ? [] : [{ text: "monitoring stops", path: "", loosens: true }];
  }
  const unwatched = servingState(stack.resources, "after")
    .deployments.filter(({ name }) => before.some((one) => one.name.endsWith(`_${name}`)))
    .filter(({ name }) => !after.some((one) => one.name.endsWith(`_${name}`)))
    .map(({ model }): Change => ({ text: `model ${model} is no longer monitored`, path: "", loosens: true }));
  return [
    ...unwatched,
    ...after.flatMap((monitor) => {
      const old = former(monitor.name);
      if (old === undefined) return startOf(monitor, stack);
      // What batches score is looked at by the live version's monitor, whichever that is.
      const isLive = becomes === undefined || monitor.name.endsWith(`_${becomes}`);
      const watched = before.find((one) => live !== undefined && one.name.endsWith(`_${live}`)) ?? old;
      return monitorChanges(
        withSignals(old, [...signalsOf(old, false), ...(isLive ? signalsOf(watched, true) : [])]),
        isLive ? monitor : withSignals(monitor, signalsOf(monitor, false)),
        stack,
      );
    }),
  ];
}

const signalsOf = ({ signals }: MonitorState, ofBatch: boolean) =>
  Object.entries(signals).filter(([, signal]) => signal.ofBatch === ofBatch);

const withSignals = (monitor: MonitorState, signals: readonly (readonly [string, SignalState])[]): MonitorState => ({
  ...monitor,
  signals: Object.fromEntries(signals),
});

function startOf({ signals, timetable, enabled }: MonitorState, stack: StackWords): readonly Change[] {
  const when = timetable === undefined ? "" : `, ${timetable.text}`;
  const next = timetable === undefined || !enabled ? "" : firstInWords(timetable, stack.plannedAt);
  const paused = enabled ? "" : ", paused for now";
  return [{ text: `monitoring starts: ${listed(Object.keys(signals).sort())}${when}${paused}${next}`, path: "" }];
}

function monitorChanges(before: MonitorState, after: MonitorState, stack: StackWords): readonly Change[] {
  const signals = difference(Object.keys(before.signals), Object.keys(after.signals));
  const emails = difference(before.emails, after.emails);
  const kept = Object.keys(after.signals).filter((key) => key in before.signals);
  const on = (key: string) => `signals.${key}`;
  return [
    ...timeChanges(before, after, stack),
    ...signals.removed.map((key) => ({ text: `signal ${key} removed`, path: "signals", loosens: true })),
    ...signals.added.map((key) => ({ text: `signal ${key} added`, path: on(key) })),
    ...kept.flatMap((key) =>
      signalChanges(before.signals[key]!, after.signals[key]!).map((change) => ({
        ...change,
        text: `signal ${key}: ${change.text}`,
        path: change.path === "" ? on(key) : `${on(key)}.${change.path}`,
      })),
    ),
    ...emails.removed.map((mail) => ({ text: `monitor no longer mails ${mail}`, path: "", loosens: true })),
    ...emails.added.map((mail) => ({ text: `monitor mails ${mail}, too`, path: "" })),
    ...(before.compute === after.compute
      ? []
      : [{ text: `monitor runs on ${before.compute} → ${after.compute}`, path: "compute" }]),
  ];
}

function timeChanges(before: MonitorState, after: MonitorState, stack: StackWords): readonly Change[] {
  const changes: Change[] = [];
  const [old, now] = [before.timetable, after.timetable];
  const pausing = before.enabled !== after.enabled;
  if (old !== undefined && now !== undefined && !old.equals(now)) {
    const rarer = (now.longestGap ?? 0) > (old.longestGap ?? Infinity);
    const next = after.enabled && !pausing ? nextInWords(now, stack.plannedAt) : "";
    changes.push({
      text: `monitoring moves ${moveInWords(old, now)}${rarer ? tendency(true) : ""}${next}`,
      path: "schedule",
      loosens: rarer,
    });
  }
  if (pausing) {
    const next = now === undefined ? "" : nextInWords(now, stack.plannedAt);
    changes.push(
      after.enabled
        ? { text: `monitoring resumes${next}`, path: "paused" }
        : { text: "monitoring is paused", path: "paused", loosens: true },
    );
  }
  return changes;
}

function signalChanges(before: SignalState, after: SignalState): readonly Change[] {
  if (before.type !== after.type) return [{ text: `${before.type} → ${after.type}`, path: "type", loosens: true }];
  const kinds = [...new Set([...before.thresholds, ...after.thresholds].map(({ data }) => data))];
  const of = (state: SignalState, data: string) => state.thresholds.find((one) => one.data === data);
  const moved = (path: string, words: string, key: Told): readonly Change[] =>
    before[key] === after[key] || before[key] === undefined || after[key] === undefined
      ? []
      : [{ text: `${words} ${before[key]} → ${after[key]}`, path }];
  return [
    ...kinds.flatMap((data) => thresholdChange(data, of(before, data), of(after, data))),
    ...moved("window", "looks at", "window"),
    ...moved("reference", "compares with", "reference"),
    ...moved("version", "component", "component"),
    ...moved("production", "is given", "looksAt"),
    ...(["preprocessing", "kinds", "columns", "inputs"] as const).flatMap((key) => given(key, before[key], after[key])),
    ...featureChange(before, after),
  ];
}

/** What is told by its value before and after, where both are known. */
type Told = "window" | "reference" | "component" | "looksAt";

const givenWords = {
  preprocessing: { path: "preprocessing", words: "data goes first through", none: "nothing" },
  kinds: { path: "featureTypes", words: "kinds of features:", none: "as the data has them" },
  columns: { path: "", words: "columns by which it joins and judges:", none: "none" },
  inputs: { path: "inputs", words: "its component is told", none: "nothing" },
} as const;

function given(key: keyof typeof givenWords, before: string | undefined, after: string | undefined): readonly Change[] {
  const { path, words, none } = givenWords[key];
  return before === after ? [] : [{ text: `${words} ${before ?? none} → ${after ?? none}`, path }];
}

function thresholdChange(data: string, before?: Threshold, after?: Threshold): readonly Change[] {
  const kind = data === "all" ? "" : `${data} `;
  const side = (after ?? before)!.alerts ?? "above";
  const path = data === "all" ? side : `${data}.${side}`;
  if (after === undefined) {
    return [{ text: `${kind}${before!.metric} no longer counts${tendency(true)}`, path, loosens: true }];
  }
  if (before === undefined) {
    return [{ text: `${kind}${after.metric} counts, too, from ${after.value}${tendency(false)}`, path }];
  }
  if (before.metric !== after.metric) {
    const text = `${kind}${before.metric} ${before.value} → ${after.metric} ${after.value} (not comparable)`;
    return [{ text, path, loosens: true }];
  }
  if (before.value === after.value) return [];
  const text = `${kind}threshold of ${after.metric} ${before.value} → ${after.value}`;
  // Azure does not say on which side a custom metric alerts, so it may well watch less.
  if (after.alerts === undefined) return [{ text: `${text} (may be looser)`, path, loosens: true }];
  const looser = after.alerts === "above" ? after.value > before.value : after.value < before.value;
  return [{ text: `${text}${tendency(looser)}`, path, loosens: looser }];
}

function featureChange(before: SignalState, after: SignalState): readonly Change[] {
  if (before.features === after.features) return [];
  const [old, now] = [before.featureCount ?? Infinity, after.featureCount ?? Infinity];
  const looser = now === old ? undefined : now < old;
  const text = `${before.features} → ${after.features}${tendency(looser)}`;
  return [{ text, path: "features", loosens: looser === true }];
}
