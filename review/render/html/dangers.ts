import { blocksChange } from "../../dangers";
import type { Danger, Review } from "../../model";
import { actionBadge, address, badge, names, nothingIn, type Section } from "./parts";
import { type Markup, markup } from "./text";

/** Resources that hold what people would miss, and that go. Never folded, never shortened. */
export function dangers(review: Review): Section {
  return {
    id: "dangers",
    title: "Dangers",
    size: review.dangers.length,
    alarming: review.dangers.some(blocksChange),
    body:
      review.dangers.length === 0
        ? nothingIn(review, "Nothing that holds data is destroyed, replaced or forgotten.")
        : markup`<ul class="cards">${review.dangers.map(card)}</ul>`,
  };
}

function card(danger: Danger): Markup {
  return markup`<li class="card danger"><div class="line">${actionBadge(danger.action)}<h3>${danger.what}</h3>${blocksChange(danger) && badge("bad", "✕", "blocks")}${
    danger.uncertain && badge("warn", "?", "may turn out unchanged")
  }${danger.deposed && badge("warn", "!", "left over by an interrupted run")}</div>
<dl class="facts"><div><dt>Because</dt><dd>${danger.because}</dd></div><div><dt>Then</dt><dd><strong>${danger.consequence}</strong></dd></div>${
    danger.protection !== undefined && markup`<div><dt>Protection</dt><dd>${danger.protection}</dd></div>`
  }${
    danger.accepted !== undefined &&
    markup`<div><dt>Accepted</dt><dd>${danger.accepted.reason} (${danger.accepted.owner}, until ${danger.accepted.expires})</dd></div>`
  }<div><dt>In</dt><dd class="under">${names(danger.stacks)}${address(danger.address)}</dd></div></dl></li>`;
}
