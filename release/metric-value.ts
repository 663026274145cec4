import type { ModelFacts } from "./facts";

/** Under what tag of a model version the training run leaves a metric: `metrics.auc`. */
export const metricTag = (metric: string): string => `metrics.${metric}`;

/** A metric of a version, or why there is none to go by. */
export type MetricValue =
  | { readonly known: true; readonly value: number; readonly place: string }
  | { readonly known: false; readonly why: string };

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** A tag's value as a number. Tags are texts; `NaN`, `inf` and whatever is no plain decimal are no numbers. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !NUMBER.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * A metric of one version, from wherever it is registered. Each place may have it in its tags or its properties; if two
 * have it, they must agree, or it is not known which is meant.
 * @param found - the same version in registry and workspaces, and the job that made it
 */
export function metricOf(found: readonly ModelFacts[], metric: string): MetricValue {
  const tag = metricTag(metric);
  const given = found.flatMap(({ place, tags, properties }) =>
    [tags, properties]
      .filter((values) => Object.hasOwn(values, tag))
      .map((values) => ({ place, raw: values[tag], value: toNumber(values[tag]) })),
  );
  const first = given[0];
  if (first === undefined) return { known: false, why: `no tag ${tag}` };
  const wrong = given.find(({ value }) => value === undefined);
  if (wrong !== undefined)
    return { known: false, why: `tag ${tag} in ${wrong.place} is no number: ${shown(wrong.raw)}` };
  const other = given.find(({ value }) => value !== first.value);
  if (other !== undefined) {
    return { known: false, why: `${first.place} says ${first.value}, ${other.place} says ${other.value}` };
  }
  return { known: true, value: first.value!, place: first.place };
}

const shown = (raw: unknown): string => (JSON.stringify(raw) ?? String(raw)).slice(0, 40);
