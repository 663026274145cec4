import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isBuiltin } from "node:module";
import { dependencies, devDependencies } from "../package.json";
import { circles, importsOf, loadedBy, packagesOf, productFiles, root, scriptFiles } from "./support/imports";

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

  it("name every package that is installed with the product", () => {
    const sources = [...files, "cli/compile.js", "cli/mlops.js", "cli/code-cache.js", "cli/node-version.js"].map(
      (file) => readFileSync(join(root, file), "utf8"),
    );
    const named = (name: string) =>
      sources.some((source) => source.includes(`"${name}"`) || source.includes(`"${name}/`));
    // The command `cdktf`, which people run.
    expect(Object.keys(dependencies).filter((name) => !named(name))).toEqual(["cdktf-cli"]);
    expect(named("jest")).toBe(false);
  });

  it("take packages that package.json names, the product none of those for development", () => {
    const undeclared = (paths: readonly string[], declared: Readonly<Record<string, string>>) =>
      paths.flatMap((path) =>
        packagesOf(path)
          .filter((name) => !isBuiltin(name) && !(name in declared))
          .map((name) => `${path}: ${name}`),
      );
    const others = scriptFiles().filter((path) => !files.includes(path));
    expect(others).toEqual(expect.arrayContaining([".ci/clients/share.mjs", "test/imports.test.ts"]));
    expect(packagesOf("test/sandbox/clients/node.mjs")).toContain("@azure/arm-compute");
    expect(undeclared(files, dependencies)).toEqual([]);
    expect(undeclared(others, { ...dependencies, ...devDependencies })).toEqual([]);
  });

  it("of the command line load what commands are called, and not what they do", () => {
    const doing = /^(azure|constructs|deploy|policy|release|review|sandbox|schema|stacks|demo\/(month|overview))\//;
    expect(loadedBy("cli/main.ts").filter((path) => doing.test(path))).toEqual([]);
    expect(loadedBy("cli/main.ts")).toEqual(expect.arrayContaining(["cli/program.ts", "cli/commands/demo.ts"]));
    expect(loadedBy("cli/validation.ts").filter((path) => doing.test(path))).toContain("schema/load.ts");
  });
});
