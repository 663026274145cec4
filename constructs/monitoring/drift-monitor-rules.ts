import { checkFeatures, checkOverlap, checkRanking, checkSignalKey } from "../../domain/monitors/signals";
import type { ProblemCode } from "../../domain/problem/codes";

import type { Rule } from "../rules";
import type { MonitorSignal } from "./drift-monitor-signals";

/** What the rules look at. */
interface Signals {
  readonly signals: Readonly<Record<string, MonitorSignal>>;
}

type Finding = NonNullable<ReturnType<Rule<Signals>["check"]>>;

/** A rule that every signal must meet; the finding names the first that does not. */
const everySignal = (
  code: ProblemCode,
  check: (signal: MonitorSignal, key: string) => Finding | undefined,
): Rule<Signals> => ({
  code,
  check: ({ signals }) => {
    for (const [key, signal] of Object.entries(signals)) {
      const finding = check(signal, key);
      if (finding !== undefined) return { ...finding, message: `signal ${key}: ${finding.message}` };
    }
    return undefined;
  },
});

/** A mistake that the rules of `domain/monitors/signals.ts` find, as one of a construct's. */
const asFinding = (
  mistake: (Omit<Finding, "message"> & { readonly says: string }) | undefined,
  given?: string,
): Finding | undefined => {
  if (mistake === undefined) return undefined;
  const { says, ...rest } = mistake;
  return { message: says, ...(given !== undefined && { given }), ...rest };
};

/** What Azure ML would refuse, or take and never alert on. */
export const signalRules: readonly Rule<Signals>[] = [
  {
    code: "MLOPS-MONITOR-001",
    check: ({ signals }) =>
      Object.keys(signals).length > 0 ? undefined : { message: "a monitor without signals watches nothing" },
  },
  everySignal("MLOPS-MONITOR-002", (_, key) => asFinding(checkSignalKey(key), key)),
  everySignal("MLOPS-MONITOR-003", (signal) => {
    if (signal.type === "custom" || signal.type === "feature-attribution-drift") return undefined;
    return signal.numerical === undefined && signal.categorical === undefined
      ? { message: "no threshold at which it would alert", allowed: "numerical, categorical or both" }
      : undefined;
  }),
  everySignal("MLOPS-MONITOR-004", (signal) => {
    if (signal.type === "feature-attribution-drift") {
      if (signal.reference.columns?.target !== undefined) return undefined;
      return { message: "does not know what is predicted", fix: "name the reference's target column" };
    }
    if (signal.type !== "data-drift" && signal.type !== "data-quality") return undefined;
    const hasTarget = signal.reference.data.columns?.target !== undefined;
    return asFinding(checkRanking(signal.features ?? { kind: "all" }, { hasTarget }));
  }),
  everySignal("MLOPS-MONITOR-005", (signal) =>
    "features" in signal && signal.features !== undefined ? asFinding(checkFeatures(signal.features)) : undefined,
  ),
  everySignal("MLOPS-MONITOR-006", (signal) => {
    if (!("reference" in signal) || !("kind" in signal.reference) || signal.reference.kind === "fixed")
      return undefined;
    return asFinding(checkOverlap(signal.window, signal.reference.window.offset));
  }),
  everySignal("MLOPS-MONITOR-007", (signal) => {
    if (signal.type !== "feature-attribution-drift") return undefined;
    const { inputs, outputs } = signal;
    if (inputs.columns?.correlation !== undefined && outputs.columns?.correlation !== undefined) {
      const { target } = outputs.columns;
      if (target === undefined) return { message: "does not know which column of the answers is the prediction" };
      const trained = signal.reference.columns?.target;
      if (trained === undefined || trained === target) return undefined;
      return {
        message:
          "the prediction is not called what the reference calls the target, and Azure ML looks for one name in both",
        given: target,
        allowed: trained,
      };
    }
    return {
      message: "requests and answers cannot be put together",
      allowed: "a correlation column in inputs and outputs, and the prediction's column in outputs",
    };
  }),
];
