import type { AccessChange, Exposure, Review } from "../../model";
import { text } from "../escape";
import { counted, listPart, type Part, type Rest, row, tableHead } from "./part";
import { names, place } from "./words";

const effects: Readonly<Record<AccessChange["effect"], string>> = {
  widens: "⬆️ widens",
  narrows: "⬇️ narrows",
  regrants: "🔁 re-grants",
  changes: "🔀 changes",
};
const effectOrder: readonly AccessChange["effect"][] = ["widens", "changes", "regrants", "narrows"];

/** Who gains or loses what; what widens comes first, privileged roles before others. */
export function accessPart(review: Review, rest: Rest): Part {
  const { access } = review;
  const sorted = access.toSorted(
    (a, b) =>
      Number(b.privileged) - Number(a.privileged) || effectOrder.indexOf(a.effect) - effectOrder.indexOf(b.effect),
  );
  const head = tableHead(["", "Who", "Role", "On", "In", "Why"]);
  const widening = access.filter(({ effect }) => effect === "widens").length;
  const note = widening === 0 ? "" : `, ${widening} ${widening === 1 ? "widens" : "widen"} access`;
  return listPart(
    `### 🔑 ${counted(access.length, "access change")}${note}`,
    head,
    sorted.map((change) => () => accessRow(change, review)),
    rest,
  );
}

function accessRow(
  { change, effect, who, role, privileged, scope, stacks, why, condition, where }: AccessChange,
  review: Review,
): string {
  const about = [
    who.kind === "unknown" ? "unknown principal" : who.kind,
    ...(who.useCase === undefined ? [] : [text(who.useCase, 80)]),
  ];
  const reasons = [...(why === undefined ? [] : [text(why)]), ...(where === undefined ? [] : [place(where, review)])];
  return row([
    `\\${change} ${effects[effect]}`,
    `**${text(who.name, 120)}** (${about.join(", ")})`,
    (privileged ? `⚠️ **${text(role, 120)}** (privileged)` : text(role, 120)) +
      (condition === undefined ? "" : `, ${text(condition)}`),
    text(scope, 200),
    names(stacks),
    reasons.length === 0 ? "not in the configuration" : reasons.join(" "),
  ]);
}

const kinds: Readonly<Record<Exposure["kind"], string>> = {
  network: "network",
  keys: "keys",
  "federated-credential": "sign-in of pipelines",
  "custom-role": "custom role",
  "public-data": "public data",
  "vault-policy": "key vault policy",
  approvals: "approvals",
  promotion: "promotion",
};
const exposureWords: Readonly<Record<Exposure["effect"], string>> = {
  opens: "🔓 **opens**",
  changes: "🔀 changes",
  closes: "🔒 closes",
};
const exposureOrder = Object.keys(exposureWords);

/** What opens or closes besides roles; what opens comes first. */
export function exposuresPart(review: Review, rest: Rest): Part {
  const { exposures } = review;
  const sorted = exposures.toSorted((a, b) => exposureOrder.indexOf(a.effect) - exposureOrder.indexOf(b.effect));
  const rows = sorted.map(
    ({ stacks, kind, effect, text: words, where }) =>
      () =>
        `- ${exposureWords[effect]} (${kinds[kind]}, ${names(stacks)}): ${text(words)}` +
        (where === undefined ? "" : ` · ${place(where, review)}`),
  );
  return listPart(
    `### 🌐 ${counted(exposures.length, "exposure")}: network, keys, trust, approvals, promotion`,
    [],
    rows,
    rest,
  );
}
