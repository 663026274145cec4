import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { UserError } from "../../domain/problem/problem";
import { writeInOrder, writeWhole } from "../../files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const refusal = (write: () => void): string => {
  try {
    write();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "written";
};

describe("a file that is written whole", () => {
  it("holds exactly what was to be written, whatever it is and whatever was there", () => {
    const path = join(folder, "file");
    const bytes = fc.oneof(fc.string({ unit: "binary", maxLength: 2_000 }), fc.uint8Array({ maxLength: 200_000 }));
    fc.assert(
      fc.property(bytes, (content) => {
        writeWhole(path, content);
        expect(readFileSync(path).equals(Buffer.from(content as string))).toBe(true);
        expect(readdirSync(folder)).toEqual(["file"]);
      }),
    );
  });

  it("keeps the rights it had, and gets those asked for if it is new", () => {
    const path = join(folder, "file");
    writeWhole(path, "one", { mode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    writeWhole(path, "two", { mode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it("is made with its folder, and behind a link", () => {
    writeWhole(join(folder, "a", "b", "file"), "one");
    symlinkSync(join("a", "b", "file"), join(folder, "link"));
    writeWhole(join(folder, "link"), "two");
    expect(readFileSync(join(folder, "a", "b", "file"), "utf8")).toBe("two");
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  });

  it("may have the longest name there is", () => {
    const longest = "n".repeat(255);
    writeWhole(join(folder, longest), "one");
    expect(readdirSync(folder)).toEqual([longest]);
  });

  it("is written through to a device, which stays one", () => {
    writeWhole("/dev/null", "one");
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it.each<[string, () => string, string]>([
    ["a folder", () => (mkdirSync(join(folder, "place")), join(folder, "place")), "a folder is in its place"],
    [
      "a pipe",
      () => (spawnSync("mkfifo", [join(folder, "pipe")]), join(folder, "pipe")),
      "a pipe or a socket is in its place",
    ],
    [
      "below a file",
      () => (writeFileSync(join(folder, "file"), ""), join(folder, "file", "below")),
      "cannot be written",
    ],
    [
      "a link to nowhere",
      () => (symlinkSync(join(folder, "no", "where"), join(folder, "link")), join(folder, "link")),
      "it leads to a folder that does not exist",
    ],
    [
      "links in a circle",
      () => (symlinkSync(join(folder, "circle"), join(folder, "circle")), join(folder, "circle")),
      "its links lead in a circle",
    ],
    ["a name that is too long", () => join(folder, "n".repeat(256)), "its name is too long for this file system"],
  ])("rejects %s with a sentence, and leaves nothing behind", (_, place, says) => {
    const path = place();
    const before = readdirSync(folder);
    const message = refusal(() => writeWhole(path, "text"));
    expect(message).toContain(`${path} MLOPS-FILE-001 this cannot be written: `);
    expect(message).toContain(says);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("leaves those after it as they were, and those before it new, if it cannot be written", () => {
    const [first, second, third] = ["first", "second", "third"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(second);
    expect(refusal(() => writeInOrder([first, second, third].map((path) => ({ path, text: "new" }))))).toContain(
      `${second} MLOPS-FILE-001`,
    );
    expect(readFileSync(first, "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["first", "second"]);
  });
});
