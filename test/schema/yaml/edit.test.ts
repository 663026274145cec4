import { parse } from "yaml";
import { setInYaml } from "../../../schema/yaml/edit";
import { shippedTexts } from "../../support/configuration";

const TEXT = `# for reviewers
order: [a, b] # in this order
live:
  version: "7" # quoted on purpose

  traffic: 90
`;

describe("setInYaml", () => {
  it("changes one value and nothing else", () => {
    expect(setInYaml(TEXT, ["live", "traffic"], 100)).toBe(TEXT.replace("90", "100"));
  });

  it("keeps the quotes of a value it replaces", () => {
    expect(setInYaml(TEXT, ["live", "version"], "8")).toBe(TEXT.replace('"7"', '"8"'));
  });

  it("makes the mappings on the way", () => {
    expect(setInYaml(TEXT, ["candidate", "prod", "version"], "8")).toBe(
      `${TEXT}candidate:\n  prod:\n    version: "8"\n`,
    );
  });

  it("removes a key when there is no value", () => {
    expect(setInYaml(TEXT, ["live", "traffic"], undefined)).not.toContain("traffic");
    expect(TEXT).toContain("traffic");
  });

  it("refuses to edit what is not valid YAML", () => {
    expect(() => setInYaml("a: [", ["a"], 1)).toThrow("only valid YAML can be edited");
  });

  it.each([...shippedTexts()])("leaves %s as it is when it sets what is there", (_, text) => {
    const [path, value] = firstScalar(parse(text));
    expect(path.length).toBeGreaterThan(0);
    expect(setInYaml(text, path, value)).toBe(text);
  });
});

function firstScalar(value: unknown): readonly [readonly string[], unknown] {
  if (typeof value !== "object" || value === null) return [[], value];
  const [key, inner] = Object.entries(value)[0]!;
  const [path, scalar] = firstScalar(inner);
  return [[key, ...path], scalar];
}
