import Table from "cli-table3";

const lines = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"].concat(
  ["left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
);
const none = Object.fromEntries(lines.map((part) => [part, ""]));

/** A table without lines, its columns two blanks apart, indented. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], indent = 2): string {
  const table = new Table({
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push([...head], ...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => `${" ".repeat(indent)}${line}`.trimEnd())
    .join("\n");
}
