import { visible } from "../../domain/text/visible";
import type { FileChanges } from "./files";
import type { Note } from "./notes";
import type { StackDifference } from "./stacks";
import type { Upgrade } from "./upgrade";

/** Lines of one stack. */
const LINES = 12;
/** Characters of a value that changes. */
const LONGEST = 160;
/** What of a changelog a person has to read before anything is applied. */
const ADDRESSES = "State addresses";

/** What another version changes, for a person to read. */
export function upgradeText(upgrade: Upgrade): string {
  const { from, to, refused, stacks, notes, files } = upgrade;
  return [
    `From ${from}`,
    `to   ${to}`,
    ...(refused.length > 0
      ? ["", "It refuses the configuration; mend this first:", ...refused.map((line) => `  ${line}`)]
      : ["", "Stacks", ...stackLines(stacks)]),
    "",
    ...noteLines(notes),
    "",
    "Files that belong to a version",
    ...fileLines(files),
  ].join("\n");
}

function stackLines(stacks: readonly StackDifference[]): readonly string[] {
  if (stacks.length === 0) return ["  the same: every plan says that nothing changes"];
  return stacks.flatMap(({ stack, change, moved, added, removed, changed }) => {
    if (change === "gone") return [`  ${stack}: there is none any more; destroy what it made before you move`];
    const lines = [
      ...moved.map(({ from, to }) => `> ${from} is called ${to}`),
      ...removed.map((address) => `- ${address}`),
      ...added.map((address) => `+ ${address}`),
      ...changed.map(({ address, values }) => `~ ${address}: ${cut(visible(values.join(", ")))}`),
    ];
    return [
      `  ${stack}${change === "new" ? ": new" : ""}`,
      ...lines.slice(0, LINES).map((line) => `    ${line}`),
      ...(lines.length > LINES ? [`    and ${lines.length - LINES} more, see --json`] : []),
    ];
  });
}

function fileLines(files: FileChanges | undefined): readonly string[] {
  if (files === undefined) return ["  not known: it is from before mlops upgrade, and cannot tell which it has"];
  const { taken, removed, yours } = files;
  if (taken.size + removed.length + yours.length === 0) return ["  none differs"];
  return [
    ...[...taken.keys()].map((path) => `  ~ ${path}`),
    ...removed.map((path) => `  - ${path}`),
    ...yours.map((path) => `  ! ${path}: changed by you and by it; yours stays, compare them`),
  ];
}

function noteLines(notes: readonly Note[]): readonly string[] {
  if (notes.length === 0) return ["The changelog says nothing new."];
  const headings = [...new Set(notes.map(({ heading }) => heading))];
  // What moves in states is read first.
  headings.sort((one, other) => Number(other === ADDRESSES) - Number(one === ADDRESSES));
  return headings.flatMap((heading, index) => [
    ...(index === 0 ? [] : [""]),
    `Changelog: ${heading}`,
    ...notes.filter((note) => note.heading === heading).map(({ text }) => `  - ${visible(text)}`),
  ]);
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
