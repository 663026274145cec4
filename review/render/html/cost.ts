import type { CostChange, Review, Uncounted } from "../../model";
import { costNote, difference, money, totalInWords } from "../money";
import { badge, nothingIn, scrolls, type Section } from "./parts";
import { type Markup, markup } from "./text";

/** What changes in the money of a month; nothing if no prices were given. */
export function cost(review: Review): readonly Section[] {
  const costs = review.cost;
  if (costs === undefined) return [];
  const { changes, uncounted, currency } = costs;
  return [
    {
      id: "cost",
      title: "Cost",
      size: changes.length + uncounted.length,
      body: [
        markup`<p class="lead">In all: <strong>${totalInWords(review, costs)}</strong>${
          uncounted.length > 0 && ", and what has no price"
        }. ${costNote(costs)}</p>`,
        changes.length + uncounted.length === 0
          ? nothingIn(review, "Nothing that runs all the time changes.")
          : scrolls("Changes in the money of a month", table(changes, uncounted, currency)),
      ],
    },
  ];
}

function table(changes: readonly CostChange[], uncounted: readonly Uncounted[], currency: string): Markup {
  // The amount comes early: on a narrow screen the rest can be scrolled to.
  const head = markup`<th scope="col">Stack</th><th scope="col">What</th><th scope="col" class="number">${currency}/month</th><th scope="col">Change</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th>`;
  return markup`<table><thead><tr>${head}</tr></thead><tbody>${changes.map(
    (change) =>
      markup`<tr><th scope="row">${change.stack}</th><td>${change.what}</td><td class="number"><strong>${difference(change)}</strong></td><td>${change.text}</td><td class="number">${money(change.before)}</td><td class="number">${money(change.after)}</td></tr>`,
  )}${uncounted.map(
    ({ stack, what, text, why }) =>
      markup`<tr><th scope="row">${stack}</th><td>${what}</td><td class="number">${badge("warn", "?", "not counted")}</td><td>${text}</td><td colspan="2">${why}</td></tr>`,
  )}</tbody></table>`;
}
