import type { AccessChange, Review } from "../../model";
import { badge, names, nothingIn, place, type Section } from "./parts";
import { counted, type Markup, markup, type Slot } from "./text";

const changeWords = { "+": "granted", "-": "removed", "~": "changed" } as const;
const changeSigns = { "+": "+", "-": "−", "~": "~" } as const;
const changeTones = { "+": "create", "-": "destroy", "~": "update" } as const;
const effectTones = { widens: "warn", narrows: "good", regrants: "plain" } as const;
const effectSigns = { widens: "▲", narrows: "▼", regrants: "↻" } as const;
export const kindWords = { group: "group", identity: "managed identity", unknown: "not in the configuration" } as const;

/** Who gains or loses which role. On a narrow screen each row is a card, hence the explicit roles. */
export function access(review: Review): Section {
  const changes = review.access;
  const widening = changes.filter(({ effect }) => effect === "widens").length;
  const privileged = changes.filter((change) => change.privileged && change.effect === "widens").length;
  return {
    id: "access",
    title: "Access changes",
    size: changes.length,
    alarming: widening > 0,
    body:
      changes.length === 0
        ? nothingIn(review, "Nobody gains or loses a role.")
        : [
            markup`<p class="lead">${counted(changes.length, "change")}: ${widening} ${
              widening === 1 ? "widens" : "widen"
            } access${privileged > 0 && markup`, <strong class="bad">${privileged} with a privileged role</strong>`}.</p>`,
            table(review),
          ],
  };
}

function table(review: Review): Markup {
  const titles = ["Change", "Who", "Role", "Scope", "Why", "Stacks"];
  return markup`<div class="scrolls" role="region" aria-label="Access changes" tabindex="0"><table class="stacking" role="table"><thead role="rowgroup"><tr role="row">${titles.map(
    (title) => markup`<th scope="col" role="columnheader">${title}</th>`,
  )}</tr></thead><tbody role="rowgroup">${review.access.map((change) => row(change, review))}</tbody></table></div>`;
}

function row(change: AccessChange, review: Review): Markup {
  const cell = (label: string, content: Slot): Markup =>
    markup`<td role="cell"><span class="label" aria-hidden="true">${label}</span><div>${content}</div></td>`;
  return markup`<tr role="row" class="${change.effect}">${cell("Change", [
    badge(changeTones[change.change], changeSigns[change.change], changeWords[change.change]),
    // "changed, changes" would say it twice.
    change.effect !== "changes" && badge(effectTones[change.effect], effectSigns[change.effect], change.effect),
  ])}<th scope="row" role="rowheader"><span class="label" aria-hidden="true">Who</span><div><strong>${change.who.name}</strong><span class="sub">${
    kindWords[change.who.kind]
  }${change.who.useCase !== undefined && markup` of ${change.who.useCase}`}</span></div></th>${cell("Role", [
    markup`${change.role}`,
    change.privileged && markup` ${badge("bad", "★", "privileged")}`,
  ])}${cell("Scope", [
    markup`${change.scope}`,
    change.condition !== undefined && markup`<span class="sub">condition: ${change.condition}</span>`,
  ])}${cell("Why", [
    change.why === undefined ? markup`<span class="none">no reason known</span>` : markup`${change.why}`,
    change.where !== undefined && markup`<span class="sub">${place(change.where, review)}</span>`,
  ])}${cell("Stacks", names(change.stacks))}</tr>`;
}
