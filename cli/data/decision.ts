import { z } from "zod";
import type { PromotionReport } from "../../deploy/promotion/report";
import { flag, shapeOf, target, text, texts } from "./shape";

/** What `mlops promote`, `rollout`, `rollback` and `accept` print. */
export const decisionShape = shapeOf<PromotionReport>()(
  z.strictObject({
    command: z.enum(["promote", "rollout", "rollback", "accept"]).describe("What was decided about."),
    useCase: text("The use case."),
    environment: text("Where the version enters, goes on or back."),
    regions: text("Which region decided, and what the other does. Left out where there is one only.").optional(),
    model: text("The version. Left out if there is none to speak of.").optional(),
    allowed: flag("Whether it is done, or with `--dry-run` would be. Otherwise the exit code is 1."),
    target,
    reasons: z
      .array(
        z.strictObject({
          check: text("Name of the check, such as `soak` or `metric auc`."),
          result: z.enum(["pass", "fail", "unknown"]).describe("What came of it."),
          text: text("What is so, in one sentence."),
          evidence: z.record(z.string(), z.unknown()).describe("The figures behind it, by name.").optional(),
          overridden: z.literal(true).describe("A person decided against it.").optional(),
        }),
      )
      .describe("Every check, in the order they are made."),
    override: text("Why a person decided against checks.").optional(),
    changes: texts("What is changed, a sentence per environment. None if refused."),
    files: texts("Files written; with `--dry-run`, those that would be."),
    dryRun: flag("Whether nothing was written because nothing was to be."),
    approval: text("Who is to agree before it takes effect, and whether that is counted.").optional(),
    next: texts("What to do next, a command each."),
    pullRequest: text("Address of the pull request that was opened.").optional(),
  }),
);
