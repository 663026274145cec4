import type { Drift, Review } from "../../model";
import { code, text } from "../escape";
import { counted, foldPart, type Part, type Rest } from "./part";

/** Attributes of one resource that are printed. */
const ATTRIBUTES = 5;

/** What was changed outside Terraform, folded; what this plan depends on or undoes comes first. */
export function driftPart({ drift, source }: Review, rest: Rest): Part {
  const relevant = drift.filter((entry) => entry.relevant);
  const others = drift.filter((entry) => !entry.relevant);
  const matters =
    relevant.length === 0
      ? "none matters to this plan"
      : `${relevant.length} of them ${relevant.length === 1 ? "matters" : "matter"} to this plan`;
  const found = `👣 <b>Drift</b>: ${counted(drift.length, "resource")} changed outside Terraform`;
  // Plans that only look change nothing, so that nothing could matter to them.
  const summary = source.mode === "drift" ? found : `${found}; ${matters}`;
  return foldPart(
    summary,
    [...relevant, ...others].map((entry) => () => driftRow(entry)),
    rest,
  );
}

function driftRow({ stack, what, address, attributes, relevant }: Drift): string {
  const shown = attributes.slice(0, ATTRIBUTES).map(({ path, before, after }) => {
    return `  - ${code(path, 160)}: ${value(before)} → ${value(after)}`;
  });
  const missing = attributes.length - shown.length;
  return [
    `- **${text(stack, 80)}: ${text(what)}** ${code(address, 160)}${relevant ? " (matters to this plan)" : ""}`,
    ...shown,
    ...(missing > 0 ? [`  - ${counted(missing, "more attribute")}`] : []),
  ].join("\n");
}

const value = (text: string | undefined): string => (text === undefined ? "nothing" : code(text, 120));
