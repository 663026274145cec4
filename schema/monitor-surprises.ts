import { join } from "node:path";
import type { Problem } from "../domain/problem/problem";
import type { Configuration } from "./configuration";
import { shownPath } from "./folders";
import type { Signal } from "./use-case/schema";

/** What a model does better as it rises. A custom metric alarms above its threshold, whatever it is called. */
const BETTER_WHEN_HIGHER = new Set(["accuracy", "auc", "f1", "f1_score", "precision", "r2", "r2_score", "recall"]);

interface Surprise {
  readonly message: string;
  readonly fix: string;
}

/**
 * Signals that Azure ML computes or judges otherwise than they look. They are no mistakes of whoever wrote them.
 * Source: Azure/azureml-assets, assets/model_monitoring/components/src: numerical_data_drift_metrics.py,
 * evaluate_metrics_threshold.py, feature_importance_metrics/compute_feature_attribution_drift.py.
 * @param directory - folder of the configuration
 */
export function monitorSurprises(directory: string, { useCases }: Configuration): readonly Problem[] {
  return useCases.flatMap(({ name, variants }) => {
    const told = new Map<string, Problem>();
    const where = shownPath(join(directory, "use-cases", `${name}.yaml`));
    for (const signal of variants.flatMap(({ monitors }) => monitors?.signals ?? []))
      for (const { message, fix } of surprisesOf(signal)) {
        const whole = `monitors.signals.${signal.key} ${message}`;
        told.set(whole, { code: "MLOPS-MONITOR-012", where, message: whole, fix });
      }
    return [...told.values()];
  });
}

function surprisesOf(signal: Signal): readonly Surprise[] {
  if (signal.type === "custom")
    return BETTER_WHEN_HIGHER.has(signal.threshold.metric.toLowerCase())
      ? [
          {
            message: `alarms when ${signal.threshold.metric} rises, which is when the model gets better`,
            fix: "let the component emit a loss instead, such as 1 - the metric",
          },
        ]
      : [];
  if (signal.type === "feature-attribution-drift")
    return [
      {
        message: "alarms in every run: the component that Azure ML runs writes no number as its threshold",
        fix: "let nobody be woken and nothing be trained by it, or watch data drift and the model's performance instead",
      },
    ];
  if (signal.type === "data-quality") return [];
  return signal.numerical?.metric === "two-sample-kolmogorov-smirnov-test"
    ? [
        {
          message:
            "fails as a whole, and so without any alarm, once the reference or a window has 10,000 rows without an empty cell",
          fix: "take jensen-shannon-distance, or keep both smaller",
        },
      ]
    : [];
}
