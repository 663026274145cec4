import { z } from "zod";
import type { Report } from "../doctor/doctor";
import { shapeOf, text, whole } from "./shape";

const result = z.enum(["pass", "fail", "unknown"]);

/** What `mlops doctor` prints. */
export const doctorShape = shapeOf<Report>()(
  z.strictObject({
    target: z.enum(["azure", "sandbox", "machine"]).describe("Whom it asked; `machine` with `--ml`."),
    lines: z
      .array(
        z.strictObject({
          about: text("`this machine`, `Azure`, `platform`, or an environment."),
          check: text("What was looked at, such as `quota`."),
          result: result.describe("`unknown`: it could not be looked at, and `text` says why."),
          text: text("What was found, in one clause."),
          fix: text("What to do. Always there unless it passed.").optional(),
        }),
      )
      .describe("In the order they are shown."),
    counts: z
      .strictObject({
        pass: whole("How many passed."),
        fail: whole("How many failed: with any the exit code is 1."),
        unknown: whole("How many are not known: with `--strict` they count, too."),
      })
      .describe("Lines by result."),
  }),
);
