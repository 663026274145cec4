import type { Review } from "../../model";
import { text } from "../escape";
import { costNote, difference, totalInWords } from "../money";
import { listPart, type Part, type Rest, whole } from "./part";

/** What changes in the money of a month; what has no price is named below it. */
export function costPart(review: Review, rest: Rest): Part {
  const { cost, stacks } = review;
  if (cost === undefined) return whole("");
  const missing = stacks.some(({ status }) => status === "failed") ? ", without stacks that could not be planned" : "";
  const uncounted = cost.uncounted.length === 0 ? "" : ", and what has no price";
  const heading = `### 💰 Cost: ${text(totalInWords(review, cost), 200)}${uncounted}${missing}`;
  const rows = [
    ...cost.changes.map((change) => () => {
      const { stack, what, text: words } = change;
      return `- ${text(stack, 80)}: ${text(what, 120)}: ${text(words, 200)}, **${text(difference(change))} ${text(cost.currency, 10)}**`;
    }),
    ...cost.uncounted.map(({ stack, what, text: words, why }) => () => {
      return `- ❔ ${text(stack, 80)}: ${text(what, 120)}: ${text(words)}, not counted: ${text(why, 200)}`;
    }),
  ];
  return rows.length === 0
    ? whole(heading)
    : listPart(heading, [`<sub>${text(costNote(cost), 800)}</sub>`, ""], rows, rest);
}
