import type { Problem } from "../domain/problem/problem";
import type { Configuration } from "./configuration";
import type { UseCaseSources } from "./use-case/load";
import type { UseCaseInEnvironment } from "./use-case/model";
import { variantSource } from "./use-case/variant-sources";
import type { YamlFile } from "./yaml/file";

/**
 * Monitors that run more often than the batch is scored which their signals look at: a window always holds a batch, so that
 * what alarms for one alarms for it again, run by run, until the next. It is no mistake, because all signals of a use case
 * share one schedule, and others may have to look sooner.
 * @param sources - the files, for where each schedule is written
 */
export function batchesJudgedAgain(
  { useCases: files }: Pick<UseCaseSources, "useCases">,
  { useCases }: Pick<Configuration, "useCases">,
): readonly Problem[] {
  return useCases.flatMap(({ name, variants }) => {
    const file = files.get(name);
    if (file === undefined) return [];
    const told = new Map<string, Problem>();
    for (const variant of variants) {
      const found = judgedAgain(variant, file);
      // What several environments have from the same line is told once.
      if (found !== undefined) told.set(JSON.stringify(found), found);
    }
    return [...told.values()];
  });
}

function judgedAgain(variant: UseCaseInEnvironment, file: YamlFile): Problem | undefined {
  const { monitors, retraining } = variant;
  const batch = variant.serving?.batch;
  if (monitors === undefined || batch === undefined || monitors.paused || batch.paused) return undefined;
  const signals = monitors.signals.filter(({ source }) => source === "batch").map(({ key }) => key);
  const [looks, comes] = [monitors.schedule.longestGap(), batch.schedule.longestGap()];
  if (signals.length === 0 || looks.toSeconds() >= comes.toSeconds()) return undefined;
  const { onDrift } = retraining ?? {};
  const trains =
    onDrift?.mode === "automatic" &&
    onDrift.cooldown.toSeconds() < comes.toSeconds() &&
    onDrift.signals.some((signal) => signals.includes(signal));
  const where = file.positionOf(variantSource(file, variant.environment).originOf(["monitors", "schedule"]), "key");
  const again = trains
    ? `each alarms for the same batch in every run until the next one, and starts a training again after retraining.onDrift.cooldown (${String(onDrift.cooldown)})`
    : "each alarms for the same batch in every run until the next one";
  return {
    code: "MLOPS-MONITOR-013",
    where,
    message: `monitors.schedule runs every ${String(looks)}, and batches that ${signals.join(", ")} look at come up to ${String(comes)} apart: ${again}`,
    fix: `let it run once for each batch, after serving.batch has ended, unless other signals must look sooner${trains ? `; or let the cooldown be ${String(comes)}` : ""}`,
  };
}
