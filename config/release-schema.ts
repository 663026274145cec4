import { z } from "zod";
import {
  isModelVersion,
  MAX_MIRROR_PERCENT,
  MAX_VERSION_LENGTH,
  MODEL_VERSION,
  type ReleaseInEnvironment,
} from "../core/release";
import { text } from "./fields";

const version = () =>
  text(
    (value) =>
      isModelVersion(value)
        ? undefined
        : {
            kind: "modelVersion",
            says: "is not a model version that a deployment can be named after",
            allowed: "up to 26 lower-case letters, digits and single dashes",
          },
    { pattern: MODEL_VERSION.source, maxLength: MAX_VERSION_LENGTH, examples: ["12"] },
  );

const inEnvironment = z
  .strictObject({
    live: z
      .strictObject({ model: version().describe("Version of the model in the registry, in quotes.") })
      .optional()
      .describe("What answers requests. Without it nothing is deployed."),
    candidate: z
      .strictObject({
        model: version().describe("Version of the model in the registry, in quotes."),
        mirrorPercent: z
          .number()
          .int()
          .min(0)
          .max(MAX_MIRROR_PERCENT)
          .optional()
          .describe(
            `Share of requests copied to it, their answers thrown away, 0 to ${MAX_MIRROR_PERCENT}. A step of the rollout.`,
          ),
        trafficPercent: z
          .number()
          .int()
          .min(0)
          .max(100)
          .optional()
          .describe("Share of requests it answers, 0 to 100. A step of the rollout. Not together with mirrorPercent."),
      })
      .optional()
      .describe("What is tried beside the live version. Without a share it is deployed, but gets no requests."),
    history: z
      .array(version())
      .default([])
      .describe("Versions that were live here before, oldest first. They count as passed for the next environment."),
    rejected: z
      .array(version())
      .default([])
      .describe("Versions that were rolled back here. They may not serve here, nor in the next environment."),
  })
  .describe("What serves in one environment.");

/** `config/releases/<use-case>.yaml`: per environment what serves, what is on its way, what served before. */
export const releaseSchema = z
  .record(z.string(), inEnvironment)
  .describe(
    "Which version of a use case's model serves where, by environment. Written by promotion, reviewed like code.",
  );

/** The file as parsed. */
export type ReleaseFile = z.output<typeof releaseSchema>;

/** `config/releases/<use-case>.yaml`, resolved. */
export interface Release {
  /** The use case's name. */
  readonly useCase: string;
  /** One per environment the use case lives in, in promotion order. */
  readonly environments: readonly ReleaseInEnvironment[];
}

export type { ReleasedVersion, ReleaseInEnvironment } from "../core/release";
