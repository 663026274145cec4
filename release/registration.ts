import { originTags } from "../domain/promotion/publication";
import { isModelVersion } from "../domain/promotion/release";
import type { ModelFacts } from "./facts";
import { metricTag } from "../domain/promotion/metric-tags";
import { fixed, judged, type Reason } from "./reasons";

const REGISTRY = "registry";

/** What is known of a version and of its siblings. */
export interface Registered {
  readonly version: string;
  /** The version itself, in every place that has it. */
  readonly found: readonly ModelFacts[];
  /** All other versions of the model, in every place. */
  readonly others: readonly ModelFacts[];
  /** Versions that were rolled back anywhere. */
  readonly rejected: readonly string[];
  /** Whether it will be brought into the registry if all else is well. */
  readonly willPublish: boolean;
}

/** Whether the registry, which every environment takes its model from, has the version. */
export function checkRegistry({ version, found, willPublish }: Registered): Reason {
  if (!isModelVersion(version)) {
    return fixed(
      "registry",
      "fail",
      `no deployment can be named after ${version}: up to 26 lower-case letters, digits and single dashes`,
    );
  }
  const registered = found.find(({ place }) => place === REGISTRY);
  if (registered !== undefined) {
    const { createdAt } = registered;
    return registered.archived
      ? fixed("registry", "fail", `${version} is archived in the registry`)
      : fixed("registry", "pass", `${version} is in the registry`, { createdAt });
  }
  const source = found[0];
  if (source === undefined)
    return fixed("registry", "fail", `${version} is neither in the registry nor in a workspace`);
  if (source.archived) return fixed("registry", "fail", `${version} is archived in ${source.place}`);
  return willPublish
    ? fixed("registry", "pass", `${version} is in ${source.place} and will be published to the registry`)
    : fixed("registry", "fail", `${version} is in ${source.place}, not in the registry: add --publish`);
}

/**
 * Whether the version is one thing: the same wherever it is registered, and nothing that is registered under another
 * number, least of all one that was rolled back.
 */
export function checkRegisteredOnce({ version, found, others, rejected }: Registered): Reason {
  const check = "registered once";
  if (found.length === 0) return fixed(check, "unknown", `${version} is registered nowhere`);
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      const difference = differenceOf(one, other);
      if (difference === undefined) continue;
      return fixed(check, "fail", `${version} in ${one.place} is not what it is in ${other.place}: ${difference}`);
    }
  }
  const twins = others.filter((other) => found.some((one) => sameContent(one, other)));
  const bad = twins.find((twin) => rejected.includes(twin.version));
  if (bad !== undefined) {
    return fixed(check, "fail", `${version} is ${bad.version} under another number, which was rolled back`);
  }
  const twin = twins[0];
  if (twin !== undefined)
    return judged(check, "fail", `${version} and ${twin.version} are the same model, registered twice`);
  const places = found
    .map(({ place }) => place)
    .filter((place) => !place.startsWith("job "))
    .join(" and ");
  return fixed(check, "pass", `${version} is registered once, in ${places}`, jobOf(found));
}

/**
 * What a workspace has beside what its trainings wrote into the registry. Such a version is registered in both, under a number
 * of each; the registry's counts, and something else that has it in the workspace is not meant.
 * @param publishing - whether a version of the workspace is to come into the registry under its number: then it is meant
 */
export const besidePublished = (
  registry: readonly ModelFacts[],
  workspace: readonly ModelFacts[],
  publishing: boolean,
): readonly ModelFacts[] =>
  workspace.filter(
    ({ version, job }) =>
      !registry.some((one) => {
        const origin = one.tags[originTags.job];
        if (origin === undefined) return false;
        return origin === job ? one.version !== version : one.version === version && !publishing;
      }),
  );

const jobOf = (found: readonly ModelFacts[]) => {
  const job = found.find((one) => one.job !== undefined)?.job;
  return job === undefined ? undefined : { job };
};

const sameContent = (one: ModelFacts, other: ModelFacts): boolean =>
  (one.job !== undefined && one.job === other.job) || (one.uri !== undefined && one.uri === other.uri);

const PREFIX = metricTag("");

/** What two registrations of one number contradict each other in. What only one of them has is no contradiction. */
function differenceOf(one: ModelFacts, other: ModelFacts): string | undefined {
  if (one.job !== undefined && other.job !== undefined && one.job !== other.job)
    return `job ${one.job}, job ${other.job}`;
  const tag = Object.keys(one.tags).find(
    (key) =>
      key.startsWith(PREFIX) && Object.hasOwn(other.tags, key) && String(one.tags[key]) !== String(other.tags[key]),
  );
  return tag === undefined ? undefined : `${tag} is ${String(one.tags[tag])} and ${String(other.tags[tag])}`;
}
