import { z } from "zod";
import {
  isModelVersion,
  isUtcTime,
  MAX_MIRROR_PERCENT,
  MAX_VERSION_LENGTH,
  MODEL_VERSION,
  type ReleaseInEnvironment,
} from "../../domain/promotion/release";
import { text } from "../fields";

const version = () =>
  text(
    (value) =>
      isModelVersion(value)
        ? undefined
        : {
            kind: "modelVersion",
            says: "is not a model version that a deployment can be named after",
            allowed: "up to 26 lower-case letters, digits and single dashes; no label such as latest",
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
    former: z
      .strictObject({
        model: version().describe("Version of the model in the registry, in quotes. It was live before."),
        keepUntil: text(
          (value) =>
            isUtcTime(value)
              ? undefined
              : {
                  kind: "pattern",
                  says: "is no moment",
                  allowed: "a date and time in UTC, as in 2026-12-31T12:00:00Z",
                },
          { examples: ["2026-12-31T12:00:00Z"] },
        ).describe("Until when it is kept, in UTC. The next mlops command that changes this release drops it then."),
      })
      .optional()
      .describe("What was live before, still deployed and without requests: a rollback is one change of traffic."),
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

export type { ReleasedVersion, ReleaseInEnvironment } from "../../domain/promotion/release";
