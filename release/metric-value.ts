import { championTag, metricTag, MODEL_UUID_TAG, readChampionTag } from "../domain/promotion/metric-tags";
import type { ModelFacts } from "./facts";

/** What it adds to a metric's name where it is the champion's, on the rows that the version was judged on. */
export const CHAMPION = "champion_";
/** Names the champion that evaluation held a version against first: `customer-churn:12`. */
const CHAMPION_NAME_TAG = "champion.name";
/** Tells the champion where training was given its files and no name; the version's own is under {@link MODEL_UUID_TAG}. */
const CHAMPION_UUID_TAG = "champion.uuid";
/** The name of a champion whose files were all that training had. */
const GIVEN = "given";

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
export const metricOf = (found: readonly ModelFacts[], metric: string): MetricValue =>
  numberOf(found, metricTag(metric));

function numberOf(found: readonly ModelFacts[], tag: string): MetricValue {
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

/** Tells whether training found the naive baseline beaten by as much as its parameters ask for: `true` or `false`. */
const BEATEN_TAG = "baseline.beaten";

/** Whether a version beats its naive baseline, or why nobody knows. */
export type Beaten =
  { readonly known: true; readonly beaten: boolean } | { readonly known: false; readonly why: string };

/** What training says of the naive baseline. As with numbers, all places that say something must agree. */
export function beatenOf(found: readonly ModelFacts[]): Beaten {
  const given = found.flatMap(({ place, tags, properties }) =>
    [tags, properties]
      .filter((values) => Object.hasOwn(values, BEATEN_TAG))
      .map((values) => ({ place, raw: values[BEATEN_TAG] })),
  );
  const first = given[0];
  if (first === undefined) return { known: false, why: `no tag ${BEATEN_TAG}` };
  const wrong = given.find(({ raw }) => raw !== "true" && raw !== "false");
  if (wrong !== undefined) {
    return {
      known: false,
      why: `tag ${BEATEN_TAG} in ${wrong.place} is neither true nor false: ${shown(wrong.raw)}`,
    };
  }
  const other = given.find(({ raw }) => raw !== first.raw);
  if (other === undefined) return { known: true, beaten: first.raw === "true" };
  const why = `${BEATEN_TAG} is ${shown(first.raw)} in ${first.place}, ${shown(other.raw)} in ${other.place}`;
  return { known: false, why };
}

/** A text of one version, from wherever it is registered; undefined if no place has it, or two disagree. */
export function textOf(found: readonly ModelFacts[], tag: string): string | undefined {
  const given = found.flatMap(({ tags, properties }) =>
    [tags, properties].flatMap((values) => (typeof values[tag] === "string" ? [values[tag]] : [])),
  );
  return new Set(given).size === 1 ? given[0] : undefined;
}

/** What evaluation found of a champion, or why it says nothing of the version that is asked about. */
export type ChampionValue =
  | MetricValue
  /** `otherwise`: the version that it was held against instead. */
  | { readonly known: false; readonly why: string; readonly otherwise: string };

const isThere = (found: readonly ModelFacts[], tag: string): boolean =>
  found.some(({ tags, properties }) => Object.hasOwn(tags, tag) || Object.hasOwn(properties, tag));

/**
 * Under which number training lists a version among those that it compared with; undefined: under none. Workspaces count for
 * themselves, so that one number may be of two models: where both sides have MLflow's own number, that decides.
 */
function listedAs(found: readonly ModelFacts[], version: string, uuid: string | undefined): string | undefined {
  const uuids = new Map(
    found.flatMap(({ tags, properties }) =>
      Object.entries({ ...properties, ...tags }).flatMap(([tag, value]) => {
        const compared = readChampionTag(tag);
        return compared?.metric === "uuid" ? [[compared.version, value] as const] : [];
      }),
    ),
  );
  if (uuid === undefined) return version;
  const own = [...uuids].find(([, one]) => one === uuid)?.[0];
  return own ?? (uuids.has(version) ? undefined : version);
}

/**
 * A metric that another version had on the rows which `found` was judged on. Two versions' own metrics are of different
 * rows and say nothing of which is better.
 * @param found - the version that was judged, wherever it is registered
 * @param other - the version that it is to be held against
 */
export function championMetricOf(
  found: readonly ModelFacts[],
  metric: string,
  other: { readonly version: string; readonly found: readonly ModelFacts[] },
): ChampionValue {
  const theirUuid = textOf(other.found, MODEL_UUID_TAG);
  const listed = listedAs(found, other.version, theirUuid);
  if (listed !== undefined && isThere(found, championTag(listed, metric)))
    return numberOf(found, championTag(listed, metric));
  const name = textOf(found, CHAMPION_NAME_TAG);
  const uuid = textOf(found, CHAMPION_UUID_TAG);
  const models = new Set(found.flatMap(({ model }) => model ?? []));
  // Versions of two models have the same numbers; MLflow's own number is of one version of one model.
  const isOther =
    uuid !== undefined && theirUuid !== undefined
      ? uuid === theirUuid
      : models.size === 1 && name === `${[...models][0]}:${other.version}`;
  const tag = metricTag(`${CHAMPION}${metric}`);
  if (!isOther && models.size !== 1 && isThere(found, tag) && name?.endsWith(`:${other.version}`)) {
    return { known: false, why: `nothing tells whether ${name} is of this model` };
  }
  if (isOther) return numberOf(found, tag);
  if (!isThere(found, tag)) return { known: false, why: "its training compared it with no version" };
  const otherwise = name === undefined || name === GIVEN ? "a version that its training was given" : name;
  return { known: false, why: `its training compared it with ${otherwise}`, otherwise };
}
