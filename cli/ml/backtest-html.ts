import { instant } from "../../review/render/html/banner";
import { page } from "../../review/render/html/page";
import { badge, nothing, scrolls, type Section } from "../../review/render/html/parts";
import { count, counted, type Markup, markup, type Slot } from "../../review/render/html/text";
import type {
  BacktestReport,
  BacktestSignal,
  BacktestWindow,
  LabelVerdict,
  NoDrift,
  Suggestion,
} from "./backtest-report";

/** More windows than this are folded. */
const WINDOWS_SHOWN = 14;

interface Heading {
  /** The class of the banner, which colours it. */
  readonly tone: "blocked" | "needs-security-approval" | "review" | "no-change";
  readonly sign: string;
  readonly title: string;
  readonly meaning: string;
}

/** A backtest as one HTML file that needs nothing else; what comes from data or the configuration is text and nothing but text. */
export function backtestHtml(report: BacktestReport, useCase: string | undefined): string {
  const heading = headingOf(report);
  return page({
    title: `${heading.title}: backtest of ${useCase ?? "data drift"}`,
    what: "backtest",
    banner: banner(report, heading, useCase),
    figures: figures(report),
    sections: [...report.signals.map(signalSection), notes(report)],
    data: markup``,
  });
}

const tightOf = ({ suggested = {} }: BacktestSignal): readonly Suggestion[] =>
  Object.values(suggested).filter((advice) => advice.below_no_drift);

function headingOf({ signals }: BacktestReport): Heading {
  if (signals.some(({ refused }) => refused.length > 0))
    return {
      tone: "blocked",
      sign: "✕",
      title: "Runs would fail",
      meaning: "Azure refuses what a signal is to compute on so many rows, and no alarm comes out of such a run.",
    };
  if (signals.some((signal) => tightOf(signal).length > 0))
    return {
      tone: "needs-security-approval",
      sign: "!",
      title: "Alarms by chance",
      meaning: "A threshold lies below what windows of this size reach although nothing has changed.",
    };
  if (signals.some(({ alarms }) => alarms > 0))
    return { tone: "review", sign: "?", title: "Alarms", meaning: "More than chance: look at what changed, and when." };
  return { tone: "no-change", sign: "=", title: "Quiet", meaning: "No run would have alarmed." };
}

function banner(report: BacktestReport, { tone, sign, title, meaning }: Heading, useCase: string | undefined): Markup {
  const entry = (term: string, description: Slot): Markup => markup`<div><dt>${term}</dt><dd>${description}</dd></div>`;
  return markup`<header class="banner ${tone}">
<div class="wide">
<p class="kind">Backtest <span class="of">${useCase ?? "data drift by the defaults"}</span></p>
<div class="verdict"><span class="seal" aria-hidden="true">${sign}</span><div><h1>${title}</h1><p class="meaning">${meaning}</p></div></div>
<dl class="source">
${entry("Replayed", markup`<code>${report.production}</code>`)}
${entry("From", instant(report.from))}
${entry("To", instant(report.to))}
${entry("Compared with", report.reference === null ? "earlier production" : markup`<code>${report.reference}</code>`)}
</dl>
</div>
</header>`;
}

function figures({ signals, rows }: BacktestReport): Markup {
  const sum = (of: (signal: BacktestSignal) => number): number => signals.reduce((total, one) => total + of(one), 0);
  const figure = (number: number, label: string, hint: string, alarming: boolean): Markup =>
    markup`<li class="${number === 0 ? "quiet" : alarming ? "alarming" : "plain"}"><a href="#main"><span class="number">${count(number)}</span> <span class="label">${label}</span> <span class="hint">${hint}</span></a></li>`;
  const alarms = sum((signal) => signal.alarms);
  return markup`<ul class="figures" aria-label="Key figures">
${figure(
  alarms,
  alarms === 1 ? "run alarmed" : "runs alarmed",
  `of ${counted(
    sum(({ runs }) => runs),
    "run",
  )}`,
  true,
)}
${figure(
  sum((signal) => tightOf(signal).length),
  "below no drift",
  "thresholds that chance reaches",
  true,
)}
${figure(
  sum(({ refused }) => refused.length),
  "refused",
  "by Azure, on so many rows",
  true,
)}
${figure(rows, "rows", "replayed", false)}
</ul>`;
}

function signalSection(signal: BacktestSignal): Section {
  const { key, type, runs, alarms, first_alarm: first, rows_per_window: rows, lost_to_nulls: lost, refused } = signal;
  const share = (lost.share * 100).toFixed(1);
  return {
    id: `signal-${key.replace(/[^A-Za-z0-9_-]/g, "-")}`,
    title: key,
    size: alarms,
    alarming: refused.length > 0 || tightOf(signal).length > 0,
    body: [
      markup`<p class="lead">${type}: ${counted(alarms, "alarm")} in ${counted(runs, "run")}${
        first !== null && markup`, the first on ${instant(first)}`
      }. ${count(rows.fewest)} to ${count(rows.most)} rows a window, median ${count(rows.median)}; ${share} % of the rows are left out for a null${
        lost.columns.length > 0 && lost.rows > 0 && ` in ${lost.columns.join(", ")}`
      }.</p>`,
      refused.map((why) => markup`<p class="bad">Every run would end in an error: ${why}</p>`),
      strip(signal),
      thresholds(signal),
      markup`<div class="state">${windows(signal)}${features(signal)}</div>`,
      signal.labels !== undefined && labels(signal.labels),
    ],
  };
}

/** A bar per window: as high as it has rows, red where it alarms. The table below says the same in words. */
function strip({ windows: all, rows_per_window: { most }, key }: BacktestSignal): Slot {
  if (all.length < 2) return undefined;
  const bars = all.map(({ rows, alarm }, index) => {
    const height = Math.max(2, Math.round((rows / Math.max(1, most)) * 40));
    return markup`<rect class="${alarm ? "alarm" : "calm"}" x="${index * 10 + 1}" y="${40 - height}" width="8" height="${height}"/>`;
  });
  const told = `Windows of ${key} in their order, ${all.filter(({ alarm }) => alarm).length} of ${all.length} alarm`;
  return markup`<svg class="strip" viewBox="0 0 ${all.length * 10} 40" preserveAspectRatio="none" role="img" aria-label="${told}">${bars}</svg>`;
}

const number = (value: number | null): string => (value === null ? "none" : String(Number(value.toPrecision(3))));
const table = (heads: readonly string[], rows: readonly Markup[]): Markup =>
  markup`<table><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;

function thresholds({ no_drift: quiet = {}, suggested = {}, key }: BacktestSignal): Slot {
  const rows = Object.entries(quiet).flatMap(([kind, one]) => one.sizes.map((size) => levels(kind, one, size)));
  if (rows.length === 0) return undefined;
  const heads = [
    "Features",
    "Metric",
    "Threshold",
    "Rows a window",
    "No drift, 95 %",
    "No drift, 99 %",
    "Quiet runs that alarm",
  ];
  const advice = Object.entries(suggested).map(
    ([kind, one]) =>
      markup`<li><div class="line">${
        one.below_no_drift ? badge("warn", "!", "too tight") : badge("good", "=", "can stay")
      }<span class="text">${kind}: ${one.below_no_drift ? `${number(one.from)} → ${number(one.to)}, ${one.alarms.from} → ${counted(one.alarms.to, "alarm")}` : number(one.from)}. ${one.reason}</span></div></li>`,
  );
  return [
    scrolls(`What ${key} gives if nothing changes`, table(heads, rows)),
    markup`<div class="state"><h3>Suggested thresholds</h3><ul class="lines">${advice}</ul></div>`,
  ];
}

const levels = (kind: string, { metric, threshold }: NoDrift, size: NoDrift["sizes"][number]): Markup =>
  markup`<tr><th scope="row">${kind}</th><td>${metric}</td><td class="number">${number(threshold)}</td><td class="number">${count(size.rows)}</td><td class="number">${number(size.levels["95%"] ?? null)}</td><td class="number">${number(size.levels["99%"] ?? null)}</td><td class="number">${Math.round(size.alarm_share * 100)} %</td></tr>`;

function windows({ windows: all, key }: BacktestSignal): Slot {
  const heads = ["Run", "From", "To", "Rows", "With a null", "Verdict"];
  const shown = scrolls(`Windows of ${key}`, table(heads, all.map(windowRow)));
  if (all.length <= WINDOWS_SHOWN) return shown;
  return markup`<details class="fold"><summary><h3>${counted(all.length, "window")}</h3></summary>${shown}</details>`;
}

const windowRow = ({ run, from, to, rows, lost, alarm, features: named }: BacktestWindow): Markup =>
  markup`<tr><th scope="row">${instant(run)}</th><td>${instant(from)}</td><td>${instant(to)}</td><td class="number">${count(rows)}</td><td class="number">${count(lost)}</td><td>${
    alarm ? [badge("bad", "!", "alarm"), ` ${named.join(", ")}`] : "quiet"
  }</td></tr>`;

function features({ features: all, key }: BacktestSignal): Slot {
  const heads = ["Feature", "Type", "Metric", "Threshold", "Alarms", "First", "Median", "Worst"];
  const rows = all.map(
    (one) =>
      markup`<tr><th scope="row">${one.name}</th><td>${one.type}</td><td>${one.metric}</td><td class="number">${number(one.threshold)}</td><td class="number">${one.alarms}</td><td>${
        one.first_alarm === null ? "never" : instant(one.first_alarm)
      }</td><td class="number">${number(one.median)}</td><td class="number">${number(one.worst)}</td></tr>`,
  );
  return markup`<details class="fold"><summary><h3>${counted(all.length, "feature")}</h3></summary>${scrolls(`Features of ${key}`, table(heads, rows))}</details>`;
}

function labels({ loss, reason, worse = [], alarms = {} }: LabelVerdict): Markup {
  if (reason !== undefined) return markup`<p class="lead">Labels say nothing yet: ${reason}.</p>`;
  const verdicts = Object.entries(alarms).map(([verdict, times]) => `${times} ${verdict}`);
  const times = worse.map(
    (one) =>
      markup`<li>Worse ${instant(one.from)} to ${instant(one.to)}: ${one.verdict}${
        one.first_alarm !== null && markup`, alarm ${instant(one.first_alarm)}`
      }</li>`,
  );
  return markup`<div class="state"><h3>By labels (${loss})</h3><ul class="lines"><li>The model got worse ${counted(worse.length, "time")}; alarms: ${verdicts.join(", ")}</li>${times}</ul></div>`;
}

function notes({ notes: all }: BacktestReport): Section {
  return {
    id: "notes",
    title: "What would surprise",
    size: all.length,
    depth: true,
    body:
      all.length === 0
        ? nothing("Nothing: what is compared is what one would think.")
        : markup`<ul class="lines">${all.map((note) => markup`<li>${note}</li>`)}</ul>`,
  };
}
