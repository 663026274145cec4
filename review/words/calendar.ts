import type { CalendarEntry, ReviewInput } from "../model";

/** When retraining and monitors run by themselves, before and after. */
export function calendar(input: ReviewInput): readonly CalendarEntry[] {
  return input.stacks.flatMap(() => []);
}
