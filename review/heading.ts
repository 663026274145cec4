import type { Review, Verdict } from "./model";

/** What stands over a review. Plans that only look for what was changed by hand have no change to judge. */
export type Heading = Verdict | "drift" | "no-drift";

/** What stands over a review: its verdict, or what a look at what is deployed found. */
export function headingOf({ verdict, source, drift }: Review): Heading {
  if (source.mode !== "drift" || verdict !== "no-change") return verdict;
  return drift.length > 0 ? "drift" : "no-drift";
}

/** Names of stacks of which nothing is known, because they could not be planned. */
export const notKnown = ({ stacks }: Review): readonly string[] =>
  stacks.flatMap(({ status, name }) => (status === "failed" ? [name] : []));
