import { monitorMetrics } from "../../../domain/monitors/metrics";
import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { isTree, lookup, Unknown } from "../../value";

/** Thresholds beyond which a metric tells nothing any more; of those that fall, below which. */
const limits: Readonly<Record<string, { readonly alerts: "above" | "below"; readonly limit: number }>> = {
  JensenShannonDistance: { alerts: "above", limit: 0.5 },
  PopulationStabilityIndex: { alerts: "above", limit: 1 },
  NormalizedWassersteinDistance: { alerts: "above", limit: 1 },
  TwoSampleKolmogorovSmirnovTest: { alerts: "below", limit: 0.001 },
  PearsonsChiSquaredTest: { alerts: "below", limit: 0.001 },
  NullValueRate: { alerts: "above", limit: 0.5 },
  DataTypeErrorRate: { alerts: "above", limit: 0.5 },
  OutOfBoundsRate: { alerts: "above", limit: 0.5 },
  NormalizedDiscountedCumulativeGain: { alerts: "below", limit: 0.5 },
};

/** Every metric there is has a limit here; a test holds it. */
export const limitedMetrics = Object.keys(limits);
export const allMetrics = (): readonly string[] =>
  Object.values(monitorMetrics).flatMap((byType) =>
    Object.values(byType as Readonly<Record<string, Readonly<Record<string, { readonly arm: string }>>>>).flatMap(
      (metrics) => Object.values(metrics).map(({ arm }) => arm),
    ),
  );

const SIGNALS = "properties.action.monitorDefinition.signals";

export const monitorNotDeaf: Rule = {
  title: "Monitors measure something, and say so before it is the whole range",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A monitor without signals, or with a threshold that data never reaches, is green while the model is wrong.",
  fix: "give each signal thresholds within reach and notificationTypes = AmlNotification",
  kinds: ["Microsoft.MachineLearningServices/workspaces/schedules"],
  check: (schedule, world): Verdict | undefined => {
    const type = schedule.at("properties.action.actionType");
    if (type.state === "unknown") return unknownAt("properties.action.actionType");
    if (type.state === "known" && type.value !== "CreateMonitor") return undefined;
    const signals = schedule.at(SIGNALS);
    if (signals.state === "unknown") return unknownAt(SIGNALS);
    const found = signals.state === "known" && isTree(signals.value) ? Object.entries(signals.value) : [];
    if (found.length === 0) return fail("measures nothing");
    const { expected } = world;
    const missing = [
      ...(expected.signals?.[schedule.stack] ?? []).filter((key) => !looksFor(schedule, key)),
      ...(expected.liveSignals?.[schedule.stack] ?? []).filter(
        (key) => !world.in(schedule.stack, schedule.kind).some((one) => looksFor(one, key)),
      ),
    ];
    return every([
      missing.length === 0 ? pass : fail(`does not look for ${missing.join(", ")}, as is configured`),
      ...found.map(([name, signal]) => signalOf(name, signal)),
    ]);
  },
};

/** Whether a monitor has a signal of this key, which names of signals end with. What is known after apply only may be one. */
function looksFor(schedule: PolicyResource, key: string): boolean {
  const signals = schedule.at(SIGNALS);
  if (signals.state !== "known") return signals.state === "unknown";
  return isTree(signals.value) && Object.keys(signals.value).some((name) => name === key || name.endsWith(`_${key}`));
}

function signalOf(name: string, signal: unknown): Verdict {
  if (signal instanceof Unknown) return unknownAt(`signal ${name}`);
  const told = lookup(signal, "notificationTypes");
  const lists = ["metricThresholds", "metricThreshold"].map((path) => lookup(signal, path));
  if (told.state === "unknown" || lists.some(({ state }) => state === "unknown")) return unknownAt(`signal ${name}`);
  const thresholds = lists.flatMap((found) => (found.state === "known" ? [found.value].flat() : [])) as unknown[];
  const notifies = told.state === "known" && [told.value].flat().includes("AmlNotification");
  return every([
    notifies ? pass : fail(`${shown(name)} tells nobody`),
    thresholds.length === 0 ? fail(`${shown(name)} has no threshold`) : pass,
    ...thresholds.map((one) => {
      const [metric, value] = [lookup(one, "metric"), lookup(one, "threshold.value")];
      if (metric.state === "unknown" || value.state === "unknown" || one instanceof Unknown)
        return unknownAt(`a threshold of ${name}`);
      if (value.state === "absent") return fail(`${shown(name)} has a threshold without a value`);
      const limit = metric.state === "known" ? limits[String(metric.value)] : undefined;
      if (limit === undefined) return pass;
      const reached =
        limit.alerts === "above" ? Number(value.value) <= limit.limit : Number(value.value) >= limit.limit;
      return reached ? pass : fail(`${shown(name)} alerts ${limit.alerts} ${shown(value.value)} only`);
    }),
  ])!;
}
