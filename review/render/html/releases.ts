import { type Figure, isWorse, shownFigure } from "../../../release";
import { blocksRelease, isOverridden } from "../../evidence";
import { decidedBy, HOW_TO, otherChecks, resultInWords, statusWords, tellingChecks } from "../../evidence/words";
import type { EvidenceStep, ReleaseEvidence, Review } from "../../model";
import { instant } from "./banner";
import { badge, names, place, scrolls, type Section } from "./parts";
import { type Markup, markup } from "./text";

const tones = { blocked: "bad", overridden: "bad", first: "warn", evidenced: "good" } as const;
const signs = { blocked: "✕", overridden: "!", first: "?", evidenced: "✓" } as const;

/** Each release that changes, in words, with what it rests on; nothing if none does. */
export function releases(review: Review): readonly Section[] {
  const { releases: all } = review;
  if (all.length === 0) return [];
  return [
    {
      id: "releases",
      title: "Releases and their evidence",
      size: all.length,
      alarming: all.some((release) => blocksRelease(release) || isOverridden(release)),
      body: markup`<ul class="cards">${all.map((release) => card(release, review))}</ul>`,
    },
  ];
}

function card(release: ReleaseEvidence, review: Review): Markup {
  const { useCase, environment, what, before, status, problems, notes, commands, approval, steps } = release;
  const alarming = blocksRelease(release) || isOverridden(release);
  return markup`<li class="card${alarming && " danger"}"><div class="line">${badge(tones[status], signs[status], statusWords[status])}<h3>${environment} · ${useCase}: ${what}</h3></div>
<dl class="facts"><div><dt>Before</dt><dd>${before}</dd></div>${
    problems.length > 0 &&
    markup`<div><dt>Blocked</dt><dd>${problems.map((problem) => markup`<p><strong>${problem}</strong></p>`)}</dd></div>`
  }${
    commands.length > 0 &&
    markup`<div><dt>To mend it</dt><dd><p>${HOW_TO}</p>${commands.map((command) => markup`<p><code class="address">${command}</code></p>`)}</dd></div>`
  }${
    notes.length > 0 && markup`<div><dt>Attention</dt><dd>${notes.map((note) => markup`<p>${note}</p>`)}</dd></div>`
  }${approval !== undefined && markup`<div><dt>Approvals asked</dt><dd>${approval}</dd></div>`}<div><dt>In</dt><dd class="under">${names(
    [release.stack],
  )}${place(release.where, review)}</dd></div></dl>${steps.map(stepOf)}</li>`;
}

function stepOf(step: EvidenceStep): Markup {
  const { override, because, origin, file, at, readAgainAt, notes, figures, version } = step;
  const others = otherChecks(step);
  const checks = tellingChecks(step);
  return markup`<h4>${decidedBy(step)}, ${instant(at)}</h4>${
    override !== undefined &&
    markup`<p class="bad"><strong class="bad">Overridden</strong> by ${override.by}, ${instant(override.at)}: <strong class="bad">${override.reason}</strong></p>`
  }${because !== undefined && markup`<p>Because ${because}</p>`}${origin !== undefined && markup`<p>Made ${origin}</p>`}${
    checks.length > 0 &&
    scrolls(
      "Evidence",
      markup`<table class="attributes"><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Found</th></tr></thead><tbody>${checks.map(
        (check) =>
          markup`<tr><th scope="row">${check.check}</th><td>${check.result === "pass" ? "pass" : markup`<strong class="bad">${resultInWords(check)}</strong>`}</td><td>${check.text}</td></tr>`,
      )}</tbody></table>`,
    )
  }${
    figures.length > 0 &&
    scrolls(
      "Figures",
      markup`<table class="attributes"><thead><tr><th scope="col">Figure</th><th scope="col">Version ${version}</th><th scope="col">Live then</th><th scope="col">Against it</th><th scope="col">Asked</th></tr></thead><tbody>${figures.map(figureRow)}</tbody></table>`,
    )
  }<p class="under">${others !== "" && markup`<span>${others}.</span> `}${
    readAgainAt !== undefined &&
    markup`<span>Facts read again ${instant(readAgainAt)}${notes.length === 0 && ": the same"}.</span> `
  }<code class="place">${file}</code></p>${notes.map((note) => markup`<p><strong>Attention</strong>: ${note}</p>`)}`;
}

const figureRow = (figure: Figure): Markup => {
  const { metric, value, live, gain, asked } = figure;
  const change =
    gain === undefined
      ? ""
      : gain === 0
        ? "the same"
        : `${shownFigure(Math.abs(gain))} ${gain < 0 ? "worse" : "better"}`;
  return markup`<tr><th scope="row">${metric}</th><td>${shownFigure(value)}</td><td>${live === undefined ? "" : shownFigure(live)}</td><td>${isWorse(figure) ? markup`<strong class="bad">${change}</strong>` : change}</td><td>${asked ?? ""}</td></tr>`;
};
