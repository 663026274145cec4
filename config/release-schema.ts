import { z } from "zod";

const version = z.string();

const inEnvironment = z.strictObject({
  live: z.strictObject({ model: version }).optional(),
  candidate: z
    .strictObject({
      model: version,
      mirrorPercent: z.number().int().optional(),
      trafficPercent: z.number().int().optional(),
    })
    .optional(),
  history: z.array(version).default([]),
  rejected: z.array(version).default([]),
});

/** `config/releases/<use-case>.yaml`: per environment what serves, what is on its way, what served before. */
export const releaseSchema = z.record(z.string(), inEnvironment);

/** The file as parsed. */
export type ReleaseFile = z.output<typeof releaseSchema>;

/** A version of the model and the deployment that serves it. */
export interface ReleasedVersion {
  /** Version of the model in the registry, e.g. `12`. */
  readonly model: string;
  /** Name of its deployment, e.g. `model-12`. */
  readonly deployment: string;
}

/** Which versions serve in one environment. */
export interface ReleaseInEnvironment {
  readonly environment: string;
  /** What answers requests; undefined: nothing is deployed yet. */
  readonly live?: ReleasedVersion;
  /** What is being tried beside the live version. At most one of the two shares is above zero. */
  readonly candidate?: ReleasedVersion & {
    /** Share of requests copied to it, their answers thrown away. 0–50. */
    readonly mirrorPercent: number;
    /** Share of requests it answers. 0–100. */
    readonly trafficPercent: number;
  };
  /** Versions that were live here before, oldest first. */
  readonly history: readonly string[];
  /** Versions that were rolled back here: they may not be candidates again. */
  readonly rejected: readonly string[];
}

/** `config/releases/<use-case>.yaml`, resolved. */
export interface Release {
  /** The use case's name. */
  readonly useCase: string;
  /** One per environment the use case lives in, in promotion order. */
  readonly environments: readonly ReleaseInEnvironment[];
}
