import { z } from "zod";
import { noticeIds } from "../../domain/alerts/notices";
import { watchedPathForm, watchedPathPattern } from "../../domain/monitors/new-data";
import { retrainingLimits } from "../../domain/monitors/retraining-rules";
import { duration, email, group, matching, title } from "../fields";
import { data, training } from "./data";
import { schedule } from "./fields";
import { monitors } from "./monitors";
import { promotion, serving } from "./serving";

const retraining = z
  .strictObject({
    schedule: schedule().optional().describe("When to retrain. Default: not by time."),
    paused: z.boolean().default(false).describe("Keep the schedule, but start nothing by time."),
    onDrift: z
      .strictObject({
        mode: z
          .enum(["automatic", "notify", "off"])
          .default("notify")
          .describe("`automatic` starts the training, `notify` tells the owner, `off` does neither."),
        signals: z
          .array(z.string())
          .min(1)
          .optional()
          .describe("Keys of the monitors' signals that count, at most 12. Default: all of them."),
        cooldown: duration(retrainingLimits.cooldown)
          .prefault("24h")
          .describe("How long to wait after a training before drift may start another, 1h to 30d."),
        maxPerWeek: z
          .number()
          .int()
          .min(retrainingLimits.perWeek.min)
          .max(retrainingLimits.perWeek.max)
          .default(2)
          .describe("Most trainings that drift may start within seven days, 1 to 50."),
      })
      .optional()
      .describe("What to do when a monitor finds drift. Default: nothing beyond the monitor's own mail."),
    onNewData: z
      .strictObject({
        mode: z
          .enum(["automatic", "notify"])
          .default("automatic")
          .describe("`automatic` starts the training, `notify` tells the owner."),
        path: matching(watchedPathPattern, watchedPathForm, {
          examples: ["azureml://datastores/workspaceblobstore/paths/customer-churn/training/"],
        }).describe("Folder of the workspace's own store that is watched. No output of the training lies in it."),
        endsWith: matching(/^[A-Za-z0-9_.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes and underscores", {
          examples: ["_SUCCESS"],
        })
          .optional()
          .describe(
            "What a file's name must end in to count, such as the `_SUCCESS` that is written last. Default: every file counts, and the first of several starts a training while the others are still being written.",
          ),
        cooldown: duration(retrainingLimits.cooldown)
          .optional()
          .describe("How long to wait between such trainings, 1h to 30d. Default: that of onDrift, or 24h."),
        maxPerWeek: z
          .number()
          .int()
          .min(retrainingLimits.perWeek.min)
          .max(retrainingLimits.perWeek.max)
          .optional()
          .describe("Most such trainings within seven days, 1 to 50. Default: that of onDrift, or 2."),
        staleAfter: duration(retrainingLimits.staleAfter)
          .optional()
          .describe(
            "Alert when no new data came for so long, 30m to 2d: Azure Monitor looks back no further. Default: data may be of any age.",
          ),
      })
      .optional()
      .describe(
        "What to do when a file is written into a folder. Trainings on drift and on new data share lock, cooldown and maximum. The environment needs `storageEvents`. Default: nothing.",
      ),
  })
  .describe("When to train anew.");

/** What an environment may override: everything but whose and what the use case is. */
export const variantSchema = z.strictObject({
  data: data(),
  training: training(),
  retraining: retraining.optional(),
  monitors: monitors().optional(),
  serving: serving().optional(),
  promotion: promotion().optional(),
  notices: z
    .array(z.enum(noticeIds))
    .optional()
    .describe(
      "What the owner is told of besides alerts: a training that completed or a version that was registered in the workspace, with its metrics against the live version's; a version that was deployed, rolled out or rolled back. A rollback by itself is always told of. Default: nothing, as `[]` in an override.",
    ),
});

/** `config/use-cases/<name>.yaml`, before overrides are applied. */
export const useCaseSchema = z
  .strictObject({
    description: title(500).describe("What the model is for, in a sentence."),
    owner: z
      .strictObject({
        team: title(100).describe("The team that answers for it."),
        ...group().shape,
        contact: email().describe("Address that the alerts of the use case reach."),
      })
      .describe("Whose it is."),
    task: z.enum(["classification", "regression"]).describe("What the model predicts: classes or numbers."),
    environments: z
      .array(z.string())
      .min(1)
      .describe("Where it lives. If it serves: from the first of promotionOrder on, without a gap."),
    ...variantSchema.shape,
    overrides: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .default({})
      .describe(
        "What differs in an environment: any part of data, training, retraining, monitors, serving, promotion and notices. Mappings are merged, all else is replaced.",
      ),
  })
  .describe("One use case: a model with its training, monitors, endpoint and promotion, in one or more environments.");

/** The part that environments can override, checked and with defaults. */
export type VariantFile = z.output<typeof variantSchema>;

/** The file as parsed: shape right, defaults in, not yet merged. */
export type UseCaseFile = z.output<typeof useCaseSchema>;

export type * from "./model";
