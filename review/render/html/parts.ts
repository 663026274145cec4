import type { Position } from "../../../domain/problem/problem";
import { notKnown } from "../../heading";
import { positionUrl } from "../../code-url";
import type { Action, AttributeChange, Review } from "../../model";
import { count, type Markup, markup, type Slot, value } from "./text";

/** How an action is shown: a sign besides the word, so that no meaning hangs on colour alone. */
export const actionSigns: Readonly<Record<Action, string>> = {
  destroy: "−",
  replace: "±",
  forget: "×",
  create: "+",
  update: "~",
  import: "↓",
  move: "→",
  read: "·",
  "no-op": "=",
};

/** The actions by weight: what cannot be undone comes first. */
export const actionsByWeight = Object.keys(actionSigns) as readonly Action[];

export const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Stacks named in full; more are folded. */
const stacksShown = 5;

/** One part of the page, with the number that the table of contents shows for it. */
export interface Section {
  /** Fragment of its address; contract: links from comments point there. */
  readonly id: string;
  readonly title: string;
  /** How many things it lists. */
  readonly size: number;
  /** Whether something in it calls for attention. */
  readonly alarming?: boolean;
  /** Whether it is what words and evidence above it rest on: a phone folds it. @default false */
  readonly depth?: boolean;
  /** What stands below the title; the explanation comes first. */
  readonly body: Slot;
}

/** A coloured word with its sign. */
export function badge(tone: string, sign: string, word: string): Markup {
  return markup`<span class="badge ${tone}"><span class="sign" aria-hidden="true">${sign}</span>${word}</span>`;
}

export function actionBadge(action: Action): Markup {
  return badge(action, actionSigns[action], action);
}

/** Names of stacks or environments, as labels. */
export function names(list: readonly string[], what = "stacks"): Markup {
  const chips = list.map((name) => markup`<li>${name}</li>`);
  if (chips.length <= stacksShown + 1) return markup`<ul class="chips">${chips}</ul>`;
  return markup`<ul class="chips">${chips.slice(0, stacksShown)}</ul><details class="more"><summary>${count(
    chips.length - stacksShown,
  )} more ${what}</summary><ul class="chips">${chips.slice(stacksShown)}</ul></details>`;
}

/** `config/dev.yaml:12`, and a link to it if it can be read somewhere. */
export function place(where: Position | undefined, review: Pick<Review, "codeUrl">): Slot {
  if (where === undefined) return undefined;
  const label = markup`<code class="place">${where.file}:${where.line}</code>`;
  const url = positionUrl(review, where);
  return url === undefined ? label : markup`<a href="${url}" rel="noreferrer">${label}</a>`;
}

export function address(text: string): Markup {
  return markup`<code class="address">${text}</code>`;
}

/** What a section says when there is nothing to list. */
/** The same about stacks that were planned: of the others nothing is known. */
export function nothingIn(review: Review, text: string): Markup {
  const unknown = notKnown(review);
  if (unknown.length === 0) return nothing(text);
  const which = unknown.length > 6 ? `${unknown.length} stacks` : unknown.join(", ");
  if (unknown.length === review.stacks.length) return nothing(`Not known: ${which} could not be planned.`);
  return nothing(`${text} Not known for ${which}, which could not be planned.`);
}

export function nothing(text: string): Markup {
  return markup`<p class="nothing">${text}</p>`;
}

/** A box of its own for what may be wider than the page; it can be reached and scrolled with the keyboard. */
export function scrolls(label: string, content: Slot): Markup {
  return markup`<div class="scrolls" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** Before and after of each attribute; where none had a value before, only what it is set to. */
export function attributeTable(attributes: readonly AttributeChange[], label: string): Markup {
  const fresh = attributes.every(({ before }) => before === undefined);
  const heads = fresh ? ["Attribute", "Value"] : ["Attribute", "Before", "After"];
  const rows = attributes.map(
    (attribute) =>
      markup`<tr><th scope="row"><code>${attribute.path}</code>${
        attribute.forcesReplacement && markup`<span class="forces">forces replacement</span>`
      }</th>${!fresh && markup`<td class="before">${side(attribute.before)}</td>`}<td class="after">${side(attribute.after)}</td></tr>`,
  );
  return scrolls(
    label,
    markup`<table class="attributes"><thead><tr>${heads.map(
      (title) => markup`<th scope="col">${title}</th>`,
    )}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function side(text: string | undefined): Slot {
  return text === undefined ? markup`<span class="none">not set</span>` : value(text);
}
