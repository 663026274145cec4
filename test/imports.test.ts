import { circles, importsOf, loadedBy, productFiles } from "./support/imports";

const files = productFiles();

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
