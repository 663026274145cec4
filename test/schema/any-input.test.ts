import fc from "fast-check";
import { parse, stringify } from "yaml";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { UserError, type Problem } from "../../domain/problem/problem";
import { writeFiles } from "../support/configuration";
import { goodFiles } from "./bad-input-cases";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The problems of the good files with one of them replaced. Anything but a UserError gets through and fails the test. */
function problemsWith(path: string, text: string): readonly Problem[] {
  writeFiles(folder, new Map(Object.entries({ ...goodFiles(), [path]: text })));
  try {
    loadConfiguration(folder);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems;
  }
}

const file = fc.constantFrom(...Object.keys(goodFiles()));

/** Every place in a value: the way to each mapping's key and each list's entry. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...keys].flatMap((key) => {
    const here = [...path, key];
    return [here, ...placesIn((value as Record<string | number, unknown>)[key], here)];
  });
}

describe("whatever is in the files", () => {
  it("ends in a configuration or in problems with a place, when a piece of text is damaged", () => {
    const damage = fc.record({
      file,
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat({ max: 12 }),
      insert: fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom("\t", "\n", "- ", "&a ", "*a", "!x ", ": ", "{", "]", "'", "\r\n", "? "),
      ),
    });
    fc.assert(
      fc.property(damage, ({ file: path, at, remove, insert }) => {
        const text = String(goodFiles()[path]);
        const offset = Math.floor(at * text.length);
        const damaged = text.slice(0, offset) + insert + text.slice(offset + remove);
        for (const { where } of problemsWith(path, damaged)) {
          expect(where).toEqual({ file: expect.any(String), line: expect.any(Number), column: expect.any(Number) });
        }
      }),
      { numRuns: 250 },
    );
  });

  it("ends in a configuration or in problems when a value is replaced by any other", () => {
    const change = fc.record({ file, pick: fc.nat(), value: fc.jsonValue({ maxDepth: 2 }) });
    fc.assert(
      fc.property(change, ({ file: path, pick, value }) => {
        const raw = parse(String(goodFiles()[path])) as Record<string | number, unknown>;
        const places = placesIn(raw);
        const place = places[pick % places.length]!;
        const parent = place.slice(0, -1).reduce<Record<string | number, unknown>>((at, key) => at[key] as never, raw);
        parent[place.at(-1)!] = value;
        expect(problemsWith(path, stringify(raw))).toBeInstanceOf(Array);
      }),
      { numRuns: 250 },
    );
  });
});
