import { blocksChange } from "../../dangers";
import type { Danger, Review } from "../../model";
import { code, text } from "../escape";
import { counted, listPart, type Part, type Rest } from "./part";
import { actionWords, names } from "./words";

/** What holds something that people would miss, and goes: never folded, what blocks first and marked. */
export function dangersPart({ dangers }: Review, rest: Rest): Part {
  const heading = `### 🔥 ${counted(dangers.length, "danger")}: destroyed, replaced or let go`;
  return listPart(
    heading,
    [],
    dangers.map((danger) => () => dangerRow(danger)),
    rest,
  );
}

function dangerRow(danger: Danger): string {
  const { stacks, what, action, uncertain, deposed, because, consequence, protection, accepted, address } = danger;
  const marks = [
    ...(uncertain ? ["it may turn out that it need not be"] : []),
    ...(deposed ? ["left over from an interrupted replacement"] : []),
  ];
  const note = marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  return [
    `- ${blocksChange(danger) ? "⛔ " : ""}**${names(stacks)}: ${text(what)} is ${actionWords[action].done}**${note}`,
    `  - Why: ${text(because)}`,
    `  - Then: ${text(consequence)}`,
    ...(protection === undefined ? [] : [`  - Protection: ${text(protection)}`]),
    ...(accepted === undefined
      ? []
      : [`  - Accepted: ${text(accepted.reason)} (${text(accepted.owner)}, until ${text(accepted.expires)})`]),
    `  - ${code(address)}`,
  ].join("\n");
}
