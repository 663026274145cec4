import { championTag, EVALUATED_ROWS_TAG } from "../../domain/promotion/metric-tags";
import { registerModel, type Sandbox } from "../../sandbox";
import type { PromotedUseCase } from "../../deploy/promotion/use-case";
import { BEFORE } from "./scenario";
import type { TrainingReport, VersionRecipe, World } from "./world";

type Released = Pick<PromotedUseCase, "stages" | "model" | "places">;

/** Versions that a release file knows, oldest first. */
export function releasedVersions({ stages }: Pick<Released, "stages">): readonly string[] {
  const known = stages.flatMap(({ release: { live, candidate, history } }) => [
    ...history,
    ...[live, candidate].flatMap((one) => (one === undefined ? [] : [one.model])),
  ]);
  return [...new Set(known)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** How a version came about that was there before: the newest four weeks ago, each older one a week earlier. */
export function recipeBefore(version: string, released: Pick<Released, "stages">): VersionRecipe {
  const versions = releasedVersions(released);
  const older = versions.length - 1 - versions.indexOf(version);
  return { day: 1 - BEFORE.newest - BEFORE.every * older };
}

/** What training says of a version beside its metrics. */
export const tagsOf = ({
  rows,
  test_rows,
  learned_to,
  data_hash,
  baseline,
  champions,
}: TrainingReport): Readonly<Record<string, string>> => ({
  "data.hash": data_hash,
  "data.rows": String(rows),
  "data.to": learned_to,
  [EVALUATED_ROWS_TAG]: String(test_rows),
  "baseline.name": baseline.name,
  "baseline.beaten": String(baseline.beaten),
  ...Object.fromEntries(
    Object.entries(champions).flatMap(([version, metrics]) =>
      Object.entries(metrics).map(([name, value]) => [championTag(version, name), String(value)]),
    ),
  ),
});

/**
 * Registers the versions that a release file knows: training made them before a sandbox was. Without metrics nothing could
 * be promoted there, so they are trained, on made-up customers of the weeks before. Those that are registered with metrics
 * stay as they are.
 * @param world - undefined: nothing can be trained here, and they get no metrics
 */
export async function registerReleased(sandbox: Sandbox, released: Released, world: World | undefined): Promise<void> {
  const home = released.places.values().next().value!.ids.registry;
  for (const version of releasedVersions(released)) {
    const there = sandbox.store.get(`${home}/models/${released.model}/versions/${version}`);
    const tags = ((there?.body["properties"] ?? {}) as { readonly tags?: object }).tags ?? {};
    const hasMetrics = Object.keys(tags).some((name) => name.startsWith("metrics."));
    if (hasMetrics || (there !== undefined && world === undefined)) continue;
    // Each was held against the one before when it was made.
    const older = releasedVersions(released).slice(0, releasedVersions(released).indexOf(version));
    const champions = Object.fromEntries(older.map((one) => [one, recipeBefore(one, released)]));
    const report = await world?.train(recipeBefore(version, released), champions);
    registerModel(sandbox.cloud, {
      home,
      model: released.model,
      version,
      job: `${released.model}-${version}`,
      ...(report !== undefined && { metrics: report.metrics, tags: tagsOf(report) }),
    });
  }
}
