import type { Exposure, ReviewInput } from "../model";

/** What opens or closes besides roles: networks, keys, trust, custom roles. */
export function exposures(input: ReviewInput): readonly Exposure[] {
  return input.stacks.flatMap(() => []);
}
