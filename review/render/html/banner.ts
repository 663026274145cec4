import { type Heading, headingOf } from "../../heading";
import type { Review, ReviewSource, Verdict } from "../../model";
import { isWeighty } from "./policy";
import { months } from "./parts";
import { count, counted, type Markup, markup, type Slot } from "./text";

/** How each verdict is worded, marked and explained. */
export const verdictWords: Readonly<
  Record<Heading, { readonly title: string; readonly sign: string; readonly meaning: string }>
> = {
  blocked: { title: "Blocked", sign: "✕", meaning: "This change must not be applied as it stands." },
  "needs-security-approval": {
    title: "Needs security approval",
    sign: "!",
    meaning: "Somebody who answers for security has to approve this change.",
  },
  review: { title: "Review", sign: "?", meaning: "Read it, then approve it or send it back." },
  "no-change": { title: "No change", sign: "=", meaning: "There is nothing to apply." },
  drift: { title: "Drift", sign: "!", meaning: "What is deployed is not what was deployed." },
  "no-drift": { title: "No drift", sign: "=", meaning: "What is deployed is as Terraform left it." },
};

/** What kind of plans they are, if they are not those of a change. */
const modes: Partial<Record<NonNullable<ReviewSource["mode"]>, Markup>> = {
  destroy: markup`<p class="mode"><strong>Destroy.</strong> These plans take away everything in their stacks.</p>`,
  drift: markup`<p class="mode"><strong>Drift.</strong> These plans only look for what was changed outside Terraform.</p>`,
};

/** What is coloured like another verdict than its own. */
const tones: Partial<Record<Heading, Verdict>> = { drift: "review" };

/** The top of the page: the verdict and why, what was planned, and the figures to look at first. */
export function banner(review: Review): Markup {
  const heading = headingOf(review);
  const words = verdictWords[heading];
  return markup`<header class="banner ${tones[heading] ?? review.verdict}">
<div class="wide">
<p class="kind">Plan review <span class="of">${review.organization}</span></p>
<div class="verdict"><span class="seal" aria-hidden="true">${words.sign}</span><div><h1>${words.title}</h1><p class="meaning">${
    words.meaning
  }</p></div></div>
${review.reasons.length > 0 && heading !== "drift" && markup`<ul class="reasons" aria-label="Reasons">${review.reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
${review.source.mode !== undefined && modes[review.source.mode]}
${
  review.source.target === "sandbox" &&
  markup`<p class="sandbox"><strong>Sandbox.</strong> Planned against a simulated Azure, not against what is deployed: an approval of this page applies nothing.</p>`
}
${source(review)}
</div>
</header>`;
}

/** Figures across all stacks, each a link to its section. */
export function figures(review: Review): Markup {
  const sum = (key: "create" | "update" | "replace" | "destroy" | "forget" | "drift"): number =>
    review.stacks.reduce((total, stack) => total + stack.counts[key], 0);
  const widening = review.access.filter(({ effect }) => effect === "widens").length;
  const opening = review.exposures.filter(({ effect }) => effect === "opens").length;
  const weighty = review.policy.findings.filter(isWeighty).length;
  const failed = review.stacks.filter(({ status }) => status === "failed").length;
  const gone = sum("destroy") + sum("replace") + sum("forget");
  return markup`<ul class="figures" aria-label="Key figures">
${failed > 0 && figure("overview", failed, failed === 1 ? "stack not planned" : "stacks not planned", "see why", true)}
${figure("resources", gone, "destroyed or replaced", `${count(sum("destroy"))} − ${count(sum("replace"))} ±`, gone > 0)}
${figure("resources", sum("create") + sum("update"), "created or updated", `${count(sum("create"))} + ${count(sum("update"))} ~`)}
${figure("dangers", review.dangers.length, "with data at stake", "stateful resources", review.dangers.length > 0)}
${figure("access", widening, "widen access", `of ${counted(review.access.length, "change")}`, widening > 0)}
${figure("exposures", opening, opening === 1 ? "opens up" : "open up", `of ${counted(review.exposures.length, "exposure")}`, opening > 0)}
${figure("policy", weighty, "critical or high", "policy failures, not waived", weighty > 0)}
</ul>`;
}

function figure(section: string, number: number, label: string, detail: string, alarming = false): Markup {
  const tone = number === 0 ? "quiet" : alarming ? "alarming" : "plain";
  return markup`<li class="${tone}"><a href="#${section}"><span class="number">${count(number)}</span> <span class="label">${label}</span> <span class="hint">${detail}</span></a></li>`;
}

function source(review: Review): Markup {
  const { commit, digest, plannedAt, target, dirty, dirtyBecause, simulated = [] } = review.source;
  const entry = (term: string, description: Slot): Markup => markup`<div><dt>${term}</dt><dd>${description}</dd></div>`;
  return markup`<dl class="source">
${entry("Commit", [
  commit === undefined ? "not known" : markup`<code>${commit}</code>`,
  dirty &&
    markup` <strong class="dirty">with files changed since${dirtyBecause !== undefined && `: ${dirtyBecause}`}</strong>`,
])}
${entry("Planned", instant(plannedAt))}
${entry("Against", [
  target === "sandbox" ? "simulated Azure" : "Azure",
  simulated.length > 0 && `; ${simulated.join(", ")} against a simulated Azure`,
])}
${entry("Digest of the plans", markup`<code>${digest}</code>`)}
</dl>`;
}

/** `7 Dec 2026, 10:15 UTC`; an instant that is none is shown as it was given. */
export function instant(iso: string): Markup {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return markup`${iso}`;
  const text = date.toISOString();
  return markup`<time datetime="${text}">${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${text.slice(11, 16)} UTC</time>`;
}
