import type { DomainChange, Review } from "../../model";
import { groupBy } from "./group";
import { badge, names, nothingIn, place, type Section } from "./parts";
import { type Markup, markup } from "./text";

/** What changes for use cases and environments, in their own terms. */
export function domainChanges(review: Review): Section {
  const groups = groupBy(review.changes, ({ useCase }) => useCase ?? "Environments");
  return {
    id: "changes",
    title: "In words",
    size: review.changes.length,
    alarming: review.changes.some(({ loosens }) => loosens),
    body:
      review.changes.length === 0
        ? nothingIn(review, "No model, schedule, monitor, alert or compute changes.")
        : markup`<div class="groups">${[...groups].map(
            ([title, changes]) =>
              markup`<section class="group"><h3>${title}</h3><ul class="lines">${changes.map((change) => line(change, review))}</ul></section>`,
          )}</div>`,
  };
}

function line(change: DomainChange, review: Review): Markup {
  return markup`<li class="domain"><div class="line"><span class="topic">${change.topic}</span><div class="text">${change.text} ${
    change.loosens && badge("warn", "▲", "watches less")
  }${change.where !== undefined && markup`<span class="sub">${place(change.where, review)}</span>`}</div>${
    change.environments.length > 0 && names(change.environments, "environments")
  }</div></li>`;
}
