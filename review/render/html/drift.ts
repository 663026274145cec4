import type { Drift, Review } from "../../model";
import { address, attributeTable, badge, names, nothingIn, type Section } from "./parts";
import { counted, type Markup, markup, value } from "./text";

/** What somebody changed outside Terraform; what no plan depends on is folded. */
export function drift(review: Review): Section {
  const relevant = review.drift.filter((item) => item.relevant);
  const others = review.drift.filter((item) => !item.relevant);
  return {
    id: "drift",
    title: "Drift",
    size: review.drift.length,
    alarming: relevant.length > 0,
    body:
      review.drift.length === 0
        ? nothingIn(review, "Nothing was changed outside Terraform.")
        : [
            relevant.length > 0 && markup`<ul class="cards">${relevant.map(card)}</ul>`,
            others.length > 0 &&
              markup`<details class="fold"><summary><h3>${counted(others.length, "change")} that no plan depends on</h3></summary><ul class="cards">${others.map(card)}</ul></details>`,
          ],
  };
}

function card(item: Drift): Markup {
  return markup`<li class="card"><div class="line"><h3>${item.what}</h3>${
    item.relevant && badge("warn", "!", "this plan depends on it or undoes it")
  }</div><div class="under">${names([item.stack])}${address(item.address)}</div>${
    item.attributes.length > 0 && attributeTable(item.attributes, `Drift of ${item.what}`)
  }</li>`;
}

/** Warnings of `check` blocks. */
export function warnings(review: Review): Section {
  return {
    id: "warnings",
    title: "Warnings",
    size: review.warnings.length,
    alarming: review.warnings.length > 0,
    body:
      review.warnings.length === 0
        ? nothingIn(review, "No check gave a warning.")
        : markup`<ul class="lines">${review.warnings.map(
            ({ stack, text }) =>
              markup`<li><div class="line">${badge("warn", "!", "warning")}<span class="text error">${value(text)}</span></div><div class="under">${names([stack])}</div></li>`,
          )}</ul>`,
  };
}
