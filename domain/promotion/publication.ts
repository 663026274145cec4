/**
 * What a training that writes its version into the registry goes by, and what it leaves there: read by promotions, and done by
 * jobs of the sandbox as by `ml/library/mlkit/steps/publish_model.py`.
 */

/** Input of a training by which it learns the registry's name; without it the version stays in the workspace. */
export const REGISTRY_INPUT = "registry";

/** Tags of a version in the registry: the job that wrote it there, and the workspace that the job ran in. */
export const originTags = { job: "origin.job", workspace: "origin.workspace" } as const;

/** The number after the highest of those that are there; what is no number does not count. */
export const nextVersion = (there: readonly string[]): string =>
  String(Math.max(0, ...there.filter((one) => /^\d+$/.test(one)).map(Number)) + 1);
