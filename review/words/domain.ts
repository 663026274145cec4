import type { DomainChange, ReviewInput } from "../model";

/** What changes for use cases and environments, in the words of those who run models. */
export function domainChanges(input: ReviewInput): readonly DomainChange[] {
  return input.stacks.flatMap(() => []);
}
