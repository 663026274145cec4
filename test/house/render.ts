import type { House, Room } from "./house";

/** A house of another time, to compare with. */
export interface Former {
  /** As git knows it. */
  readonly commit: string;
  readonly house: House;
}

/** The figures as Markdown: of the whole, beside those of another commit where there is one, and of each room. */
export function renderHouse(house: House, former?: Former): string {
  const whole = figuresOf(house);
  const before = former === undefined ? undefined : figuresOf(former.house);
  return [
    ...table(
      ["what", ...(former === undefined ? [] : [former.commit]), "now"],
      whole.map(([what, figure], index) => [what, ...(before === undefined ? [] : [before[index]![1]]), figure]),
    ),
    "",
    ...table(
      ["room", "files", "lines", "median", "longest", "imports from", "page"],
      house.rooms.map((room) => [
        `\`${room.name}/\``,
        number(room.files),
        number(room.lines),
        number(room.medianLines),
        number(room.longest.lines),
        importsIn(room),
        room.page ? "yes" : "no",
      ]),
    ),
    ...house.circles.map((circle) => `\nCircle: ${circle}`),
  ].join("\n");
}

const figuresOf = (house: House): readonly (readonly [what: string, figure: string])[] => [
  ["product: files", number(house.product.files)],
  ["product: lines", number(house.product.lines)],
  ["product: median of a file's lines", number(house.product.medianLines)],
  ["product: longest file", `${number(house.product.longest.lines)}, ${house.product.longest.file}`],
  ["imports between rooms", number(house.importsBetweenRooms)],
  ["imports between rooms, per file", (house.importsBetweenRooms / house.product.files).toFixed(1)],
  ["circles of imports, types included", number(house.circles.length)],
  ["rooms with a page", `${house.rooms.filter(({ page }) => page).length} of ${house.rooms.length}`],
  ["tests: files", number(house.tests.files)],
  ["tests: lines", number(house.tests.lines)],
  ["snapshots: files", number(house.snapshots.files)],
  ["snapshots: lines", number(house.snapshots.lines)],
  ["snapshots: longest", number(house.snapshots.longest)],
];

const importsIn = ({ imports }: Room): string =>
  Object.entries(imports)
    .map(([room, count]) => `${room} ${number(count)}`)
    .join(", ") || "nothing";

const number = (value: number): string => value.toLocaleString("en-US");

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
