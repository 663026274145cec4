import type { ProblemCode } from "../../core/problem-codes";
import { SIGNAL_KEY } from "../../core/use-case-names";
import type { Rule } from "../rules";
import type { Window } from "./drift-monitor-data";
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

const endsBefore = ({ size, offset }: Window): number => size.toSeconds() + (offset?.toSeconds() ?? 0);

/** What Azure ML would refuse, or take and never alert on. */
export const signalRules: readonly Rule<Signals>[] = [
  {
    code: "MLOPS-MONITOR-001",
    check: ({ signals }) =>
      Object.keys(signals).length > 0 ? undefined : { message: "a monitor without signals watches nothing" },
  },
  everySignal("MLOPS-MONITOR-002", (_, key) =>
    SIGNAL_KEY.test(key)
      ? undefined
      : {
          message: "the key would not tell this signal from others in an event",
          given: key,
          allowed: "lower-case letters and digits, separated by single hyphens",
        },
  ),
  everySignal("MLOPS-MONITOR-003", (signal) => {
    if (signal.type === "custom" || signal.type === "feature-attribution-drift") return undefined;
    return signal.numerical === undefined && signal.categorical === undefined
      ? { message: "no threshold at which it would alert", allowed: "numerical, categorical or both" }
      : undefined;
  }),
  everySignal("MLOPS-MONITOR-004", (signal) => {
    const needed =
      signal.type === "feature-attribution-drift"
        ? signal.reference
        : (signal.type === "data-drift" || signal.type === "data-quality") && signal.features?.kind === "top"
          ? signal.reference.data
          : undefined;
    return needed === undefined || needed.columns?.target !== undefined
      ? undefined
      : {
          message: "which features weigh most is computed from the reference's target column, and it names none",
          fix: "name the reference's target column, or look at all features",
        };
  }),
  everySignal("MLOPS-MONITOR-005", (signal) => {
    if (!("features" in signal) || signal.features === undefined) return undefined;
    const { features } = signal;
    if (features.kind === "top" && !(Number.isInteger(features.top) && features.top >= 1)) {
      return { message: "looks at no feature", given: `top ${features.top}`, allowed: "a whole number from 1 on" };
    }
    return features.kind === "only" && features.features.length === 0 ? { message: "looks at no feature" } : undefined;
  }),
  everySignal("MLOPS-MONITOR-006", (signal) => {
    if (!("reference" in signal) || !("kind" in signal.reference) || signal.reference.kind === "fixed")
      return undefined;
    const { window } = signal.reference;
    const needed = endsBefore(signal.window);
    return (window.offset?.toSeconds() ?? 0) >= needed
      ? undefined
      : {
          message: "the reference overlaps what is compared with it, so that drift hides itself",
          given: `a reference ending ${window.offset?.toString() ?? "0s"} before the run`,
          allowed: `${needed} seconds or more before the run`,
        };
  }),
  everySignal("MLOPS-MONITOR-007", (signal) => {
    if (signal.type !== "feature-attribution-drift") return undefined;
    const { inputs, outputs } = signal;
    if (inputs.columns?.correlation !== undefined && outputs.columns?.correlation !== undefined) {
      if (outputs.columns.target !== undefined) return undefined;
    }
    return {
      message: "requests and answers cannot be put together",
      allowed: "a correlation column in inputs and outputs, and the prediction's column in outputs",
    };
  }),
];
