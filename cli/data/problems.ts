import { z } from "zod";
import type { Problem } from "../../domain/problem/problem";
import { shapeOf, text, whole } from "./shape";

const position = z.strictObject({
  file: text("Path of the file, as a person finds it."),
  line: whole("Counts from 1."),
  column: whole("Counts from 1."),
});

type Told = Omit<Problem, "code"> & { readonly code: string };

export const problemShape = shapeOf<Told>()(
  z.strictObject({
    code: z
      .string()
      .regex(/^MLOPS-[A-Z]+-\d{3}$/)
      .describe("One of the [codes](problems.md)."),
    where: z.union([z.string(), position]).describe("A place in a file; else an option, a stack or a path."),
    message: text("What is wrong, in one sentence."),
    given: text("What was given.").optional(),
    allowed: text("What would have been accepted.").optional(),
    fix: text("What to do about it.").optional(),
  }),
);

/** What every command with `--json` prints instead of its data when it could not do what it was asked to. */
export const problemsShape = z.strictObject({
  problems: z.array(problemShape).min(1).describe("Everything that is wrong, in order of place."),
});
