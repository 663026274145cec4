/** What champion and challenger can be compared by on live answers, by task. `ml/library/mlkit/compare.py` computes it. */
export const liveMetrics = {
  classification: ["auc", "recall", "accuracy", "log_loss", "brier_score"],
  regression: ["mean_absolute_error", "mean_squared_error"],
} as const;

/** Name of a metric that live answers are compared by. */
export type LiveMetric = (typeof liveMetrics)[keyof typeof liveMetrics][number];

/** What a candidate must show on what it answered live, before it takes all requests. */
export interface LiveGate {
  /** One of {@link liveMetrics}, of the use case's task. */
  readonly metric: string;
  /** How much worse than the live version it may be, in the metric's unit; 0 or more. */
  readonly mayLose: number;
  /** Groups that may read what is compared. @default - nobody but who may read it anyway */
  readonly readers?: readonly { readonly group: string; readonly name: string }[] | undefined;
}
