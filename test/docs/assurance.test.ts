import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { campaigns } from "../assure/campaigns";
import { documents, project } from "../support/documents";

const page = documents.find(({ path }) => path === "docs/reference/assurance.md")!;

/** Rows of the page's tables, cell by cell; without heads. */
const rows = page.text
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (-+|promise|attack|finding) /.test(line))
  .map((line) => line.slice(1, -1).split("|"))
  .map((cells) => cells.map((cell) => cell.trim()));

/** Every name that a file gives to a test or a group of tests. */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(join(project, file), "utf8");
  return [...source.matchAll(/\(\s*("(?:[^"\\\n]|\\.)*"),\s*(?:async\s*)?(?:\(|\w+\s*=>)/g)].map(
    ([, title]) => JSON.parse(title!) as string,
  );
}

const attacks = rows
  .filter(([, held]) => /^`test\/[^`]+`: /.test(held ?? ""))
  .map(([attack, held, command]) => {
    const [, file, title] = /^`([^`]+)`: (.+)$/.exec(held!)!;
    return [attack!, file!, title!, command!] as const;
  });

describe("the page of assurance", () => {
  it.each(rows.map((cells) => [cells[0]!, cells.at(-1)!]))("names a command that runs a test: %s", (_, cell) => {
    if (/^`npm run assure -- \w+`$/.test(cell)) return expect(Object.keys(campaigns)).toContain(cell.slice(19, -1));
    const commands = [...cell.matchAll(/`(?:[A-Z_]+=\w+ )*(npx jest [^`]+)`/g)].map(([, command]) => command!);
    expect(commands).not.toEqual([]);
    for (const command of commands) {
      const paths = command.match(/\btest\/[\w/.-]+/g) ?? [];
      expect([command, paths.length > 0]).toEqual([command, true]);
      for (const path of paths) {
        expect([path, [path, `${path}.test.ts`].some((one) => existsSync(join(project, one)))]).toEqual([path, true]);
      }
    }
  });

  it.each(attacks)("says by which test an attack or a fault is held: %s", (_, file, title, command) => {
    expect(titlesIn(file)).toContain(title);
    // As jest is told it: the file, its project where that is not the first, and a name that no other test fits.
    const [, sandbox, path, chosen] = /^`npx jest (--selectProjects sandbox )?(\S+) -t "([^"]+)"`$/.exec(command)!;
    expect([path, sandbox !== undefined]).toEqual([file, file.startsWith("test/sandbox/")]);
    expect(title).toMatch(new RegExp(chosen!));
  });

  it("says of each campaign how often it is tried, as it is", () => {
    const told = rows.filter((cells) => cells.at(-1)!.startsWith("`npm run assure"));
    const number = (text: string) => Number(text.replace(/[^\d]/g, ""));
    expect(
      told.map(([promise, short, long, command]) => [command!.slice(19, -1), promise, number(short!), number(long!)]),
    ).toEqual(
      Object.entries(campaigns).map(([name, { promise, trials }]) => [name, promise, trials.short, trials.long]),
    );
  });

  it("names attacks and faults of every kind, each by a test of its own", () => {
    expect(attacks.length).toBeGreaterThan(90);
    expect(new Set(attacks.map(([, file, title]) => `${file} ${title}`)).size).toBe(attacks.length);
  });

  it("would be found out: a name that no test has", () => {
    expect(titlesIn("test/docs/assurance.test.ts")).toContain("would be found out: a name that no test has");
    expect(titlesIn("test/docs/assurance.test.ts")).not.toContain("would be found out");
  });
});
