/**
 * How many runs a property test makes: `standard` in CI, `MLOPS_RUNS` times as many wherever one has the time. Which they
 * are follows from `FC_SEED`, so that a failure can be had again.
 */
export const runs = (standard: number): number => Math.ceil(standard * Number(process.env["MLOPS_RUNS"] ?? 1));

/** What chooses the runs. */
export const seed = Number(process.env["FC_SEED"] ?? 0);

/** So many of a list, evenly spread; another seed shifts them. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, all.length / count);
  const first = seed % Math.ceil(step);
  return Array.from(
    { length: Math.min(count, all.length) },
    (_, index) => all[Math.floor(index * step + first)],
  ).filter((item) => item !== undefined);
}
