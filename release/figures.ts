import { boundInWords, type Gates } from "../domain/promotion/model";
import { BASELINE_GAIN, METRIC_PREFIX, readGroupMetric } from "../domain/promotion/metric-tags";
import type { ModelFacts } from "./facts";
import { betterWhen } from "./metric-checks";
import { CHAMPION, championMetricOf, metricOf } from "./metric-value";

/** What a figure of a version is about. */
export type FigureKind =
  /** How good it is on all rows. */
  | "quality"
  /** How far groups of a sensitive column are apart. */
  | "groups"
  /** How good it is for the group of a column for which it is worst. */
  | "worst group"
  /** Whether its probabilities are what happens. */
  | "calibration"
  /** Against a rule that looks at the labels only. */
  | "baseline";

/** One metric of a version, and what the live version had on the same rows. */
export interface Figure {
  readonly metric: string;
  readonly kind: FigureKind;
  readonly value: number;
  /** Of the live version. @default - nothing is live, or it was not asked this */
  readonly live?: number;
  /** How much better it is than the live version, in the metric's unit; below 0: worse. @default - nothing tells which way is better */
  readonly gain?: number;
  /** What is asked of it: `at least 0.82`. @default - nothing */
  readonly asked?: string;
}

function kindOf(metric: string): FigureKind {
  const ofGroups = readGroupMetric(metric);
  if (ofGroups !== undefined) return ofGroups.figure === "gap" ? "groups" : "worst group";
  if (metric === "calibration_error") return "calibration";
  return metric.startsWith("baseline_") ? "baseline" : "quality";
}

/**
 * All figures that a version was registered with: what got worse first, by how much of the live version's, then the rest in order of
 * their kind and name. What is no number, or is told differently in two places, is left out: checks say so of what is gated.
 * @param found - the version, in every place that has it
 * @param live - the version that it would replace or stand beside
 * @param gates - what is asked, and which way is better
 */
export function figuresOf(
  found: readonly ModelFacts[],
  live: { readonly version: string; readonly found: readonly ModelFacts[] } | undefined,
  gates: Pick<Gates, "metrics" | "baseline">,
): readonly Figure[] {
  const names = new Set(
    found.flatMap(({ tags, properties }) =>
      [...Object.keys(tags), ...Object.keys(properties)]
        .filter((tag) => tag.startsWith(METRIC_PREFIX))
        .map((tag) => tag.slice(METRIC_PREFIX.length)),
    ),
  );
  const figures = [...names].flatMap((metric): Figure[] => {
    // What the champion had stands beside the metric itself.
    const value = metric.startsWith(CHAMPION) ? undefined : metricOf(found, metric);
    if (value?.known !== true) return [];
    const theirs = live && championMetricOf(found, metric, live);
    const asked =
      gates.metrics[metric] ?? (metric === BASELINE_GAIN && gates.baseline !== "told" ? ABOVE_ZERO : undefined);
    const kind = kindOf(metric);
    const better = kind === "baseline" ? undefined : betterWhen(metric, gates);
    return [
      {
        metric,
        kind,
        value: value.value,
        ...(theirs?.known === true && { live: theirs.value }),
        ...(theirs?.known === true &&
          better !== undefined && {
            gain: better === "higher" ? value.value - theirs.value : theirs.value - value.value,
          }),
        ...(asked !== undefined && { asked: typeof asked === "string" ? asked : boundInWords(asked).join(" and ") }),
      },
    ];
  });
  const order: readonly FigureKind[] = ["quality", "worst group", "groups", "calibration", "baseline"];
  return figures.toSorted(
    (a, b) => lossOf(b) - lossOf(a) || order.indexOf(a.kind) - order.indexOf(b.kind) || (a.metric < b.metric ? -1 : 1),
  );
}

const ABOVE_ZERO = "above 0";

/** How much of the live version's figure is lost; 0 if nothing is. */
const lossOf = ({ gain, live }: Figure): number =>
  gain === undefined || gain >= 0 ? 0 : -gain / Math.max(Math.abs(live ?? 0), Number.EPSILON);

/** Whether the live version has a better one. */
export const isWorse = ({ gain }: Figure): boolean => gain !== undefined && gain < 0;

/** A figure as people read it: four digits tell versions apart. */
export const shownFigure = (value: number): string => String(Number(value.toPrecision(4)));
