import type { DomainChange, Review } from "../../model";
import { text } from "../escape";
import { listPart, type Part, type Rest } from "./part";
import { names, place } from "./words";

/** What changes for those who run models, use case by use case; environments themselves last. */
export function changesPart(review: Review, rest: Rest): Part {
  const { changes } = review;
  const useCases = [...new Set(changes.map(({ useCase }) => useCase))].toSorted(
    (a, b) => Number(a === undefined) - Number(b === undefined),
  );
  const order = new Map(useCases.map((useCase, index) => [useCase, index]));
  const ordered = changes.toSorted((a, b) => order.get(a.useCase)! - order.get(b.useCase)!);
  const rows = ordered.map((change, index) => () => {
    const first = index === 0 || ordered[index - 1]!.useCase !== change.useCase;
    const subject = change.useCase === undefined ? "Environments" : text(change.useCase, 80);
    return `${first ? `${index === 0 ? "" : "\n"}**${subject}**\n\n` : ""}${changeRow(change, review)}`;
  });
  return listPart("### 🧪 What it means for models and environments", [], rows, rest);
}

function changeRow({ environments, text: words, loosens, where }: DomainChange, review: Review): string {
  const subject = environments.length === 0 ? "" : `${names(environments)}: `;
  const mark = loosens ? " ⚠️ **watches less**" : "";
  return `- ${subject}${text(words)}${mark}${where === undefined ? "" : ` · ${place(where, review)}`}`;
}
