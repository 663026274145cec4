import { YamlFile } from "../../../schema/yaml/file";

const TEXT = "name: churn\nschedule:\n  at: 02:00\n";

describe("a text that was read before", () => {
  const first = YamlFile.parse(TEXT, "first.yaml");

  it("is not parsed again, whatever the file is called", () => {
    expect(YamlFile.parse(TEXT, "second.yaml").value).toBe(first.value);
  });

  it("has its places and problems in the file that is asked", () => {
    const second = YamlFile.parse(TEXT, "second.yaml");
    const problem = second.problemAt(["schedule", "at"], { kind: "pattern", says: "is not accepted" });
    expect(problem).toMatchObject({ where: { file: "second.yaml", line: 3, column: 7 }, given: "02:00" });
    expect([second.has(["schedule"]), second.has(["owner"])]).toEqual([true, false]);
  });

  it("is told to start with a byte order mark where it does", () => {
    const marked = YamlFile.parse(`\uFEFF${TEXT}`, "marked.yaml");
    expect(marked.problems).toMatchObject([{ where: { file: "marked.yaml", line: 1 } }]);
    expect(marked.value).toEqual(first.value);
  });

  it("is another one in another kind of file: templates are Azure ML's there", () => {
    const template = "input: ${{inputs.data}}\n";
    expect(YamlFile.parse(template, "job.yaml", "asset").problems).toEqual([]);
    for (const name of ["one.yaml", "two.yaml"]) {
      const [problem, ...more] = YamlFile.parse(template, name).problems;
      expect([problem?.where, more]).toMatchObject([{ file: name, line: 1 }, []]);
    }
  });

  it("is forgotten when a hundred others were read since", () => {
    for (let index = 0; index < 100; index++) YamlFile.parse(`number: ${index}\n`, "other.yaml");
    const again = YamlFile.parse(TEXT, "first.yaml");
    expect(again.value).toEqual(first.value);
    expect(again.value).not.toBe(first.value);
  });
});
