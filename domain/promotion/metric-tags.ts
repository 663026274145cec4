/** What a metric's name has in front as a tag of a model version. */
export const METRIC_PREFIX = "metrics.";
/** What tags begin with that hold other versions' metrics, on the rows that the version was judged on. */
export const CHAMPION_PREFIX = "champion.";

/** Under what tag of a model version the training run leaves a metric: `metrics.auc`. */
export const metricTag = (metric: string): string => `${METRIC_PREFIX}${metric}`;

/** Under what tag a version keeps a metric that another version had on the same rows: `champion.12.auc`. */
export const championTag = (version: string, metric: string): string => `${CHAMPION_PREFIX}${version}.${metric}`;

/** A version may have dots in its name, a metric has none. */
const COMPARED = /^champion\.(.+)\.([^.]+)$/;

/**
 * The other version of a tag that {@link championTag} names, and what it had there; undefined for every other tag. The metric `uuid`
 * is MLflow's own number of that version.
 */
export function readChampionTag(tag: string): { readonly version: string; readonly metric: string } | undefined {
  const [, version, metric] = COMPARED.exec(tag) ?? [];
  return version === undefined ? undefined : { version, metric: metric! };
}

/** MLflow's own number of a version: one model has one, whatever place it is registered in. */
export const MODEL_UUID_TAG = "model.uuid";
/** On how many rows a version was judged. */
export const EVALUATED_ROWS_TAG = "evaluation.rows";

/** How a metric of a column's groups is told as one number: how far they are apart, or what the worst of them has. */
export type GroupFigure = "gap" | "worst";

/** A column may have `_worst_` in its name, a metric has neither: the first is meant. */
const OF_GROUPS = /^(.+?)_(gap|worst)_(.+)$/i;

/** Which metric of a column's groups a metric tells: `recall_worst_contract`, `auc_gap_senior`; undefined if it is of all rows. */
export function readGroupMetric(
  name: string,
): { readonly metric: string; readonly figure: GroupFigure; readonly column: string } | undefined {
  const [, metric, figure, column] = OF_GROUPS.exec(name) ?? [];
  return metric === undefined ? undefined : { metric, figure: figure!.toLowerCase() as GroupFigure, column: column! };
}

/** Under what tag a version tells whose a worst metric is: `group.recall_worst_contract` = `one_year`. */
export const groupTag = (metric: string): string => `group.${metric}`;

/** The metric that says which share of the naive baseline's loss a version saves. Above 0: it is better. */
export const BASELINE_GAIN = "baseline_gain";
