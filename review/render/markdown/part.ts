import { thousands } from "../escape";

/** A piece of the comment whose rows can be left out, the last ones first. */
export interface Part {
  /** How many rows there are. */
  readonly rows: number;
  /** The text with that many rows; the others are counted. Empty: there is nothing to say. */
  print(shown: number): string;
}

/** What says where the rest is, e.g. `in the [report](<https://…>)`. */
export interface Rest {
  readonly where: string;
}

/** Text that is printed in full or not at all. */
export const whole = (text: string): Part => ({ rows: text === "" ? 0 : 1, print: (shown) => (shown > 0 ? text : "") });

/** A row, made when it is printed: of ten thousand, most never are. */
export type Row = () => string;

/** The first rows, each made once. */
function printer(rows: readonly Row[]): (shown: number) => readonly string[] {
  const made: string[] = [];
  return (shown) => {
    while (made.length < Math.min(shown, rows.length)) made.push(rows[made.length]!());
    return made.slice(0, shown);
  };
}

/** A heading, rows below it and how many more there are. */
export function listPart(heading: string, before: readonly string[], rows: readonly Row[], rest: Rest): Part {
  const first = printer(rows);
  return {
    rows: rows.length,
    print: (shown) => {
      if (rows.length === 0) return "";
      const lines = shown === 0 ? [] : [...before, ...first(shown)];
      return [heading, "", ...lines, ...more(rows.length - shown, shown > 0, rest)].join("\n");
    },
  };
}

/** A fold around rows; its summary is HTML. */
export function foldPart(summary: string, rows: readonly Row[], rest: Rest): Part {
  const first = printer(rows);
  return {
    rows: rows.length,
    print: (shown) => {
      if (rows.length === 0) return "";
      return fold(summary, [...first(shown), ...more(rows.length - shown, shown > 0, rest)]);
    },
  };
}

/** Something that can be opened. Blank lines around what is in it: else it would be HTML. */
export const fold = (summary: string, lines: readonly string[]): string =>
  [`<details><summary>${summary}</summary>`, "", ...lines, "", "</details>"].join("\n");

/** `n more …`, after a blank line if rows are before it; nothing if nothing is missing. */
export function more(missing: number, after: boolean, { where }: Rest): string[] {
  if (missing <= 0) return [];
  const line = `**${thousands(missing)} ${after ? "more " : ""}${where}**`;
  return after ? ["", line] : [line];
}

/** Rows of a table, without those above them. */
export const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The head of a table. @param columns - a trailing `:` aligns right */
export function tableHead(columns: readonly string[]): string[] {
  const names = columns.map((column) => column.replace(/:$/, ""));
  return [row(names), `|${columns.map((column) => (column.endsWith(":") ? " ---: " : " --- ")).join("|")}|`];
}

/** `1 stack`, `2 stacks` */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${thousands(count)} ${count === 1 ? noun : plural}`;

/** Things by a key, keys in the order in which they first appear. Node 20 has no `Map.groupBy`. */
export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}
