import { z } from "zod";
import type { ApplyOutcome } from "../../deploy/apply";
import type { PlanCounts } from "../../deploy/plan-stack";
import { problemShape } from "./problems";
import { flag, shapeOf, target, text, texts, whole } from "./shape";

const counts = shapeOf<PlanCounts>()(
  z.strictObject({
    add: whole("Resources to create."),
    change: whole("Resources to change in place."),
    destroy: whole("Resources to destroy."),
    drift: whole("Resources found changed outside Terraform."),
  }),
).describe("Resources by what would be done to them. Left out of stacks that failed.");

const planned = z.strictObject({
  folder: text("Where the plans are."),
  digest: text("What an approval is given for: `--expect-digest` of `mlops apply`."),
  mode: z.enum(["normal", "destroy", "drift"]).describe("What was planned: `--destroy`, `--drift`, or neither."),
  target,
  commit: text("The commit that was planned, in full. Left out outside a git repository.").optional(),
  dirty: flag("Whether files were changed since that commit."),
  stacks: z
    .array(
      z.strictObject({
        name: text("The stack."),
        status: z.enum(["planned", "failed"]).describe("Whether it could be planned."),
        first: flag("Whether nothing was deployed before, as far as its state knows."),
        error: text("Why it could not be planned. Left out of those that were.").optional(),
        changes: flag("Whether applying it does anything. Left out of stacks that failed.").optional(),
        digest: text("Of this stack's plan. Left out of stacks that failed.").optional(),
        counts: counts.optional(),
      }),
    )
    .describe("In the order in which they are applied."),
  notPlanned: z
    .array(z.strictObject({ name: text("The stack."), why: text("Why it was not looked at.") }))
    .describe("Stacks that were left out."),
  withoutSums: texts("Providers of which no sum in `.terraform.lock.hcl` says which build made the plans."),
});

const stopped = z.strictObject({ stopped: z.literal(true).describe("A signal ended it; nothing was written.") });

/** What `mlops plan --json` prints. */
export const planShape = z.union([planned, stopped]);

/** What `mlops apply --json` prints. */
export const applyShape = z.union([
  z.strictObject({
    applied: z
      .array(
        z.strictObject({
          name: text("The stack."),
          outcome: z.enum(["applied", "failed", "stopped", "no changes", "not begun"]).describe("What came of it."),
          done: z
            .strictObject({
              added: whole("Resources that were created."),
              changed: whole("Resources that were changed."),
              destroyed: whole("Resources that were destroyed."),
            })
            .describe("What was done, also where it failed later."),
          reasons: texts("Why it failed or was not begun."),
          unsaved: flag("Whether what was done is in no state yet; a reason says where it is.").optional(),
        }),
      )
      .describe("In the order of the plans."),
  }),
  z.strictObject({ refused: z.array(problemShape).min(1).describe("Why; nothing was changed.") }),
]) satisfies z.ZodType<ApplyOutcomeAsPrinted>;

type ApplyOutcomeAsPrinted =
  Extract<ApplyOutcome, { applied: unknown }> | { readonly refused: readonly z.output<typeof problemShape>[] };
