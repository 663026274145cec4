import { type Figure, isWorse } from "../../../release";
import { decidedBy, figureInWords, HOW_TO, otherChecks, resultInWords, tellingChecks } from "../../evidence/words";
import type { EvidenceStep, ReleaseEvidence, Review } from "../../model";
import { code, text } from "../escape";
import { counted, listPart, type Part, type Rest } from "./part";
import { instant, place } from "./words";

const marks: Readonly<Record<ReleaseEvidence["status"], string>> = {
  blocked: "⛔ ",
  overridden: "🔴 ",
  first: "⚠️ ",
  evidenced: "",
};

/** Each release that changes, in words, with what it rests on: never folded, what blocks first. */
export function releasesPart(review: Review, rest: Rest): Part {
  const { releases } = review;
  return listPart(
    `### 🚦 ${counted(releases.length, "release")}: what will serve, and on what evidence`,
    [],
    releases.map((release) => () => releaseRow(release, review)),
    rest,
  );
}

function releaseRow(release: ReleaseEvidence, review: Review): string {
  const { useCase, environment, what, before, status, steps, problems, notes, commands, approval, where } = release;
  return [
    `- ${marks[status]}**${text(environment, 80)} · ${text(useCase, 80)}: ${text(what)}** (before: ${text(before)})${
      where === undefined ? "" : ` · ${place(where, review)}`
    }`,
    ...problems.map((problem) => `  - **BLOCKED**: ${text(problem)}`),
    ...(commands.length === 0 ? [] : [`  - ${text(HOW_TO)}:`, ...commands.map((command) => `    - ${code(command)}`)]),
    ...notes.map((note) => `  - Attention: ${text(note)}`),
    ...steps.flatMap(stepRows),
    ...(approval === undefined ? [] : [`  - Approvals asked: ${text(approval)}`]),
  ].join("\n");
}

/** What got worse than the live version stands by itself, the rest in a line. */
function figureRows(figures: readonly Figure[]): readonly string[] {
  const rest = figures.filter((figure) => !isWorse(figure));
  return [
    ...figures.filter(isWorse).map((figure) => `    - **worse**: ${text(figureInWords(figure))}`),
    ...(rest.length === 0 ? [] : [`    - figures: ${rest.map((figure) => text(figureInWords(figure))).join("; ")}`]),
  ];
}

function stepRows(step: EvidenceStep): readonly string[] {
  const { override, because, origin, notes, readAgainAt, file, at, figures } = step;
  const others = otherChecks(step);
  return [
    `  - ${text(decidedBy(step))}, ${instant(at)} · ${code(file, 160)}`,
    ...(override === undefined
      ? []
      : [`    - 🔴 **OVERRIDDEN** by ${text(override.by)}, ${instant(override.at)}: ${text(override.reason)}`]),
    ...(because === undefined ? [] : [`    - because ${text(because)}`]),
    ...(origin === undefined ? [] : [`    - made ${text(origin)}`]),
    ...tellingChecks(step).map((check) => {
      const result = resultInWords(check);
      return `    - ${text(check.check)}: ${check.result === "pass" ? result : `**${result}**`}, ${text(check.text)}`;
    }),
    ...figureRows(figures),
    ...(others === "" ? [] : [`    - ${others}`]),
    ...(readAgainAt === undefined
      ? []
      : [`    - read again ${instant(readAgainAt)}${notes.length === 0 ? ": the same" : ""}`]),
    ...notes.map((note) => `    - Attention: ${text(note)}`),
  ];
}
