import type { DomainChange, Review } from "../../model";
import { text } from "../escape";
import { type Part, type Rest, more } from "./part";
import { names, place } from "./words";

/** What changes for those who run models, use case by use case; environments themselves last. */
export function changesPart({ changes }: Review, rest: Rest): Part {
  const useCases = [...new Set(changes.map(({ useCase }) => useCase))].toSorted(
    (a, b) => Number(a === undefined) - Number(b === undefined),
  );
  const ordered = useCases.flatMap((useCase) => changes.filter((change) => change.useCase === useCase));
  const rows = ordered.map((change, index) => {
    const first = index === 0 || ordered[index - 1]!.useCase !== change.useCase;
    const subject = change.useCase === undefined ? "Environments" : text(change.useCase, 80);
    return `${first ? `${index === 0 ? "" : "\n"}**${subject}**\n\n` : ""}${changeRow(change)}`;
  });
  return {
    rows: rows.length,
    print: (shown) => {
      if (rows.length === 0) return "";
      const lines = [...rows.slice(0, shown), ...more(rows.length - shown, shown > 0, rest)];
      return ["### 🧪 What it means for models and environments", "", ...lines].join("\n");
    },
  };
}

function changeRow({ environments, text: words, loosens, where }: DomainChange): string {
  const subject = environments.length === 0 ? "" : `${names(environments)}: `;
  const mark = loosens ? " ⚠️ **watches less**" : "";
  return `- ${subject}${text(words)}${mark}${where === undefined ? "" : ` · ${place(where)}`}`;
}
