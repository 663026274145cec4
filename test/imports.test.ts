import { execFileSync } from "node:child_process";
import { importsOf, loadedBy, root } from "./support/imports";

/** Every file of the product that imports or is imported. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && !path.startsWith("test/"));

/** Files that lead back to themselves, as the way that does: `a.ts → b.ts → a.ts`. Types count. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const begun = way.indexOf(file);
    if (begun >= 0) found.push([...way.slice(begun), file].join(" → "));
    if (begun >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}

describe("imports", () => {
  it("go in no circle: what does cannot be read, tested or replaced one at a time", () => {
    expect(files.length).toBeGreaterThan(700);
    expect(circles(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
  });

  it("that go in a circle would be found", () => {
    const drawn = new Map([
      ["a.ts", ["b.ts", "c.ts"]],
      ["b.ts", ["c.ts"]],
      ["c.ts", ["d.ts"]],
      ["d.ts", ["b.ts"]],
    ]);
    expect(circles(drawn)).toEqual(["b.ts → c.ts → d.ts → b.ts"]);
  });

  it("of the command line load what commands are called, and not what they do", () => {
    const doing = /^(azure|constructs|deploy|policy|release|review|sandbox|schema|stacks|demo\/(month|overview))\//;
    expect(loadedBy("cli/main.ts").filter((path) => doing.test(path))).toEqual([]);
    expect(loadedBy("cli/main.ts")).toEqual(expect.arrayContaining(["cli/program.ts", "cli/commands/demo.ts"]));
    expect(loadedBy("cli/validation.ts").filter((path) => doing.test(path))).toContain("schema/load.ts");
  });
});
