import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { circles, importsOf } from "../support/imports";

/** A folder of the product at the top level. */
export interface Room {
  readonly name: string;
  readonly files: number;
  /** Blank lines and comments included. */
  readonly lines: number;
  readonly medianLines: number;
  readonly longest: { readonly file: string; readonly lines: number };
  /** Rooms it imports from, and by how many imports of a file each. */
  readonly imports: Readonly<Record<string, number>>;
  /** Whether a page says what lives there. */
  readonly page: boolean;
}

/** What the house measures, of one checkout. */
export interface House {
  readonly rooms: readonly Room[];
  /** All rooms as one. */
  readonly product: Omit<Room, "name" | "page" | "imports">;
  /** Imports of files that lead from one room to another. */
  readonly importsBetweenRooms: number;
  /** Ways from a file back to itself, types included. */
  readonly circles: readonly string[];
  /** TypeScript below `test/`. */
  readonly tests: { readonly files: number; readonly lines: number };
  /** What jest recorded of whole stacks. */
  readonly snapshots: { readonly files: number; readonly lines: number; readonly longest: number };
}

/** Not ours, or made. */
const NO_ROOMS = ["node_modules", "coverage", "test"];

/** Measures a checkout; nothing of it is run. */
export function measureHouse(checkout: string): House {
  const names = readdirSync(checkout, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/[.]/.test(entry.name) && !NO_ROOMS.includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => filesBelow(checkout, name, ".ts").length > 0)
    .sort();
  const files = names.flatMap((name) => filesBelow(checkout, name, ".ts"));
  const imports = new Map(files.map((file) => [file, importsOf(file, checkout)]));
  const rooms = names.map((name): Room => {
    const own = files.filter((file) => roomOf(file) === name);
    const foreign = own
      .flatMap((file) => imports.get(file)!.map(roomOf))
      .filter((room) => room !== name && names.includes(room));
    return {
      name,
      ...sizeOf(checkout, own),
      imports: Object.fromEntries(
        [...new Set(foreign)].sort().map((room) => [room, foreign.filter((one) => one === room).length]),
      ),
      page: existsSync(join(checkout, name, "README.md")),
    };
  });
  const tests = filesBelow(checkout, "test", ".ts").map((file) => linesOf(checkout, file));
  const snapshots = filesBelow(checkout, "test", ".snap").map((file) => linesOf(checkout, file));
  return {
    rooms,
    product: sizeOf(checkout, files),
    importsBetweenRooms: sum(rooms.flatMap((room) => Object.values(room.imports))),
    circles: circles(imports),
    tests: { files: tests.length, lines: sum(tests) },
    snapshots: { files: snapshots.length, lines: sum(snapshots), longest: Math.max(0, ...snapshots) },
  };
}

function sizeOf(checkout: string, files: readonly string[]): House["product"] {
  const sizes = files
    .map((file) => ({ file, lines: linesOf(checkout, file) }))
    .sort((left, right) => left.lines - right.lines);
  return {
    files: files.length,
    lines: sum(sizes.map(({ lines }) => lines)),
    medianLines: sizes[Math.floor(sizes.length / 2)]!.lines,
    longest: sizes.at(-1)!,
  };
}

const roomOf = (file: string): string => file.split("/")[0]!;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const linesOf = (checkout: string, file: string): number =>
  readFileSync(join(checkout, file), "utf8").split("\n").length - 1;

function filesBelow(checkout: string, room: string, ending: string): readonly string[] {
  return readdirSync(join(checkout, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending) && !file.includes("node_modules/"))
    .map((file) => `${room}/${file}`)
    .sort();
}
