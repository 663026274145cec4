import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { setInYaml } from "../../schema/yaml/edit";
import { SHIPPED } from "../support/configuration";
import { synthStacks } from "../support/stacks";

describe("a configuration that is read for some of its stacks", () => {
  let folder: string;
  const write = (name: string, change: (text: string) => string) => {
    for (const part of ["use-cases", "releases"]) {
      const text = readFileSync(join(SHIPPED, part, "customer-churn.yaml"), "utf8");
      const renamed = text.replaceAll("customer-churn", name);
      writeFileSync(join(folder, part, `${name}.yaml`), part === "use-cases" ? change(renamed) : renamed);
    }
  };
  /** Of the use case with which an asset is shared: its reference data, under one name. */
  const sharing = (asset: string) => (text: string) =>
    text.replace(/^( +asset: ).*$/m, `$1${asset}`).replace(/paths\/[a-z-]+\/reference\//, "paths/shared/reference/");

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-partial-"));
    cpSync(SHIPPED, folder, { recursive: true });
    write("b-first", sharing("shared-reference"));
    write("c-second", sharing("Shared-Reference"));
    write("a-escaped", sharing('"shared\\u002dreference"'));
    // The first that has it, but for one environment.
    write("a-aside", (text) =>
      setInYaml(sharing("shared-reference")(text), ["overrides", "prod", "data", "reference", "asset"], "aside"),
    );
    write("eu-churn", (text) => text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("makes of each stack what the whole configuration makes of it", () => {
    const whole = synthStacks(loadConfiguration(folder));
    expect(Object.keys(whole).length).toBeGreaterThan(20);
    for (const name of Object.keys(whole)) {
      const part = loadConfiguration(folder, undefined, [name]);
      expect({ name, stack: synthStacks(part, [name])[name] }).toEqual({ name, stack: whole[name] });
    }
  });

  it("reads only what the stacks are made of, and what shares data with it", () => {
    const read = (...only: string[]) => loadConfiguration(folder, undefined, only).useCases.map(({ name }) => name);
    expect(read("registry")).toEqual([]);
    expect(read("dev-fuel-efficiency")).toEqual(["a-escaped", "fuel-efficiency"]);
    expect(read("dev-c-second")).toEqual(["a-aside", "a-escaped", "c-second"]);
    expect(read("pipelines")).toHaveLength(loadConfiguration(folder).useCases.length);
    expect(read("*")).toHaveLength(loadConfiguration(folder).useCases.length);
  });

  it("is not held up by what is wrong elsewhere; what is read is checked", () => {
    writeFileSync(join(folder, "use-cases", "broken.yaml"), "nothing: here\n");
    expect(() => loadConfiguration(folder)).toThrow(/broken\.yaml/);
    expect(loadConfiguration(folder, undefined, ["dev-b-first"]).useCases.length).toBeGreaterThan(0);
    expect(() => loadConfiguration(folder, undefined, ["dev-broken"])).toThrow(/broken\.yaml/);
    rmSync(join(folder, "use-cases", "broken.yaml"));
  });

  it("tells once what is wrong with the name of a file", () => {
    writeFileSync(join(folder, "use-cases", "other.yml"), "nothing: here\n");
    const told = [undefined, ["dev-c-second"]].map((only) => {
      try {
        loadConfiguration(folder, undefined, only);
        return [];
      } catch (error) {
        return (error as Error).message.split("\n");
      }
    });
    expect(told[0]).toEqual([expect.stringContaining("other.yml would not be read")]);
    expect(told[1]).toEqual(told[0]);
    rmSync(join(folder, "use-cases", "other.yml"));
  });
});
