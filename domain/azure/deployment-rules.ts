import { Duration } from "../time/duration";

/** What Azure ML takes of a deployment behind an online endpoint. */
export const deploymentLimits = {
  instances: { min: 1, max: 50 },
  scaleOutAtCpuPercent: { min: 20, max: 95 },
  requestTimeout: { min: Duration.seconds(1), max: Duration.minutes(3) },
  concurrencyPerInstance: { min: 1, max: 1_000 },
} as const;

/** What is wrong with how many instances answer at least and at most; undefined if nothing is. */
export function checkInstances({ min, max }: { readonly min?: number; readonly max?: number }) {
  if (min === undefined || max === undefined || max >= min) return undefined;
  return { says: "is less than min", given: String(max), allowed: `${min} or more` };
}
