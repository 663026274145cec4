import type { Exposure, Review } from "../../model";
import { address, badge, names, nothingIn, place, type Section } from "./parts";
import { type Markup, markup } from "./text";

const kindTitles: Readonly<Record<Exposure["kind"], string>> = {
  network: "Network",
  keys: "Keys",
  "federated-credential": "Federated credential",
  "custom-role": "Custom role",
  "public-data": "Public data",
  "vault-policy": "Key vault policy",
  approvals: "Approvals",
  promotion: "Promotion",
};
const effectSigns = { opens: "▲", closes: "▼", changes: "~" } as const;
const effectTones = { opens: "bad", closes: "good", changes: "plain" } as const;

/** What opens or closes besides roles. */
export function exposures(review: Review): Section {
  const opening = review.exposures.filter(({ effect }) => effect === "opens").length;
  return {
    id: "exposures",
    title: "Exposures",
    size: review.exposures.length,
    alarming: opening > 0,
    body:
      review.exposures.length === 0
        ? nothingIn(review, "No network, key, credential, custom role, approval or rule of promotion opens or closes.")
        : markup`<ul class="lines">${review.exposures.map((exposure) => line(exposure, review))}</ul>`,
  };
}

function line(exposure: Exposure, review: Review): Markup {
  return markup`<li class="exposure"><div class="line">${badge(effectTones[exposure.effect], effectSigns[exposure.effect], exposure.effect)}<span class="topic">${
    kindTitles[exposure.kind]
  }</span><span class="text">${exposure.text}</span></div><div class="under">${names(exposure.stacks)}${address(
    exposure.address,
  )}${place(exposure.where, review)}</div></li>`;
}
