import { complaintsAbout, inFolder, writeFiles } from "../support/configuration";
import { badInputs, type Files, goodFiles } from "./bad-input-cases";
import { badUseCases, spoilt } from "./use-case/bad-input-cases";

/** A line of a message that says what to write in the place of what was given. */
const MESSAGE =
  /^(.+?):(\d+):(\d+) (MLOPS-[A-Z]+-\d+) .*\(given (.+?)(?:; allowed .*)?\); (?:.*\b)?(?:put it in quotes:|make it a list:|write|did you mean) (.+?)\??$/;

/** Fixes that name several things, or one that is only a part of the value. */
const isOneValue = (fix: string): boolean => /^("[^"]*"|\[[^\]]*\]|[^\s,;"']+)$/.test(fix);

const cases: readonly { readonly says: readonly string[]; readonly files: () => Files }[] = [
  ...badInputs.map(({ says, spoil }) => ({
    says,
    files: () => {
      const files = goodFiles();
      spoil(files);
      return files;
    },
  })),
  ...badUseCases.map((input) => ({ says: input.says, files: () => Object.fromEntries(spoilt(input)) })),
];

/** Each fix that can be carried out as it is written, with the files that it is for. */
const fixes = cases.flatMap(({ says, files: spoiltFiles }) =>
  says.flatMap((line) => {
    const [, path, row, column, code, given, fix] = MESSAGE.exec(line) ?? [];
    if (path === undefined || !isOneValue(fix!)) return [];
    const files = spoiltFiles();
    if (typeof files[path] !== "string") return [];
    const lines = files[path].split("\n");
    const at = Number(column) - 1;
    const text = lines[Number(row) - 1]!;
    const written = [given!, `"${given!}"`, `'${given!}'`].find((one) => text.startsWith(one, at));
    if (written === undefined) return [];
    lines[Number(row) - 1] = text.slice(0, at) + fix! + text.slice(at + written.length);
    return [
      { line, place: `${path}:${row!}:${column!}`, code, files: { ...files, [path]: lines.join("\n") } as Files },
    ];
  }),
);

describe("what a message proposes", () => {
  const complaints = (files: Files): readonly string[] =>
    inFolder((folder) => {
      writeFiles(folder, new Map(Object.entries(files)));
      return complaintsAbout(folder);
    });

  it("is tried for many messages of every kind", () => {
    expect(fixes.length).toBeGreaterThan(30);
    expect(new Set(fixes.map(({ code }) => code)).size).toBeGreaterThan(8);
  });

  it.each(fixes)("is taken: $line", ({ place, files }) => {
    expect(complaints(files).filter((line) => line.startsWith(`${place} `))).toEqual([]);
  });
});
