import { type Loosening, type PolicyFinding, type Severity, severities, type Waiver } from "../../../policy/model";
import type { Review } from "../../model";
import { groupBy } from "./group";
import { address, badge, nothingIn, type Section } from "./parts";
import { count, counted, type Markup, markup, type Slot } from "./text";

/** Findings listed; a report of more is read by machine, and the rest is counted. */
const longestList = 2_000;

/** Findings of one rule that stand open; more are folded, and a search unfolds what it finds. */
const unfoldedFindings = 6;

const severityTones: Readonly<Record<Severity, string>> = {
  critical: "bad",
  high: "bad",
  medium: "warn",
  low: "plain",
};
const severitySigns: Readonly<Record<Severity, string>> = { critical: "‼", high: "!", medium: "▪", low: "·" };

type State = "fail" | "unknown" | "accepted" | "waived" | "fixed";

const stateTitles: Readonly<Record<State, string>> = {
  fail: "Fails",
  unknown: "Not known before apply",
  accepted: "Accepted by the configuration",
  waived: "Waived",
  fixed: "Fixed by this change",
};
const states = Object.keys(stateTitles) as readonly State[];

/** Whether a finding is a failure that is critical or high and that nobody accepted. */
export function isWeighty(finding: PolicyFinding): boolean {
  return stateOf(finding) === "fail" && (finding.severity === "critical" || finding.severity === "high");
}

/** What the policies say: by state, then by rule, so that a rule is explained once. */
export function policy(review: Review): Section {
  const { findings, passed, unused } = review.policy;
  const size = findings.length + unused.length;
  const shown = [...findings].sort(byWeight).slice(0, longestList);
  const weighty = findings.filter(isWeighty).length;
  const number = (state: State): number => findings.filter((finding) => stateOf(finding) === state).length;
  if (size === 0)
    return {
      id: "policy",
      title: "Policy",
      size,
      body: nothingIn(review, `${counted(passed, "check")} passed, none failed.`),
    };
  return {
    id: "policy",
    title: "Policy",
    size,
    alarming: weighty > 0,
    body: [
      markup`<p class="lead">${counted(passed, "check")} passed, ${count(number("fail"))} failed${
        weighty > 0 && markup` (<strong class="bad">${count(weighty)} critical or high</strong>)`
      }, ${count(number("unknown"))} not known before apply, ${count(number("accepted"))} accepted, ${count(number("waived"))} waived.</p>`,
      findings.length > 0 && [controls(), states.map((state) => group(state, shown))],
      findings.length > shown.length &&
        nothingIn(
          review,
          `${counted(findings.length - shown.length, "more finding")} of lesser weight in the JSON and SARIF output.`,
        ),
      unused.length > 0 && unusedWaivers(unused),
    ],
  };
}

function stateOf(finding: PolicyFinding): State {
  if (finding.since === "fixed") return "fixed";
  if (finding.result === "unknown") return "unknown";
  if (finding.result === "pass") return "fixed";
  if (finding.accepted !== undefined) return "accepted";
  return finding.waiver === undefined ? "fail" : "waived";
}

function byWeight(one: PolicyFinding, other: PolicyFinding): number {
  return (
    states.indexOf(stateOf(one)) - states.indexOf(stateOf(other)) ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity)
  );
}

function controls(): Markup {
  const options = (list: readonly (readonly [string, string])[]): Slot =>
    list.map(([key, title]) => markup`<option value="${key}">${title}</option>`);
  return markup`<div class="controls" id="policy-controls" role="search" aria-label="Filter findings">
<label>Search<input type="search" id="policy-search" autocomplete="off" spellcheck="false" placeholder="rule, resource, owner …"></label>
<label>Severity<select id="policy-severity"><option value="">all</option>${options(severities.map((name) => [name, name]))}</select></label>
<label>State<select id="policy-state"><option value="">all</option>${options(states.map((state) => [state, stateTitles[state].toLowerCase()]))}</select></label>
<output class="found" id="policy-found" aria-live="polite"></output>
</div>`;
}

function group(state: State, findings: readonly PolicyFinding[]): Slot {
  const byRule = groupBy(
    findings.filter((candidate) => stateOf(candidate) === state),
    ({ rule: id }) => id,
  );
  if (byRule.size === 0) return undefined;
  return markup`<section class="state" data-group><h3>${stateTitles[state]}</h3>${[...byRule.values()].map((list) =>
    rule(state, list),
  )}</section>`;
}

function rule(state: State, findings: readonly PolicyFinding[]): Markup {
  const { rule: id, title, severity, fix, upstream } = findings[0]!;
  return markup`<article class="card rule" data-group data-severity="${severity}" data-state="${state}"><div class="line">${badge(
    state === "fixed" ? "plain" : severityTones[severity],
    severitySigns[severity],
    severity,
  )}<h4>${title}</h4><code class="id">${id}</code></div>${
    state !== "fixed" && markup`<p class="fix"><span class="term">Fix</span> ${fix}</p>`
  }${
    upstream.length > 0 &&
    markup`<p class="sub">Also known as ${upstream.map((name) => [markup`<code>${name}</code>`, " "])}</p>`
  }${list(findings)}</article>`;
}

function list(findings: readonly PolicyFinding[]): Markup {
  const items = markup`<ul class="findings">${findings.map(item)}</ul>`;
  if (findings.length <= unfoldedFindings) return items;
  return markup`<details class="findings-fold"><summary>${counted(findings.length, "resource")}</summary>${items}</details>`;
}

function item(finding: PolicyFinding): Markup {
  return markup`<li data-item><div class="line">${
    finding.since !== undefined && markup`<span class="since ${finding.since}">${finding.since}</span>`
  }<span class="text">${finding.message}</span></div><div class="under"><ul class="chips"><li>${finding.stack}</li></ul>${address(
    finding.address,
  )}</div>${finding.waiver !== undefined && waiver("Waived", finding.waiver, "until")}${
    finding.expired !== undefined && waiver("Waiver expired", finding.expired, "on")
  }${
    finding.early !== undefined &&
    waiver("Waiver does not hold before", finding.early, "the day", finding.early.granted)
  }${finding.accepted !== undefined && accepted(finding.accepted)}</li>`;
}

const accepted = ({ path, where, reason }: Loosening): Markup =>
  markup`<p class="waiver"><strong>Accepted</strong> by <code>${path}</code> in <code class="place">${where}</code>: ${reason}</p>`;

function waiver(title: string, { reason, owner, expires }: Waiver, preposition: string, day = expires): Markup {
  return markup`<p class="waiver"><strong>${title}</strong> ${preposition} <time datetime="${day}">${day}</time>, owner ${owner}: ${reason}</p>`;
}

function unusedWaivers(unused: readonly Waiver[]): Markup {
  return markup`<section class="state"><h3>Waivers that cover nothing</h3><ul class="lines">${unused.map(
    ({ rule: id, resource, owner, expires }) =>
      markup`<li><div class="line"><code class="id">${id}</code><span class="text">Remove it from <code class="place">config/waivers.yaml</code></span></div><div class="under">${address(
        resource,
      )}<span class="sub">owner ${owner}, expires ${expires}</span></div></li>`,
  )}</ul></section>`;
}
